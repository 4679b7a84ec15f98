"""The two people of a pair beside each other, field by field, as the desk shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from learners.people.models import Learner, birth_words
from lms.core.identity import alphabet_key, fold, mask_personal_id, mask_phone
from lms.core.models import Area, Organisation

ALIKE, DIFFERENT, ONE_ONLY = "giống", "khác", "một bên chưa ghi"
MARKS_ONLY, LESS_TOLD = "chỉ khác dấu", "một bên không ghi ngày"


@dataclass(frozen=True, slots=True)
class Side:
    """A person as the desk shows them: words, and what is compared without being shown whole."""

    title: str
    name: str
    birth: str
    sex: str
    commune: str
    hamlet: str
    phone: str
    email: str
    organisation: str
    id_number: str
    source: str

    @property
    def summary(self) -> str:
        """Enough to tell them apart in one line."""
        return ", ".join(part for part in (self.name, self.birth, self.commune) if part)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both: what is shown of it, and in a word how they compare ("" when empty)."""

    label: str
    left: str
    right: str
    mark: str

    @property
    def differs(self) -> bool:
        """Whether it wants a second look."""
        return self.mark in (DIFFERENT, MARKS_ONLY)


# Label, field, and how it is shown; what is compared is the field itself.
_LINES = (
    ("Họ và tên", "name", str),
    ("Ngày sinh", "birth", str),
    ("Giới tính", "sex", str),
    ("Xã, phường", "commune", str),
    ("Thôn, xóm", "hamlet", str),
    ("Điện thoại", "phone", mask_phone),
    ("Thư điện tử", "email", lambda email: "đã ghi" if email else ""),
    ("Cơ quan, đơn vị", "organisation", str),
    ("Số định danh", "id_number", mask_personal_id),
)


def compared(left: Side, right: Side) -> list[Line]:
    """Both sides, field by field; what neither says is left out."""
    lines = []
    for label, field, show in _LINES:
        one, other = getattr(left, field), getattr(right, field)
        if one or other:
            lines.append(Line(label, show(one), show(other), _mark(field, one, other)))
    return [*lines, Line("Nguồn", left.source, right.source, "")]


def _mark(field: str, one: str, other: str) -> str:
    if not one or not other:
        return ONE_ONLY
    if field == "name" and fold(one) == fold(other):  # hoà and hòa are one spelling
        return ALIKE if alphabet_key(one) == alphabet_key(other) else MARKS_ONLY
    if field == "birth" and one != other and one[-4:] == other[-4:] and 4 in map(len, (one, other)):
        return LESS_TOLD
    return ALIKE if one.lower() == other.lower() else DIFFERENT


def side_of(learner: Learner, title: str) -> Side:
    """A record on the register."""
    account = "có tài khoản" if learner.user_id else "chưa có tài khoản"
    since = timezone.localtime(learner.registered_at)
    return Side(
        title=title,
        name=learner.full_name,
        birth=learner.birth,
        sex=learner.get_sex_display() if learner.sex else "",
        commune=str(learner.commune),
        hamlet=learner.hamlet,
        phone=learner.phone,
        email=learner.email,
        organisation=str(learner.organisation or ""),
        id_number=learner.id_last3,
        source=f"{learner.get_source_display()} ngày {since:%d/%m/%Y}, {account}",
    )


def side_of_candidate(
    told: Mapping[str, Any],
    title: str,
    *,
    communes: Mapping[str, Area],
    organisations: Mapping[int, Organisation],
) -> Side:
    """Somebody who waits to be registered: the fields of a row, under the names of `Learner`."""
    year, sex = told.get("birth_year"), told.get("sex") or ""
    return Side(
        title=title,
        name=told.get("full_name") or "",
        birth=birth_words(year, told.get("birth_month"), told.get("birth_day")) if year else "",
        sex=str(dict(Learner.Sex.choices).get(sex, "")),
        commune=str(communes.get(told.get("commune_id") or "", "")),
        hamlet=told.get("hamlet") or "",
        phone=told.get("phone") or "",
        email=told.get("email") or "",
        organisation=str(organisations.get(told.get("organisation_id") or 0, "")),
        id_number=told.get("id_last3") or "",
        source="dòng của danh sách đang nhập, chưa vào sổ",
    )


def older_and_fuller(learners: Sequence[Learner]) -> Learner:
    """Which of two records to keep unless somebody says otherwise."""
    told = ("phone", "email", "hamlet", "sex", "birth_day", "id_hash", "organisation_id")

    def worth(learner: Learner) -> tuple[bool, int, int]:
        fields = sum(bool(getattr(learner, name)) for name in told)
        return bool(learner.user_id), fields, -learner.pk

    return max(learners, key=worth)
