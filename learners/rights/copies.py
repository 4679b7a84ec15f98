"""All that is kept about somebody in one file, to take away: for reading and for machines."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils import timezone

from learners.people.models import Learner
from learners.rights.selectors import holdings_of, looks_at, subject_of

FILE_NAME = "du-lieu-cua-toi.zip"


def copy_of(learner: Learner) -> BytesIO:
    """A ZIP with `du-lieu.html`, which any phone opens, and `du-lieu.json` with the same facts."""
    made_at = timezone.localtime()
    kept = holdings_of(subject_of(learner))
    looks = looks_at(learner)
    plain = {
        "chuong_trinh": "Bình dân học AI, tỉnh Thái Nguyên",
        "lap_luc": made_at.isoformat(timespec="seconds"),
        "du_lieu": [
            {
                "loai": holding.title,
                "de_lam_gi": holding.why,
                "giu_bao_lau": holding.how_long,
                "noi_dung": list(facts),
            }
            for holding, facts in kept
        ],
        "ai_da_xem": [
            {"ngay": look.day.isoformat(), "noi": look.office, "viec": look.what, "lan": look.times}
            for look in looks
        ],
    }
    page = render_to_string(
        "learners/rights/copy.html", {"kept": kept, "looks": looks, "made_at": made_at}
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        folder.writestr("du-lieu.html", page)
        folder.writestr("du-lieu.json", json.dumps(plain, ensure_ascii=False, indent=2))
    out.seek(0)
    return out
