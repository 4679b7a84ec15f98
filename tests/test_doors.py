"""Every address of ours × everyone who may knock: who gets in, who is led away, who learns nothing.

Whoever adds an address adds its line to DOORS; a test compares the table with the URLconf.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from certificates.models import Certificate
from certificates.services import issue
from courses.services import ensure_author_group
from learners.duplicates.merging import merge
from learners.duplicates.models import Pair
from learners.monitoring.services import load_goals, refresh_counts
from learners.people.models import DigitalTeam
from learners.rights.services import receive
from learners.study.models import Attempt, Enrolment
from learners.study.services import load_proficiency_rule, open_attempt
from lms.core.models import Organisation
from lms.core.roles import Role
from lms.core.services import ask_for_role
from tests.factories import finish_course, finish_lessons, make_course
from tests.facts import make_person
from tests.learners.imports.lists import AN, applied

VISITOR, ACCOUNT, OWNER, NEIGHBOUR = "visitor", "account", "owner", "neighbour"
OFFICER, OTHER_OFFICER, PROVINCE = "commune officer", "other commune's officer", "province officer"
AGENCY, TRAINER = "agency officer", "trainer"
AUDITOR, AUTHOR, OPERATOR = "auditor", "author", "operator"
CITIZENS = (ACCOUNT, OWNER, NEIGHBOUR)
EVERYONE = (
    *(VISITOR, *CITIZENS, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    *(AUDITOR, AUTHOR, OPERATOR, TRAINER),
)


def all_get(status: int, **others: int) -> dict[str, int]:
    """The same answer for everyone."""
    return dict.fromkeys(EVERYONE, status)


def learners_get(owner: int, neighbour: int) -> dict[str, int]:
    """People on the register get in or get a 404; all others are led to the door or the form."""
    return all_get(302) | {OWNER: owner, NEIGHBOUR: neighbour}


def watchers_get(status: int, other_officer: int = 200) -> dict[str, int]:
    """Those who watch the programme get in; a citizen is refused, a visitor led to the door."""
    watching = dict.fromkeys((OFFICER, PROVINCE, AUDITOR), status)
    others = {VISITOR: 302, OTHER_OFFICER: other_officer, AGENCY: other_officer}
    return all_get(403) | others | watching


def staff_get(status: int, citizens: int = 403) -> dict[str, int]:
    """Whoever holds a role gets in; a citizen does not, a visitor is led to the door."""
    return all_get(status) | {VISITOR: 302} | dict.fromkeys(CITIZENS, citizens)


def those_get(status: int, *who: str, others: int = 403) -> dict[str, int]:
    """These get in, others do not, a visitor is led to the door."""
    return all_get(others) | {VISITOR: 302} | dict.fromkeys(who, status)


def registrars_of_the_place_get(status: int) -> dict[str, int]:
    """Who keeps the register where the person lives; other registrars learn nothing of them."""
    elsewhere = dict.fromkeys((OTHER_OFFICER, AGENCY), 404)
    return those_get(status, OFFICER, PROVINCE) | elsewhere


# Wagtail's and Django's own pages, files, and the tree of courses have tests of their own.
OTHERS = {"tai-lieu/", r"^media/(?P<path>.*)$", ""}
# Doors that are walled up: by patterns, so their addresses stand here.
WALLED = {
    r"^(?:bien-tap|quan-tri)/login/": ("bien-tap/login/", "quan-tri/login/"),
    r"^(?:bien-tap/users|quan-tri/password_change)/": (
        "bien-tap/users/",
        "quan-tri/password_change/",
    ),
}

# Name of an address → who gets which answer to a GET.
DOORS: dict[str, dict[str, int]] = {
    "people:register": all_get(200) | {VISITOR: 302, OWNER: 302, NEIGHBOUR: 302},
    "people:commune_options": all_get(200),
    "people:claim_offer": all_get(302),  # only on the way in, and only with something to offer
    "claims:claim": all_get(200) | {VISITOR: 302},
    "rights:mine": learners_get(200, 200),
    "rights:correct": learners_get(200, 200),
    "rights:consent": learners_get(200, 200),
    "rights:ask_erasure": learners_get(200, 200),
    "rights:download": learners_get(405, 405),
    "rights:take_back": learners_get(405, 405),
    "requests:list": watchers_get(200),
    "requests:request": watchers_get(200, other_officer=404),
    "requests:copy": those_get(405, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "requests:take": registrars_of_the_place_get(200),
    "requests:paper_consent": registrars_of_the_place_get(200),
    "requests:slip": registrars_of_the_place_get(200),
    "duplicates:desk": watchers_get(200),
    "duplicates:pair": watchers_get(200, other_officer=404),
    "duplicates:decide": registrars_of_the_place_get(302),  # a GET is led back to the pair
    "duplicates:merges": watchers_get(200),
    "duplicates:undo": registrars_of_the_place_get(200),
    "imports:lists": watchers_get(200),
    "imports:stand": watchers_get(200, other_officer=404),
    "imports:progress": watchers_get(204, other_officer=404),
    "imports:columns": watchers_get(302, other_officer=404),  # written already: led to the receipt
    "imports:plan": watchers_get(302, other_officer=404),
    "imports:answer": registrars_of_the_place_get(302),
    "imports:rows": watchers_get(200, other_officer=404),
    "imports:annotated": watchers_get(200, other_officer=404),
    "imports:undo": registrars_of_the_place_get(200),
    "imports:retry": registrars_of_the_place_get(302),
    "study:mine": all_get(200),
    "study:lesson_fragment": all_get(200),
    "study:practice": all_get(200),
    "study:course_fragment": all_get(200),
    "study:test": learners_get(302, 200),  # its owner has finished: led to the finish
    "study:finished": learners_get(200, 404),
    "study:attempt": learners_get(200, 404),
    "study:result": learners_get(302, 404),  # not handed in yet: led back to it
    "certificates:mine": learners_get(200, 200),
    "certificates:pdf": learners_get(200, 404),
    "check:ask": all_get(200),
    "check:paper": all_get(200),
    "monitoring:figures": all_get(200),
    "monitoring:province": watchers_get(200),
    "monitoring:province_xlsx": watchers_get(200),
    "monitoring:commune": watchers_get(200),
    "monitoring:people": watchers_get(302, other_officer=404),
    "registry:list": watchers_get(200),
    "registry:export": watchers_get(200),
    "registry:person": watchers_get(200, other_officer=404),
    "registry:add": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "registry:correct": registrars_of_the_place_get(200),
    "registry:move": registrars_of_the_place_get(200),
    "registry:identify": registrars_of_the_place_get(200),
    "registry:organisations": watchers_get(200),
    "registry:add_organisation": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "registry:organisation": registrars_of_the_place_get(200),
    "registry:teams": watchers_get(200),
    "registry:team": watchers_get(200, other_officer=404),
    "registry:figures": watchers_get(200),
    "registry:kinds": watchers_get(200),
    "core:approvals": staff_get(200),
    "core:approval": those_get(200, PROVINCE, OPERATOR, others=404) | dict.fromkeys(CITIZENS, 403),
    "core:roles": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, AUDITOR, OPERATOR),
    "core:ask_for_role": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, OPERATOR),
    "core:end_role": those_get(200, OFFICER, PROVINCE, OPERATOR)
    | {OTHER_OFFICER: 404, AGENCY: 404},
    "core:log": those_get(200, PROVINCE, AUDITOR),
    "account_devices": all_get(200) | {VISITOR: 302},
    # Second factors: a citizen never hears of them. The staff here have an app and nothing else.
    "mfa_index": staff_get(200, citizens=404),
    "mfa_authenticate": all_get(302),
    "mfa_reauthenticate": staff_get(200, citizens=404),
    "mfa_reauthenticate_webauthn": staff_get(302, citizens=404),
    "mfa_activate_totp": staff_get(302, citizens=404),
    "mfa_deactivate_totp": staff_get(200, citizens=404),
    "mfa_add_webauthn": staff_get(200, citizens=404),
    "mfa_remove_webauthn": staff_get(404, citizens=404),
    "mfa_view_recovery_codes": staff_get(404, citizens=404),
    "mfa_generate_recovery_codes": staff_get(200, citizens=404),
    "mfa_download_recovery_codes": staff_get(404, citizens=404),
    "account_login": all_get(302) | {VISITOR: 200},  # the one door: whoever is in, goes on
    "account_confirm_login_code": all_get(302),
    "account_logout": all_get(200) | {VISITOR: 302},
    "account_inactive": all_get(200),
    "account_signup": all_get(302),
    "account_request_login_code": all_get(302),
    "bien-tap/": all_get(302) | {AUTHOR: 200, OPERATOR: 200},
    "quan-tri/": all_get(302) | {OPERATOR: 200},
    # Whoever is in already and asks for another way in may not go there.
    "bien-tap/login/": all_get(403) | {VISITOR: 302},
    "quan-tri/login/": all_get(403) | {VISITOR: 302},
    "bien-tap/users/": all_get(302),
    "quan-tri/password_change/": all_get(302),
    "healthz": all_get(200),
    "readyz": all_get(200),
    "favicon.ico": all_get(302),
}
NOT_WALKED = {"bien-tap/", "quan-tri/"}


def our_addresses() -> dict[str, str]:
    """Name (or route, when it has none) → route of every address that is ours."""
    return dict(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns, route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else whole
            if whole not in OTHERS:
                yield from ((walled, walled) for walled in WALLED.get(whole, ()))
            if whole not in OTHERS | set(WALLED):
                yield name, whole
        elif isinstance(pattern, URLResolver) and whole in NOT_WALKED:
            yield whole, whole
        elif whole not in OTHERS:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, whole, inner)


@pytest.fixture
def world(areas, course, catalog, learner, make_learner, make_user):
    """A browser for everyone, and something behind every door."""
    load_goals()
    load_proficiency_rule()
    unclaimed = make_person(areas["05503"])
    finish_course(learner, course)
    paper = issue(certificate_id=Certificate.objects.get().pk)
    second = make_course(catalog, number=2)
    finish_lessons(learner, second)
    attempt = open_attempt(learner=learner, course=second)
    refresh_counts(day=paper.frozen.issued_on)
    ensure_author_group()
    users = {
        VISITOR: None,
        ACCOUNT: make_user(),
        OWNER: learner.user,
        NEIGHBOUR: make_learner("Trần Văn Bình").user,
        OFFICER: make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"]),
        OTHER_OFFICER: make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]),
        AGENCY: make_user(role=Role.AGENCY_OFFICER),
        PROVINCE: make_user(role=Role.PROVINCE_OFFICER),
        AUDITOR: make_user(role=Role.AUDITOR),
        AUTHOR: make_user(role=Role.AUTHOR),
        OPERATOR: make_user(role=Role.OPERATOR),
        TRAINER: make_user(role=Role.TRAINER),
    }
    asked = ask_for_role(
        user=users[ACCOUNT],
        role=Role.AUDITOR,
        area=areas["19"],
        actor=users[PROVINCE],
        reason="Quyết định 1",
    )
    request = receive(learner=learner, kind="copy", actor=learner.user)
    taken = applied(users[OFFICER], AN, commune=areas["05503"])
    again = [make_person(areas["05503"], name=name) for name in ("Ma Van Binh", "Ma V. Bình")]
    merged = merge(kept=unclaimed, merged=again[0], actor=users[PROVINCE])
    pair = Pair.objects.create(left=unclaimed, right=again[1], score=70)
    school = Organisation.objects.create(name="Trường", kind="school", area=areas["05503"])
    ids = {
        **dict.fromkeys([name for name in DOORS if name.startswith("imports:")], taken.pk),
        **dict.fromkeys(("duplicates:pair", "duplicates:decide"), pair.pk),
        "duplicates:undo": merged.pk,
        "rights:consent": "study",
        "rights:take_back": request.pk,
        "requests:request": request.pk,
        "requests:copy": request.pk,
        **dict.fromkeys(("requests:take", "requests:paper_consent", "requests:slip"), unclaimed.pk),
        "study:lesson_fragment": course.lessons[0].pk,
        "study:practice": course.lessons[0].pk,
        "study:course_fragment": course.pk,
        "study:test": course.pk,
        "study:finished": course.pk,
        "study:attempt": attempt.pk,
        "study:result": attempt.pk,
        "certificates:pdf": paper.code,
        "check:paper": paper.code,
        "core:approval": asked.pk,
        "mfa_remove_webauthn": 1,
        "core:end_role": users[OFFICER].grants.get().pk,
        "monitoring:commune": "05503",
        "monitoring:people": "05503",
        **dict.fromkeys(("registry:person", "registry:correct"), unclaimed.pk),
        **dict.fromkeys(("registry:move", "registry:identify"), unclaimed.pk),
        "registry:organisation": school.pk,
        "registry:team": DigitalTeam.objects.create(commune=areas["05503"], hamlet="Xóm 1").pk,
    }
    return users, ids


def browser_of(user, **options) -> Client:
    browser = Client(**options)
    if user:
        browser.force_login(user)
    return browser


def address(route: str, one: object = "") -> str:
    """The address of a route, with its one id filled in."""
    for part in ("<id:pk>", "<str:code>"):
        route = route.replace(part, quote(str(one), safe=""))
    return "/" + route


def answer(method, path: str) -> int:
    """The status of an answer; a file that is handed out is taken, which closes it."""
    response = method(path)
    if response.streaming:
        b"".join(response)
    return response.status_code


def test_every_address_of_ours_is_in_the_table():
    assert set(our_addresses()) == set(DOORS)
    assert {len(answers) for answers in DOORS.values()} == {len(EVERYONE)}


@pytest.mark.parametrize("who", EVERYONE)
def test_who_gets_in(world, who):
    users, ids = world
    browser = browser_of(users[who])
    found = {
        name: answer(browser.get, address(route, ids.get(name, "")))
        for name, route in our_addresses().items()
    }
    assert found == {name: answers[who] for name, answers in DOORS.items()}


def stored() -> dict[str, list]:
    """All rows about people and papers, and the accounts; not the record of looks."""
    labels = ("learners", "certificates")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    models += [apps.get_model("core.User"), apps.get_model("core.RoleGrant")]
    return {m._meta.label: sorted(m.objects.values_list(), key=repr) for m in models}


@pytest.mark.parametrize("who", [VISITOR, ACCOUNT, OWNER, NEIGHBOUR, PROVINCE])
def test_looking_changes_nothing(world, who):
    users, ids = world
    browser = browser_of(users[who])
    before = stored()
    for method in (browser.get, browser.head):
        for name, route in our_addresses().items():
            answer(method, address(route, ids.get(name, "")))
    assert stored() == before
    if users[who]:  # not even signed out
        assert browser.session["_auth_user_id"] == str(users[who].pk)


# The check form writes nothing, so it may be sent from anywhere.
NO_TOKEN_NEEDED = {"check:ask": 422, "check:paper": 422}


@pytest.mark.parametrize("who", EVERYONE)
def test_nothing_is_sent_without_a_token(world, who):
    users, ids = world
    browser = browser_of(users[who], enforce_csrf_checks=True)
    before = stored()
    for name, route in our_addresses().items():
        for method in (browser.post, browser.put, browser.delete):
            answer = method(address(route, ids.get(name, ""))).status_code
            expected = NO_TOKEN_NEEDED.get(name, 403) if method == browser.post else None
            assert (name, answer) == (name, expected or (405 if name in NO_TOKEN_NEEDED else 403))
    assert stored() == before


STRANGE = [
    "0",
    "999999",
    "9" * 40,
    "-1",
    "x",
    "..",
    "é",
    "😀",
    "\x00",
    "a b",
    "%",
    "'",
    "A" * 400,
]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("who", [OWNER, PROVINCE])
def test_an_id_that_nobody_has_is_not_found(world, who, strange):
    users, _ = world
    browser = browser_of(users[who])
    open_to = (
        ("monitoring:", "registry:", "core:")
        if who == PROVINCE
        else ("study:", "certificates:", "check:")
    )
    found = {
        name: browser.get(address(route, strange)).status_code
        for name, route in our_addresses().items()
        if "<" in route and name.startswith(open_to)
    }
    assert found == dict.fromkeys(found, 404)


def test_the_walk_reaches_what_it_should(world):
    """The table would be worth little if it were walked past an empty house."""
    assert Enrolment.objects.filter(completed_at__isnull=False).count() == 1
    assert Attempt.objects.filter(submitted_at__isnull=True).count() == 1
    assert Certificate.objects.get().state == Certificate.State.VALID
