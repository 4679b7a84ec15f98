"""What every test may ask for: small, real objects in a real database; no mocks of our own."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck, settings
from wagtail.models import Collection, Locale, Page

from certificates.designing.guarding import PICTURES, VERSIONS
from certificates.papers.guarding import KEPT as PAPERS
from certificates.signing.guarding import SIGNED
from certificates.transparency.guarding import KEPT as LOG
from courses.models import CatalogPage, CoursePage, HomePage
from courses.services import ensure_site
from learners.attendance.guarding import MARKS
from learners.classes.models import TrainingClass
from learners.classes.services import Plan, Times, open_class
from learners.people.consents import load_texts
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from learners.publishing.guarding import FROZEN
from learners.resolution.guarding import NOTES
from learners.returns.guarding import LOCKED, STEPS
from learners.study.signals import enrolments_completed
from lms.core import second_factor
from lms.core.factors import seed_demo_factor
from lms.core.guards import RECORD_OF_ACTS
from lms.core.limits import OWN
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.places import load_areas
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified
from tests.factories import make_course
from tests.tools import IN_CI

# A slow machine makes no test fail: examples take as long as they take. In CI they are the same
# ones every time, so that a red run is about the change; who works on the product meets new ones.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


# Tests of these folders reach database, cache or queue on ways of their own, not by a fixture.
_OWN_WAYS = {"core", "faults", "journeys"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--again-here`: for the second of two runs that differ in their database and queue."""
    words = "leave out what asks neither database, cache nor queue: it ends alike everywhere"
    parser.addoption("--again-here", action="store_true", help=words)


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the second run: rules that are data in, data out were proved by the first.

    Journeys begin first: one process walks them all, and the others take the rest meanwhile.
    """
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
    if not config.getoption("--again-here"):
        return
    alike = [item for item in items if not _asks_a_service(item)]
    config.hook.pytest_deselected(items=alike)
    items[:] = [item for item in items if _asks_a_service(item)]


def _asks_a_service(item: pytest.Item) -> bool:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return asks_the_database(item) or folder in _OWN_WAYS


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes the tables of its process."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped has failed: it proved nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _clean_cache():
    """Limits and drawn pages of one test do not reach the next."""
    for one in caches.all():
        one.clear()
    OWN.clear()


@pytest.fixture(autouse=True, scope="session")
def _what_is_guarded_can_be_emptied():
    """A transactional test ends by deleting all rows, which the database refuses of some tables.

    Their guards step aside for that moment and return.
    """
    guards = (
        *(RECORD_OF_ACTS, MARKS, NOTES, LOCKED, STEPS, SIGNED),
        *(*FROZEN, *LOG, *PAPERS, VERSIONS, PICTURES),
    )

    def with_guard_aside(case: TransactionTestCase) -> None:
        for guard in guards:
            guard.remove(connection)
        _empty_all_tables()
        for guard in guards:
            guard.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", with_guard_aside)
        yield


# What migrations and Django itself write, and no test changes.
_STAYS = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_all_tables() -> None:
    """Most tables are empty already: deleting costs a hundredth of Django's TRUNCATE of all."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - _STAYS
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # no foreign key is asked, in whatever order
            cursor.execute("SET session_replication_role = replica")
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def _show_second_factor(request, user, **signal) -> None:
    """`client.force_login` stands for the whole way in: who has a second factor has shown it."""
    out_of_nothing = "REQUEST_METHOD" not in request.META
    if out_of_nothing and second_factor.has_one(user):
        second_factor.show(request, user)


user_logged_in.connect(_show_second_factor)


def _write_the_ground() -> None:
    """The places, the words of the consents, the home page, the catalogue and a course in it."""
    load_areas()
    load_texts()
    Locale.objects.get_or_create(language_code="vi")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    ensure_site(hostname="testserver", port=80)
    make_course(CatalogPage.objects.get())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What every test stands on is written once, not once a test; a database may be kept."""
    with django_db_blocker.unblock():
        if not HomePage.objects.exists():
            _write_the_ground()


@pytest.fixture
def ground(db) -> None:
    """The same after a transactional test, which ends by emptying all tables."""
    if not HomePage.objects.exists():
        _write_the_ground()


@pytest.fixture(autouse=True)
def _the_same_ground_for_all(request: pytest.FixtureRequest) -> None:
    """No test finds other tables than it would find alone, whichever ran before it."""
    if asks_the_database(request.node):
        request.getfixturevalue("ground")


@pytest.fixture
def areas(ground) -> dict[str, Area]:
    """The province and its 92 communes, by code; and the words of the consents."""
    return Area.objects.in_bulk()


@pytest.fixture
def commune(areas) -> Area:
    """Tân Cương."""
    return areas["05503"]


@pytest.fixture
def other_commune(areas) -> Area:
    """Ba Bể."""
    return areas["01906"]


@pytest.fixture
def catalog(ground, request) -> CatalogPage:
    """The catalogue below the home page: empty, unless the test asks for `course` as well."""
    found = CatalogPage.objects.get()
    if "course" not in request.fixturenames:
        CoursePage.objects.get().delete()
        found.refresh_from_db()
    return found


@pytest.fixture
def course(ground) -> CoursePage:
    """A short course: two lessons of three questions, a bank of twenty."""
    return CoursePage.objects.get()


@pytest.fixture
def completions():
    """The enrolments that were announced as completed, in order."""
    heard: list[int] = []

    def listen(sender: object, enrolment_ids: list[int], **kwargs: object) -> None:
        heard.extend(enrolment_ids)

    enrolments_completed.connect(listen)
    yield heard
    enrolments_completed.disconnect(listen)


def _department() -> Organisation:
    """An agency for whoever is an officer of one and no test says of which."""
    named = {"name": "Sở Khoa học và Công nghệ", "area": Area.objects.get(pk=PROVINCE_CODE)}
    return Organisation.objects.get_or_create(**named, defaults={"kind": "agency"})[0]


@pytest.fixture
def make_user(ground) -> Callable[..., User]:
    """A verified account; with `role` it holds that role, there, and has a second factor."""
    count = 0

    def make(
        *,
        role: Role | None = None,
        area: Area | None = None,
        organisation: Organisation | None = None,
        **fields,
    ) -> User:
        nonlocal count
        count += 1
        if not fields.get("email") and not fields.get("phone"):
            fields["email"] = f"nguoi{count}@vidu.vn"
        user = User.objects.create_user(**fields)
        mark_verified(user=user)
        if role:
            home = "05503" if role == Role.COMMUNE_OFFICER else PROVINCE_CODE
            unit = organisation or (role == Role.AGENCY_OFFICER and _department()) or None
            place = area or (unit.area if unit else Area.objects.get(pk=home))
            grant_role(user=user, role=role, area=place, organisation=unit, actor=None)
            seed_demo_factor(user)
        return user

    return make


@pytest.fixture
def make_learner(make_user, commune) -> Callable[..., Learner]:
    """A person on the register with an account."""

    def make(full_name="Nguyễn Thị Lan", birth_year=1975, **fields) -> Learner:
        user = fields.pop("user", None) or make_user()
        place = fields.pop("commune", commune)
        return claim_learner(
            user=user,
            full_name=full_name,
            birth_year=birth_year,
            commune=place,
            consents=[Consent.Purpose.STUDY],
            actor=user,
        )

    return make


@pytest.fixture
def learner(make_learner) -> Learner:
    """Nguyễn Thị Lan, born 1975, of Tân Cương."""
    return make_learner()


@pytest.fixture
def make_trainer(make_user, make_learner, commune) -> Callable[..., Learner]:
    """Somebody on the register who holds the role of a trainer in a commune."""

    def make(full_name="Ma Thị Hương", birth_year=1985, area: Area | None = None) -> Learner:
        user = make_user(role=Role.TRAINER, area=area or commune)
        return make_learner(full_name=full_name, birth_year=birth_year, user=user)

    return make


@pytest.fixture
def trainer(make_trainer) -> Learner:
    """Ma Thị Hương, who teaches in Tân Cương."""
    return make_trainer()


@pytest.fixture
def make_class(course, commune, make_trainer) -> Callable[..., TrainingClass]:
    """An open class with two sessions of two hours: one an hour ago, one in a week."""

    def make(*, trainer: Learner | None = None, **fields) -> TrainingClass:
        trainer = trainer or make_trainer(area=fields.get("commune"))
        first = timezone.now().replace(microsecond=0) - timedelta(hours=1)
        days = (first, first + timedelta(days=7))
        times = [Times(day, day + timedelta(hours=2)) for day in days]
        told = {"course": course, "commune": commune, "sessions": times, "hall": "Nhà văn hóa"}
        return open_class(plan=Plan(**told | fields, trainers=[trainer]), actor=trainer.user)

    return make
