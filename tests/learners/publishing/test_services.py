"""A month is published once, stays as it was, and is corrected under a number."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from learners.monitoring.models import CountedDay, DailyCount
from learners.monitoring.services import refresh_counts
from learners.publishing import selectors
from learners.publishing.models import Publication, PublishedCell
from learners.publishing.services import correct, publish_due
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from tests.facts import at, enrol_on, make_person
from tests.learners.publishing.conftest import OCTOBER, SEPTEMBER
from tests.learners.publishing.ways import count_as

pytestmark = pytest.mark.django_db


def numbers(publication: Publication, area: str) -> list[str]:
    """The four numbers of a commune as published."""
    cells = selectors.cells_of([publication])[publication.pk]
    return [cells[one.code, area].words for one in selectors.BY_COMMUNE]


@pytest.mark.usefixtures("published")
class TestPublishing:
    def test_every_month_that_is_over_is_published_oldest_first(self):
        days = Publication.objects.order_by("pk").values_list("day", "number")
        assert list(days) == [(SEPTEMBER, 0), (OCTOBER, 0)]
        assert numbers(Publication.objects.get(day=OCTOBER), "05503") == ["140", "110", "40", "20"]
        assert numbers(Publication.objects.get(day=OCTOBER), "01906") == [
            *("20", "dưới 15", "dưới 15", "dưới 15"),
        ]

    def test_no_exact_count_is_kept_beside_what_was_published(self):
        kept = set(PublishedCell.objects.values_list("low", "high"))
        assert kept <= {(0, 0), (1, 14)} | {(n - 5, n + 4) for n in range(20, 200, 10)}
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedCell.objects.create(
                publication=Publication.objects.all()[0],
                indicator="x",
                area_id="19",
                low=3,
                high=3,
            )

    def test_publishing_again_changes_nothing(self):
        before = list(PublishedCell.objects.values_list())
        assert publish_due(today=date(2026, 11, 20)) == 0
        assert list(PublishedCell.objects.values_list()) == before
        entries = AuditEntry.objects.filter(action="publishing.publish")
        assert [entry.actor for entry in entries] == [None, None]

    def test_a_recount_later_leaves_what_was_published(self):
        DailyCount.objects.filter(day=OCTOBER, area="05503").update(value=500)
        assert numbers(Publication.objects.get(day=OCTOBER), "05503") == ["140", "110", "40", "20"]

    @pytest.mark.parametrize(
        "act",
        [
            lambda: PublishedCell.objects.update(low=0, high=0),
            lambda: PublishedCell.objects.all().delete(),
            lambda: Publication.objects.update(sha256=""),
            lambda: Publication.objects.filter(day=OCTOBER)._raw_delete("default"),
        ],
    )
    def test_the_database_refuses_to_change_what_was_published(self, act):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    def test_the_digest_tells_whether_anything_was_changed(self):
        months = selectors.publications()
        assert selectors.altered(months) == []
        months[0].sha256 = "0" * 64
        assert selectors.altered(months) == [months[0]]


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), []),
        (date(2026, 10, 2), [SEPTEMBER]),
        (date(2026, 11, 1), [SEPTEMBER]),
        (date(2026, 11, 2), [SEPTEMBER, OCTOBER]),
        (date(2027, 1, 2), [SEPTEMBER, OCTOBER, date(2026, 11, 30), date(2026, 12, 31)]),
    ],
)
def test_a_month_is_due_on_the_second_of_the_next_and_stays_due(areas, today, days):
    count_as(SEPTEMBER, {})
    assert selectors.months_due(today) == days


def test_nothing_is_due_where_nothing_was_counted(areas):
    assert (selectors.months_due(OCTOBER), publish_due(today=OCTOBER)) == ([], 0)


def test_a_night_that_was_cut_short_goes_on_with_the_next_month(areas):
    count_as(SEPTEMBER, {"05503": (20, 20, 20, 20)})
    publish_due(today=date(2026, 10, 2))
    count_as(OCTOBER, {"05503": (30, 30, 30, 30)})
    assert publish_due(today=date(2026, 12, 24)) == 2  # October, and November that nobody counted
    assert [one.day for one in selectors.standing()] == [date(2026, 11, 30), OCTOBER, SEPTEMBER]


def test_a_month_that_was_not_counted_after_its_end_is_counted_first(areas, course):
    people = [make_person(areas["05503"]) for _ in range(16)]
    with time_machine.travel(at(OCTOBER, 9), tick=False):
        refresh_counts(day=OCTOBER)
    for person in people:
        enrol_on(OCTOBER, person, course)
    publish_due(today=date(2026, 11, 2))
    publication = Publication.objects.get()
    assert numbers(publication, "05503") == ["20", "20", "0", "0"]
    assert publication.counted_at == CountedDay.objects.get().counted_at


class TestCorrecting:
    @pytest.fixture
    def people(self, areas, course) -> list:
        """Sixteen who took part in October, published."""
        people = [make_person(areas["05503"]) for _ in range(16)]
        for person in people:
            enrol_on(OCTOBER, person, course)
        refresh_counts(day=OCTOBER)
        publish_due(today=date(2026, 11, 2))
        return people

    def test_it_stands_under_a_number_with_its_reason_beside_the_first(
        self, people, operator, course, areas
    ):
        first = Publication.objects.get()
        for _ in range(10):
            enrol_on(OCTOBER - timedelta(days=1), make_person(areas["05503"]), course)
        corrected = correct(publication=first, reason="Một lớp nộp sổ muộn.", actor=operator)
        assert (corrected.number, corrected.published_by) == (1, operator)
        assert numbers(corrected, "05503") == ["30", "30", "0", "0"]
        assert numbers(first, "05503") == ["20", "20", "0", "0"]
        assert selectors.standing() == [corrected]
        entry = AuditEntry.objects.get(action="publishing.correct")
        assert (entry.actor, entry.data) == (operator, {"number": 1})
        assert publish_due(today=date(2026, 11, 20)) == 0

    def test_what_would_look_the_same_is_not_published_again(self, people, operator, course, areas):
        enrol_on(OCTOBER, make_person(areas["05503"]), course)  # 17 is shown as 20 as well
        with pytest.raises(DomainError) as refusal:
            correct(publication=Publication.objects.get(), reason="Thử", actor=operator)
        assert refusal.value.message.startswith("Đếm lại vẫn ra đúng những số đã công bố")
        assert Publication.objects.count() == 1
        assert DailyCount.objects.get(
            day=OCTOBER, area="05503", indicator="participants"
        ).value == len(people)

    def test_a_page_that_shows_an_older_correction_does_not_correct(
        self, people, operator, course, areas
    ):
        first = Publication.objects.get()
        for _ in range(10):
            enrol_on(OCTOBER, make_person(areas["05503"]), course)
        correct(publication=first, reason="Một", actor=operator)
        with pytest.raises(DomainError) as refusal:
            correct(publication=first, reason="Hai", actor=operator)
        assert refusal.value.message.startswith("Kỳ này vừa được đính chính.")
        assert Publication.objects.count() == 2

    def test_a_correction_needs_a_reason_and_somebody(self, people):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(
                day=OCTOBER, number=1, counted_at=at(OCTOBER), sha256="0" * 64
            )
