"""The register page by page: searched, filtered, in register order, nothing counted as a whole."""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from learners.people.models import Consent, Learner, LearnerQuerySet
from learners.people.ordering import SearchOrder, Words
from learners.people.searching import (
    ByName,
    ByPersonalId,
    ByPhone,
    ByTail,
    Wanted,
    after,
    understand,
)
from lms.core.access import scope_of
from lms.core.identity import hash_personal_id
from lms.core.models import Area, Organisation, User

PAGE_SIZE = 30
LONGEST_KEY = 700


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the register is looked at.

    `wide` finds names that hold the words anywhere, not only people who are called so.
    """

    text: str = ""
    commune: Area | None = None
    organisation: Organisation | None = None
    source: str = ""
    wide: bool = False


class Seen(NamedTuple):
    """What a list shows of a person; plain values, since a page of models costs twice as much."""

    pk: int
    full_name: str
    birth_year: int
    birth_month: int | None
    birth_day: int | None
    hamlet: str
    phone: str
    commune_id: str
    organisation: str | None
    may_call: bool  # whether the person lets officers see their phone number
    order: str


_COLUMNS = (
    *("pk", "full_name", "birth_year", "birth_month", "birth_day", "hamlet", "phone"),
    *("commune_id", "organisation__name", "may_call", "order"),
)


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Some rows of a long list, and the key behind which the next ones start."""

    rows: list[Seen]
    next_key: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of what is found, and the order in which an index gives it."""

    rows: Q
    order: Combinable
    # With anybody in it, the sections behind it that are not alike are left out.
    suffices: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    """Behind which row a page starts: number of the section, place in its order, id."""

    section: int = 0
    order: str = ""
    pk: int = 0


def register_page(*, user: User, filters: Filters, key: str = "", size: int = PAGE_SIZE) -> KeyPage:
    """One page of those whom `user` watches over; costs the same on every page, whatever the size.

    When nobody is called so, names that hold the words anywhere are shown, and the page says so by
    `wide`. `key` is a `next_key` of the same search; one that nobody made starts anew.
    """
    wanted = understand(filters.text)
    people = _in_scope(user, filters).annotate(may_call=may_call())
    if isinstance(wanted, ByName):
        people = people.alias(search=_SEARCH, words=_WORDS)
    page = _page(people, _sections(wanted, wide=filters.wide), _read_key(key), size)
    wide = filters.wide
    if isinstance(wanted, ByName) and not (page.rows or wide or key):
        wide = True
        page = _page(people, _sections(wanted, wide=True), _Key(), size)
    if isinstance(wanted, ByName):
        page.rows.sort(key=lambda person: not wanted.agrees(person.full_name))
    return KeyPage(page.rows, page.next_key, wide)


def register_rows(*, user: User, filters: Filters) -> QuerySet[Learner]:
    """Everybody of the list in register order, for an export: the same people as on its pages."""
    people: QuerySet[Learner] = _in_scope(user, filters)
    wanted = understand(filters.text)
    if wanted is not None:
        people = people.alias(search=_SEARCH, words=_WORDS)
        sections = _sections(wanted, wide=filters.wide)
        sufficing = [section for section in sections if section.suffices]
        if sufficing and people.filter(reduce(or_, (one.rows for one in sufficing))).exists():
            sections = sufficing
        people = people.filter(reduce(or_, (section.rows for section in sections)))
    return people.order_by("sort_key", "pk")


def _page(people: LearnerQuerySet, sections: list[_Section], start: _Key, size: int) -> KeyPage:
    found: list[tuple[int, Seen]] = []
    for number, section in enumerate(sections):
        if number < start.section:
            continue
        if found and not section.suffices and sections[0].suffices:
            break
        part = people.annotate(order=section.order)
        part = part.filter(section.rows)
        if number == start.section and start.pk:
            # The first condition is what an index understands; the second cuts the ties.
            further = Q(order__gt=start.order) | Q(pk__gt=start.pk)
            part = part.filter(further, order__gte=start.order)
        rows = part.order_by("order", "pk").values_list(*_COLUMNS)[: size + 1 - len(found)]
        found += [(number, Seen(*row)) for row in rows]
        if len(found) > size:
            break
    next_key = _write_key(*found[size - 1]) if len(found) > size else ""
    return KeyPage([person for _, person in found[:size]], next_key)


def _in_scope(user: User, filters: Filters) -> LearnerQuerySet:
    """Those who stand on the register where `user` watches over it."""
    people = Learner.objects.standing().watched_by(user)
    if filters.commune and scope_of(user).communes != {filters.commune.pk}:
        people = people.filter(commune=filters.commune)
    if filters.organisation and scope_of(user).organisations != {filters.organisation.pk}:
        people = people.filter(organisation=filters.organisation)
    if filters.source:
        people = people.filter(source=filters.source)
    return people


@cache
def may_call() -> Exists:
    """Whether somebody lets officers call; written once a process, since every page asks it."""
    return Exists(
        Consent.objects.filter(
            learner=OuterRef("pk"), purpose=Consent.Purpose.CONTACT, withdrawn_at__isnull=True
        )
    )


_BY_SORT_KEY = F("sort_key")
_SEARCH = SearchOrder("search_key", "sort_key")
_WORDS = Words("search_key")


def _sections(wanted: Wanted | None, *, wide: bool) -> list[_Section]:
    """What is looked for, in parts that follow one another and never share a row."""
    match wanted:
        case ByName():
            return _anywhere(wanted) if wide else _called_so(wanted)
        case ByPhone(phone):
            rows = Q(phone=phone)
        case ByPersonalId(number):
            rows = Q(id_hash=hash_personal_id(number, settings.ID_HASH_KEY))
        case ByTail(digits) if len(digits) == 3:
            rows = Q(id_last3=digits)
        case ByTail(digits):
            rows = Q(phone_tail=digits[-4:], phone__endswith=digits)
        case None:
            rows = Q()
    return [_Section(rows, _BY_SORT_KEY)]


def _called_so(name: ByName) -> list[_Section]:
    """Whoever bears the name: with just the typed marks, if any, then without them.

    Of a whole name first whoever is called just so; only when there is nobody, those who have more
    words between given name and surname.
    """
    between = _hold(name.between)
    plain = _begins("search", name.plain)
    exact = _begins("sort_key", name.exact) if name.exact else None
    found = _marked_first(exact and exact & between, plain & between)
    if not name.is_whole:
        return found
    just_so = Q(sort_key=name.exact_whole) if name.exact_whole else None
    return [*_marked_first(just_so, _begins("search", name.whole), suffices=True), *found]


def _marked_first(exact: Q | None, plain: Q, *, suffices: bool = False) -> list[_Section]:
    """Names with just the typed marks before all that are alike without marks."""
    if exact is None:
        return [_Section(plain, _SEARCH, suffices)]
    return [
        _Section(exact, _BY_SORT_KEY, suffices),
        _Section(plain & ~exact, _SEARCH, suffices),
    ]


def _anywhere(name: ByName) -> list[_Section]:
    """Names with every word at the start of one of theirs, given names that go on so first."""
    given = _begins("search", name.start)
    return [
        _Section(given & _hold(name.words[:-1]), _SEARCH),
        _Section(_hold(name.words) & ~given, _SEARCH),
    ]


def _hold(words: tuple[str, ...]) -> Q:
    return Q(*(Q(words__contains=f" {word}") for word in words))


def _begins(column: str, prefix: str) -> Q:
    """A range of an order, as an index reads it."""
    found = Q(**{f"{column}__gte": prefix})
    beyond = after(prefix)
    if beyond:
        return found & Q(**{f"{column}__lt": beyond})
    return found & Q(**{f"{column}__startswith": prefix})


def _write_key(section: int, person: Seen) -> str:
    return f"{section}.{person.order}.{person.pk}"


def _read_key(key: str) -> _Key:
    section, _, rest = key[:LONGEST_KEY].partition(".")
    order, _, pk = rest.rpartition(".")
    if section in ("0", "1", "2", "3") and order.isalnum() and pk.isascii() and pk.isdigit():
        return _Key(int(section), order, int(pk[:18]))
    return _Key()
