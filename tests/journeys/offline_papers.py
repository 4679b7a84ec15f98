"""Papers for a hall without signal, made as a process of its own: `python -m …`.

Prints as JSON the end of the address in the QR of each, by what a phone should say of it.
"""

import json
import sys
from datetime import date

import django

django.setup()

from django.utils import timezone  # noqa: E402  (after setup, as in every script of Django)

from certificates.keys import files  # noqa: E402
from certificates.keys.models import IssuerKey  # noqa: E402
from certificates.keys.services import disown_key, make_key, rotate_key  # noqa: E402
from certificates.keys.statements import Statement, sign  # noqa: E402
from certificates.papers.models import Certificate  # noqa: E402
from certificates.papers.services import issue, revoke  # noqa: E402
from courses.models import CoursePage  # noqa: E402
from lms.core.models import Area  # noqa: E402
from lms.core.tokens import new_code  # noqa: E402
from tests.factories import open_certificate  # noqa: E402
from tests.facts import at, enrol_on, make_person  # noqa: E402

BEGAN, STOLEN = date(2025, 1, 1), date(2026, 3, 4)


def paper() -> Certificate:
    """A paper issued today, with the key that signs now."""
    person = make_person(Area.objects.get(pk="05503"), name="Nguyễn Thị Lan")
    course = CoursePage.objects.live().order_by("number")[0]
    enrolment = enrol_on(timezone.localdate(), person, course, finished=timezone.localdate())
    return issue(certificate_id=open_certificate(enrolment_id=enrolment.pk).pk)


def scanned(paper: Certificate) -> str:
    """What its QR holds, behind the name of the site."""
    return f"/xac-minh/{paper.code}/#{paper.frozen.statement}"


def stated(key: IssuerKey, day: date, until: date | None = None) -> str:
    """The same for a paper of another day, with whichever key."""
    told = Statement("TNG", "HT-2025-000009", "N. T. Lan", "K1", day, until)
    return f"/xac-minh/{new_code()}/#{sign(told, kid=key.kid, key=files.private(key.kid))}"


def main() -> dict[str, str]:
    """A key that was followed by another, one that was stolen, and the one that signs."""
    first = make_key()
    old = paper()
    stolen = rotate_key()
    IssuerKey.objects.update(used_from=at(BEGAN))
    # In Vietnam it is already the 4th, in Greenwich still the 3rd.
    disown_key(kid=stolen.kid, since=at(STOLEN, hour=1), reason="Mất máy chủ")
    genuine, revoked = paper(), paper()
    revoke(certificate=revoked, reason="Cấp nhầm", actor=None)
    later = timezone.localdate().replace(day=1, year=timezone.localdate().year + 5)
    return {
        "good": scanned(genuine),
        "ended": scanned(revoked),
        "retired": scanned(old),
        "expired": stated(first, date(2025, 2, 1), until=date(2025, 12, 31)),
        "after its key": stated(first, later),
        "before its key": stated(first, date(2024, 12, 31)),
        "stolen": stated(stolen, date(2026, 3, 5)),
        "stolen, dated back": stated(stolen, date(2026, 3, 3)),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
