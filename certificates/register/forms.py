"""What the address asks of the book; a place outside the scope is not found."""

import re
from datetime import date, datetime

from django.http import Http404, QueryDict

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.register.listing import LONGEST, Filters
from lms.core.access import Scope
from lms.core.forms import DAYS
from lms.core.models import Area

_BOOK = re.compile(r"[A-Z]{2,6}-\d{4}", re.ASCII)


def read_filters(asked: QueryDict, scope: Scope) -> tuple[Filters, list[str]]:
    """The filters, and in words what of them could not be understood. Raises Http404."""
    commune, wrong = None, []
    if code := asked.get("xa", ""):
        commune = Area.objects.communes().filter(pk=code[:5]).first()
        if commune is None or not (scope.covers(commune.pk) or scope.organisations):
            raise Http404
    days = {}
    for name, words in (("tu", "Từ ngày"), ("den", "Đến hết ngày")):
        days[name] = _day(asked.get(name, ""))
        if asked.get(name, "").strip() and days[name] is None:
            wrong.append(f"{words} chưa đúng. Ví dụ: 24/11/2026.")
    kind, state = asked.get("loai", ""), asked.get("tt", "")
    book, course = asked.get("so", "").upper(), asked.get("khoa", "")
    known = course.isascii() and course.isdecimal() and len(course) < 19
    shown = {one.value for one in Certificate.State} - {Certificate.State.PENDING.value}
    filters = Filters(
        text=asked.get("tim", "").replace("\x00", "")[:LONGEST],
        kind=kind if kind in set(Kind) else "",
        state=state if state in shown else "",
        book=book if _BOOK.fullmatch(book) else "",
        course=int(course) if known else None,
        commune=commune,
        since=days["tu"],
        until=days["den"],
    )
    return filters, wrong


def _day(text: str) -> date | None:
    for form in DAYS:
        try:
            found = datetime.strptime(text.strip()[:12], form).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None
