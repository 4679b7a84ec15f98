"""Finding somebody on the register to seat them in a class, by who may not browse the register.

A trainer finds whom they already know: by a whole phone number, by last digits and name, or by full
name and birth year. What is shown is masked, enough to tell that it is the right person; how
often somebody may ask is limited, and each asking is written down.
"""

from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

from learners.classes.models import TrainingClass
from learners.people.listing import Filters, register_page
from learners.people.models import Learner, LearnerQuerySet
from learners.people.searching import ByName, ByPhone, understand
from lms.core import audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_phone, clean_text, fold, mask_name
from lms.core.limits import allow
from lms.core.models import User

MOST = 10
_AN_HOUR, ASKS_AN_HOUR = 3_600, 120
_SALT = "classes.finding"
_TOKEN_LIVES = 3_600  # seconds
HOW = (
    "Hãy gõ một trong ba cách: cả số điện thoại; tên và 4 số cuối điện thoại; "
    "hoặc đủ họ tên và năm sinh, ví dụ: Nguyễn Thị Lan 1975."
)
TOO_OFTEN = "Bạn đã tìm rất nhiều lần. Hãy nghỉ một lúc, hoặc ghi tên người học tại chỗ."


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found: what may be shown of them, and the token that seats them."""

    name: str
    born: str
    place: str
    token: str


def find_people(*, training_class: TrainingClass, text: str, user: User) -> list[Found]:
    """The people of the register that `text` names, as far as `user` may know.

    Registrars search what they watch over as in the register itself; others find by what they know
    of the person, anywhere, masked. Raises DomainError when too little is said, or too often asked.
    """
    if not allow(f"classes.find:{user.pk}", amount=ASKS_AN_HOUR, seconds=_AN_HOUR):
        raise DomainError(TOO_OFTEN)
    scope = scope_of(user)
    open_to_them = scope.may_register
    people = _watched(text, user) if open_to_them else _known(text)
    audit.record(actor=user, action="classes.find", target=training_class, found=len(people))
    return [
        Found(
            name=person.full_name if open_to_them else mask_name(person.full_name),
            born=person.birth if open_to_them else str(person.birth_year),
            place=str(person.commune),
            token=signing.dumps([training_class.pk, person.pk, user.pk], salt=_SALT),
        )
        for person in people
    ]


def found_by(*, token: str, training_class: TrainingClass, user: User) -> Learner:
    """The person of a token that `find_people` gave to this user for this class within the hour.

    Raises DomainError for any other: nobody seats people by guessing numbers.
    """
    try:
        told = signing.loads(token, salt=_SALT, max_age=_TOKEN_LIVES)
    except signing.BadSignature as error:
        raise DomainError("Lượt tìm này đã cũ. Hãy tìm lại người đó.") from error
    class_id, person, asked = told
    learner = Learner.objects.standing().filter(pk=person).first()
    if (class_id, asked) != (training_class.pk, user.pk) or learner is None:
        raise DomainError("Lượt tìm này đã cũ. Hãy tìm lại người đó.")
    return learner


def _watched(text: str, user: User) -> list[Learner]:
    """What the register's own search finds in the places and agencies of a registrar."""
    if understand(text) is None:
        raise DomainError(HOW)
    page = register_page(user=user, filters=Filters(text=text), key="")
    shown = [row.pk for row in page.rows[:MOST]]
    people = Learner.objects.select_related("commune").in_bulk(shown)
    return [people[pk] for pk in shown if pk in people]


def _known(text: str) -> list[Learner]:
    people = Learner.objects.standing().select_related("commune")
    return list(_answering(people, clean_text(text.replace("\x00", ""))).order_by("pk")[:MOST])


def _answering(people: LearnerQuerySet, typed: str) -> LearnerQuerySet:
    *words, last = typed.split() or [""]
    wanted = understand(typed)
    if isinstance(wanted, ByPhone):
        return people.filter(phone=wanted.phone)
    name = fold(" ".join(words))
    if words and last.isdecimal() and last.isascii() and isinstance(understand(name), ByName):
        if len(last) == 4 and len(words) >= 2 and 1900 <= int(last) <= 2100:
            full_name = Q(search_key=name, birth_year=int(last))
            return people.filter(full_name | _called(name) & Q(phone_tail=last))
        if len(last) == 4:
            return people.filter(_called(name), phone_tail=last)
    phone = _phone_at_the_end(typed)
    if phone:
        return people.filter(phone=phone)
    raise DomainError(HOW)


def _called(name: str) -> Q:
    """Whose name it is, or whose given name and what stands before it."""
    return Q(search_key=name) | Q(search_key__endswith=f" {name}")


def _phone_at_the_end(typed: str) -> str:
    digits = "".join(ch for ch in typed if ch.isdecimal())
    try:
        return clean_phone(digits)
    except ValueError:
        return ""
