"""The register: the list that is searched, and a person's page. Every look is written down."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from learners.people.listing import Filters, KeyPage, Seen, register_page
from learners.people.models import Learner
from learners.people.ordering import birth_words
from learners.people.searching import ByName, understand
from learners.people.selectors import commune_names, home_names
from learners.registry import selectors
from learners.registry.filters import place_of, read_filters
from lms.core import audit
from lms.core.access import Scope, account_of
from lms.core.identity import mask_phone, show_phone
from lms.core.staff import StaffView


class Row(NamedTuple):
    """A person as the list shows them: words only, the phone as a link where they may call."""

    address: str
    name: str
    birth: str
    place: str
    phone: str
    learning: str


class ListView(StaffView):
    """The people of one's scope, by key and not by page number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = read_filters(request.GET, self.scope)
        user = account_of(request)
        page = register_page(user=user, filters=filters, key=request.GET.get("sau", ""))
        record_look(request, filters, rows=len(page.rows))
        names = commune_names()
        return render(
            request,
            "learners/registry/list.html",
            {
                "filters": filters,
                "rows": rows_of(page.rows, names),
                "page": page,
                "next_page": next_page(request, page),
                "by_name": isinstance(understand(filters.text), ByName),
                "first": not request.GET.get("sau"),
                "may_register": self.scope.may_register,
                **choices(self.scope, home_names()),
            },
        )


class PersonView(StaffView):
    """Everything that stands on the register about somebody."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = account_of(request)
        person = selectors.person(pk=pk, user=user)
        if person is None:
            raise Http404  # what one may not see is not known to exist
        if kept := person.learner.merged_into_id:
            return redirect("registry:person", pk=kept)
        audit.record(actor=user, action="people.open", target=person.learner)
        context = {"person": person, "learner": person.learner, "scope": self.scope}
        return render(request, "learners/registry/person.html", context)


def next_page(request: HttpRequest, page: KeyPage) -> str:
    """The address of the next page: the same search, going on behind this page's last row."""
    asked = request.GET.copy()
    asked["sau"] = page.next_key
    if page.wide:
        asked["rong"] = "1"
    return f"?{asked.urlencode()}"


def record_look(request: HttpRequest, filters: Filters, *, rows: int) -> None:
    """Write down which part of the register was looked at; never what was typed."""
    audit.record(
        actor=account_of(request),
        action="people.look",
        target=place_of(filters),
        rows=rows,
        searched=bool(filters.text),
    )


def rows_of(people: list[Seen], names: dict[str, str]) -> list[Row]:
    """People as rows; one query for all that they studied. `names` are those of the communes."""
    done = selectors.studied([person.pk for person in people])
    return [_row(person, done.get(person.pk, selectors.NOTHING), names) for person in people]


@cache
def _register() -> str:
    """The address of the register; those of its people begin with it."""
    return reverse("registry:list")


def _row(person: Seen, done: selectors.Studied, names: dict[str, str]) -> Row:
    may_call = person.phone and person.may_call
    places = (person.hamlet, names.get(person.commune_id, ""), person.organisation)
    return Row(
        address=f"{_register()}{person.pk}/",
        name=person.full_name,
        birth=birth_words(person.birth_year, person.birth_month, person.birth_day),
        place=", ".join(filter(None, places)),
        phone=_to_call(person.phone) if may_call else mask_phone(person.phone) or "không có",
        learning=_learning(done),
    )


def _to_call(phone: str) -> SafeString:
    return format_html('<a href="tel:{}">{}</a>', phone, show_phone(phone))


def _learning(done: selectors.Studied) -> str:
    """How far somebody is, in words: "3 khóa, xong 1; thành thạo 24/11/2026"."""
    words = f"{done.begun} khóa, xong {done.finished}" if done.begun else "chưa vào khóa nào"
    return f"{words}; thành thạo {done.assessed_on:%d/%m/%Y}" if done.assessed_on else words


def choices(scope: Scope, names: dict[str, str]) -> dict[str, Any]:
    """What the filters offer: several communes or organisations, where there are several."""
    if not scope.whole_province:
        names = {code: name for code, name in names.items() if code in scope.communes}
    organisations = selectors.organisations_in(scope.organisations)
    places = [*names.values(), *organisations.values()]
    return {
        "communes": options_of(tuple(names.items())) if len(names) > 1 else "",
        "organisations": organisations if len(organisations) > 1 else {},
        "sources": [
            (value, label)
            for value, label in Learner.Source.choices
            if settings.DEMO or value != Learner.Source.DEMO
        ],
        "place": "toàn tỉnh" if scope.whole_province else ", ".join(places[:3]),
    }


@lru_cache(maxsize=50)
def options_of(communes: tuple[tuple[str, str], ...]) -> SafeString:
    """The options of a field, drawn once: ninety-two of them cost as much as the rest of a page."""
    return format_html_join("", '<option value="{}">{}</option>', communes)
