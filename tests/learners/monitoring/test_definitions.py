"""Which definition counted a day, since when, and what it said before."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import timezone

from learners.attendance.services import mark
from learners.classes.models import Seat
from learners.monitoring.indicator import Version
from learners.monitoring.indicators import (
    ATTENDANCES,
    CORE_TRAINERS,
    FINISHERS,
    PARTICIPANTS,
    PROFICIENT,
)
from learners.monitoring.models import WorkingAge
from learners.monitoring.movement import everything_listed
from tests.facts import appoint, enrol_on
from tests.learners.monitoring.screens import page_of, words

OLD = Version("1", date(2024, 11, 1), "Mọi người đã được sát hạch.")
CHANGED = replace(PROFICIENT, version="2", since=date(2026, 1, 1), earlier=(OLD,))


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2020, 1, 1), "1"),  # before all: the first
        (date(2024, 11, 1), "1"),
        (date(2025, 12, 31), "1"),
        (date(2026, 1, 1), "2"),
        (date(2030, 1, 1), "2"),
    ],
)
def test_a_day_is_counted_by_the_version_that_held_on_it(day, number):
    assert CHANGED.version_on(day).number == number


def test_no_two_versions_begin_on_one_day_or_have_one_number():
    for one in everything_listed():
        begun = [version.since for version in one.versions]
        assert begun == sorted(set(begun))
        assert len({version.number for version in one.versions}) == len(begun)


def test_an_old_day_shows_the_old_words_and_since_when_others_hold():
    context = {"indicator": CHANGED, "version": OLD, "rule": ""}
    shown = words(
        BeautifulSoup(render_to_string("learners/monitoring/meaning.html", context), "html.parser")
    )
    assert shown == (
        "Mọi người đã được sát hạch. Định nghĩa bản 1, áp dụng từ ngày 01/11/2024. Nay là bản 2, "
        "từ ngày 01/01/2026: số của ngày trước đó vẫn đếm theo bản cũ."
    )


@pytest.mark.parametrize("one", [ATTENDANCES, PARTICIPANTS, FINISHERS])
def test_the_words_speak_of_classes_and_the_old_ones_are_kept_with_why_they_changed(one):
    before, since = date(2026, 11, 29), date(2026, 11, 30)
    assert "lớp" in one.version_on(since).definition
    assert "lớp" not in one.version_on(before).definition
    assert one.version_on(since).change.endswith("nên số trước và sau ngày này so được với nhau.")


def test_somebody_marked_in_a_class_is_counted_though_they_did_no_lesson(
    make_class, learner, commune
):
    klass = make_class()
    seat = Seat.objects.create(training_class=klass, learner=learner, via="search")
    session = klass.sessions.get(number=1)
    mark(session=session, seat=seat, presence="present", actor=klass.opened_by)
    counts = [one.count_by_area(timezone.localdate()) for one in (ATTENDANCES, PARTICIPANTS)]
    assert counts == [{commune.pk: 1}] * 2


def test_the_new_words_change_no_number(learner, commune, course):
    enrol_on(date(2026, 11, 1), learner, course, finished=date(2026, 11, 2))
    days = (date(2026, 11, 29), date(2026, 11, 30))
    for one in (ATTENDANCES, PARTICIPANTS, FINISHERS):
        assert [one.count_by_area(day) for day in days] == [{commune.pk: 1}] * 2


@pytest.mark.django_db
def test_a_suspension_counts_only_for_days_whose_version_knows_of_it(learner, commune):
    before, since = date(2026, 11, 24), date(2026, 11, 25)
    appoint(learner, commune, date(2026, 11, 1))
    learner.suspensions.create(tier="core", valid_from=date(2026, 11, 20), words="Nghỉ ốm")
    assert CORE_TRAINERS.version_on(before).definition.endswith("còn hiệu lực.")
    assert [CORE_TRAINERS.count_by_area(day) for day in (before, since)] == [{"05503": 1}, {}]


class TestPages:
    @pytest.fixture(autouse=True)
    def a_new_rule(self, areas):
        WorkingAge.objects.create(
            version="2",
            valid_from="2026-02-01",
            kind="labour_code",
            decision="Quyết định 5/QĐ-UBND",
        )

    def test_the_evidence_of_a_day_says_by_what_it_was_counted(self, province_officer):
        path = "/theo-doi/xa/05503/minh-chung/proficient/?ngay="
        before = words(page_of(province_officer.get(f"{path}2026-01-31")).main)
        after = words(page_of(province_officer.get(f"{path}2026-02-01")).main)
        assert "Độ tuổi lao động: từ 15 đến 60 tuổi, tính theo năm sinh" in before
        assert "áp dụng từ 01/02/2026 (bản 2: Quyết định 5/QĐ-UBND)" in after
        assert "Định nghĩa bản 1, áp dụng từ ngày 01/11/2024." in after

    def test_all_meanings_of_a_day_stand_on_one_page(self, province_officer):
        page = page_of(province_officer.get("/theo-doi/dinh-nghia/?ngay=31/01/2026"))
        assert [words(one) for one in page.select("section h2")] == [
            one.name for one in everything_listed()
        ]
        assert "áp dụng từ 01/02/2026" not in words(page.main)
        trainers = words(page.find("h2", string="Giảng viên nòng cốt").parent)
        assert "Định nghĩa bản 1, áp dụng từ ngày 01/11/2024. Nay là bản 2" in trainers
        old = words(page.find("h2", string="Người hoàn thành").parent)
        assert "Bản trước chỉ nói tới người tự học" in old
        today = words(page_of(province_officer.get("/theo-doi/dinh-nghia/")).main)
        assert "áp dụng từ 01/02/2026" in today

    @pytest.mark.parametrize("typed", ["31/02/2026", "hôm qua", "%00"])
    def test_what_is_no_day_is_said_and_kept(self, province_officer, typed):
        response = province_officer.get(f"/theo-doi/dinh-nghia/?ngay={typed}")
        page = page_of(response)
        assert response.status_code == 422
        assert "Ngày chưa đúng. Ví dụ: 24/11/2026." in words(page.select_one(".error-summary"))
        assert page.select_one("#id_ngay")["value"] == typed.replace("%00", "\x00")
