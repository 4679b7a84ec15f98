"""Reading papers for whoever checks one."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from certificates.papers.models import Certificate
from certificates.transparency.standing import Logged, Standing, judge

# Written and read by hand, and only what is shown: a page that everybody asks for spends less on it
# than Django spends on building such a query and its answer. Columns of the paper in the order of
# the model; a row for each line of the public log.
_OWN = (
    *("id", "code", "state", "number", "facts", "issued_at", "expires_on", "ended_at"),
    *("end_reason", "end_decision", "end_decided_on", "replaced_by_id"),
)
_READ = f"""
SELECT {", ".join(f"paper.{name}" for name in _OWN)},
    signer.subject, file.signed_at, signer.development, entry.act, entry.leaf, entry.at, node.place,
    (SELECT leaves FROM certificates_signedhead WHERE day > paper.issued_at ORDER BY day LIMIT 1)
FROM certificates_certificate AS paper
LEFT JOIN certificates_signedfile AS file ON file.paper_id = paper.id
LEFT JOIN certificates_signingcertificate AS signer ON signer.id = file.certificate_id
LEFT JOIN certificates_logentry AS entry ON entry.paper_id = paper.id
LEFT JOIN certificates_lognode AS node ON node.entry_id = entry.id
WHERE paper.state <> 'pending' AND paper."""  # noqa: S608  (names of our own)


@dataclass(frozen=True, slots=True)
class Checked:
    """An issued paper, whose signature its file bears, and what the public log holds of it."""

    paper: Certificate
    signed_by: str | None
    signed_at: datetime | None
    on_trial: bool | None
    logged: Logged
    entered_at: datetime | None
    standing: Standing


def paper_with_code(code: str) -> Checked | None:
    """The issued paper with this code; a pending one is not known to anybody yet. One query."""
    return _read("code = %s", code)


def paper_with_number(*, number: str, birth_year: int) -> Checked | None:
    """The same by number, if the paper states that year of birth; one query either way."""
    found = _read("number = %s", number)
    states = found.paper.facts.get("birth_year") if found and found.paper.facts else None
    return found if states == birth_year else None


def _read(where: str, asked: str) -> Checked | None:
    with connection.cursor() as cursor:
        cursor.execute(_READ + where, [asked])
        rows = cursor.fetchall()
    if not rows:
        return None
    own = {name: _aware(value) for name, value in zip(_OWN, rows[0], strict=False)}
    own["facts"] = json.loads(own["facts"])
    paper = Certificate.from_db(connection.alias, _OWN, list(own.values()))
    signed_by, signed_at, on_trial, *_, closed = rows[0][len(_OWN) :]
    # act → leaf, moment, place
    lines = {row[-5]: row[-4:-1] for row in rows}
    leaf, at, place = lines.get("issued", (None, None, None))
    ended = lines["ended"][0] if "ended" in lines else None
    logged = Logged(issued=leaf, place=place, ended=ended, closed=closed)
    standing = judge(paper, logged)
    return Checked(paper, signed_by, _aware(signed_at), on_trial, logged, _aware(at), standing)


def _aware(value: Any) -> Any:
    """SQLite knows no zones: what Django writes there is UTC."""
    naive = isinstance(value, datetime) and timezone.is_naive(value)
    return value.replace(tzinfo=UTC) if naive else value
