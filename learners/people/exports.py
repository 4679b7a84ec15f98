"""The register as a table that can be taken in again: the same headings, the same people.

Rows are read and written as they come, so that a large list takes no more memory than a small one.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from learners.people.listing import Filters, may_call, register_rows
from learners.people.models import Learner
from learners.people.ordering import birth_words
from learners.people.selectors import commune_names
from lms.core.identity import show_phone
from lms.core.models import User
from lms.core.sheets import Sheet

HEADINGS = (
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số điện thoại",
    "Xã, phường",
    "Thôn, xóm",
    "Cơ quan, đơn vị",
)
_WIDTHS = (28, 14, 12, 16, 24, 24, 40)
_BATCH = 2_000
Row = tuple[str, ...]


def people_of(*, user: User, filters: Filters) -> QuerySet[Learner, tuple[Any, ...]]:
    """What is read for the table: everybody of the list, in register order, as plain values."""
    people = register_rows(user=user, filters=filters).annotate(may_call=may_call())
    return people.values_list(
        *("full_name", "birth_year", "birth_month", "birth_day", "sex", "phone"),
        *("commune_id", "hamlet", "organisation__name", "may_call"),
    )


def rows(*, user: User, filters: Filters) -> Iterator[Row]:
    """Everybody of the list as on screen, in register order; phones only of whoever agreed."""
    communes = commune_names()
    sexes = dict(Learner.Sex.choices)
    people = people_of(user=user, filters=filters).iterator(chunk_size=_BATCH)
    for name, year, month, day, sex, phone, commune, hamlet, unit, agreed in people:
        yield (
            name,
            birth_words(year, month, day),
            sexes.get(sex, ""),
            show_phone(phone) if phone and agreed else "",
            communes[commune],
            hamlet,
            unit or "",
        )


def table(*, user: User, filters: Filters) -> Sheet:
    """The list as a sheet; every cell is text, so a phone or a year keeps what it is."""
    return Sheet("Sổ học viên", HEADINGS, rows(user=user, filters=filters), _WIDTHS)
