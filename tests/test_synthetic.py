"""The invented province: believable, the same for the same seed, and counted from its facts."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from learners.monitoring.goals import load_goals
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import DailyCount, Goal
from learners.monitoring.selectors import province, totals_on, trend
from learners.monitoring.services import refresh_counts
from learners.people.models import Learner
from learners.study.models import Enrolment, Proficiency
from learners.study.services import load_proficiency_rule
from learners.trainers.models import Appointment, TrainerFile
from lms.core.identity import clean_full_name, name_sort_key
from lms.synthetic import Size, count_days, make_province
from tests.factories import make_course

SIZE = Size(people=300, enrolments=480, core_trainers=30, experts=3)


@pytest.fixture
def ready(areas, catalog):
    """Places, goals, rule and two courses; nobody on the register."""
    load_goals()
    load_proficiency_rule()
    for number in (1, 2):
        make_course(catalog, number=number, lessons=1)


def people() -> list[tuple]:
    return list(Learner.objects.order_by("pk").values_list("full_name", "birth_year", "phone"))


def test_a_province_has_the_size_that_was_asked_for(ready):
    make_province(SIZE, seed=1)
    assert (Learner.objects.count(), Enrolment.objects.count()) == (300, 480)
    tiers = Appointment.objects.values_list("tier", flat=True)
    assert (list(tiers).count("core"), list(tiers).count("expert")) == (30, 3)
    assert sum(
        Goal.objects.get(indicator="proficient").shares.values_list("number", flat=True)
    ) == (500_000)


def test_the_same_seed_makes_the_same_people_and_another_seed_others(ready):
    found = []
    for seed in (7, 7, 8):
        for model in (Enrolment, Proficiency, TrainerFile, Appointment, Learner):
            model.objects.all().delete()
        make_province(Size(people=50, enrolments=50, core_trainers=2, experts=1), seed=seed)
        found.append(people())
    assert (found[0] == found[1], found[0] == found[2]) == (True, False)


def test_invented_people_could_stand_on_the_register(ready):
    make_province(SIZE, seed=2)
    for learner in Learner.objects.all():
        assert clean_full_name(learner.full_name) == learner.full_name
        assert learner.sort_key == name_sort_key(learner.full_name)
    assert set(Learner.objects.values_list("source", flat=True)) == {"demo"}


def test_nothing_is_in_the_future_and_nobody_is_proficient_before_finishing(ready):
    make_province(SIZE, seed=3)
    now = timezone.now()
    assert Enrolment.objects.filter(started_at__gt=now).count() == 0
    assert Enrolment.objects.filter(completed_at__gt=now).count() == 0
    for proficiency in Proficiency.objects.prefetch_related("learner__enrolments"):
        ends = [e.completed_at for e in proficiency.learner.enrolments.all() if e.completed_at]
        assert timezone.localtime(min(ends)).date() < proficiency.assessed_on
        assert proficiency.assessed_on <= timezone.localdate()


def test_its_days_are_counted_as_the_nightly_job_would(ready):
    make_province(SIZE, seed=4)
    count_days(days=10, step=3)
    today = timezone.localdate()
    days = set(DailyCount.objects.values_list("day", flat=True))
    assert days == {today - timedelta(days=back) for back in (0, 3, 6, 9, 28)}
    for day in days:
        counted = {i.code: sum(i.count_by_area(day).values()) for i in all_indicators()}
        assert totals_on(day) == counted
        assert refresh_counts(day=day) == 0
    assert province().totals["attendances"] == 480
    begun = [value for _, value in trend(day=today, indicator=all_indicators()[0])]
    assert begun == sorted(begun)


def test_the_command_fills_an_empty_register_only(ready, capsys):
    call_command("make_province", "--people", "100", "--days", "3", "--step", "2")
    assert capsys.readouterr().out == "Tỉnh mẫu: 100 người, 160 ghi danh.\n"
    assert (Learner.objects.count(), Appointment.objects.count()) == (100, 11)
    with pytest.raises(CommandError) as refusal:
        call_command("make_province", "--people", "100")
    assert str(refusal.value) == "Sổ đã có người: không trộn số liệu mẫu vào."
    assert Learner.objects.count() == 100


def test_a_hamlet_is_a_province_too(ready):
    make_province(Size(people=1, enrolments=1, core_trainers=0, experts=0), seed=5)
    count_days(days=1)
    assert province().totals["attendances"] == 1
