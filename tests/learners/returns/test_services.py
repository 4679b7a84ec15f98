"""A return from its draft to the lock and beyond: each step once, by whom it belongs to."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import CountedDay, DailyCount
from learners.monitoring.services import refresh_counts
from learners.paper.month import Month
from learners.returns import services
from learners.returns.alerts import alerts_on
from learners.returns.models import Return, ReturnRule, ReturnStep
from learners.returns.selectors import content_of, late_communes, recount, shown, signing_of
from lms.core.alerting import Bounds
from lms.core.errors import DomainError
from lms.core.models import Area, AuditEntry, Organisation
from lms.core.roles import Role
from tests.learners.returns.conftest import OCTOBER, at, locking, seen, sign

pytestmark = pytest.mark.django_db


def acts(report) -> list[str]:
    return list(report.steps.order_by("id").values_list("act", flat=True))


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    return refusal.value.message


class TestDraft:
    def test_it_is_filled_from_the_counts_at_the_end_of_the_month(self, report):
        said = content_of(report)
        assert [line.code for line in said.lines] == [one.code for one in all_indicators()]
        found = {line.code: (line.before, line.value, line.growth) for line in said.lines}
        assert found["participants"] == (5, 14, 9)
        assert found["finishers"] == (2, 7, 5)
        assert found["proficient"] == (2, 5, 3)
        assert found["core_trainers"] == (0, 1, 1)
        proficient = next(line for line in said.lines if line.code == "proficient")
        assert (proficient.target, proficient.tenths) == (4_321, 1)
        assert [one.words for one in said.denominators] == [
            "Dân số trong độ tuổi lao động: 7.777 người (nguồn: Niên giám, tính đến 31/12/2025); "
            "người thành thạo bằng 0,1 %."
        ]
        assert (said.due_on, said.last_day) == ("2026-11-05", "2026-10-31")

    def test_a_day_that_was_not_counted_is_counted_first(self, people, facts, commune):
        services.draft(month=OCTOBER, areas=[commune], actor=people.officer)
        assert content_of(Return.objects.get()).is_whole
        assert set(CountedDay.objects.values_list("day", flat=True)) == {
            date(2026, 9, 30),
            date(2026, 10, 31),
        }

    def test_a_day_whose_count_was_cut_short_is_counted_to_its_end(
        self, people, facts, commune, clock
    ):
        clock.move_to(at(2026, 10, 31, 22, 0))
        refresh_counts(day=date(2026, 10, 31))
        clock.move_to(at(2026, 11, 3, 9, 0))
        services.draft(month=OCTOBER, areas=[commune], actor=people.officer)
        counted = CountedDay.objects.get(day=date(2026, 10, 31)).counted_at
        assert counted == at(2026, 11, 3, 9, 0)

    def test_a_day_that_is_counted_is_not_counted_again(self, people, counted, commune):
        before = CountedDay.objects.get(day=date(2026, 10, 31)).counted_at
        DailyCount.objects.filter(indicator="participants", area=commune).update(value=99)
        services.draft(month=OCTOBER, areas=[commune], actor=people.officer)
        assert CountedDay.objects.get(day=date(2026, 10, 31)).counted_at == before
        assert content_of(Return.objects.get()).lines[1].value == 99

    def test_the_province_opens_all_in_one_go_and_the_second_time_none(self, report, people):
        told = {"month": OCTOBER, "areas": Area.objects.communes(), "actor": people.province}
        assert services.draft(**told) == 91
        assert services.draft(**told) == 0
        assert (Return.objects.count(), ReturnStep.objects.filter(act="draft").count()) == (92, 92)
        assert AuditEntry.objects.filter(action="returns.draft").count() == 2

    def test_this_month_may_be_begun_and_not_one_that_has_not_come(self, people, facts, commune):
        november = {"month": Month(2026, 11), "areas": [commune], "actor": people.officer}
        services.draft(**november)
        assert content_of(Return.objects.get()).last_day == "2026-11-03"
        assert not CountedDay.objects.filter(day__gt=date(2026, 11, 3)).exists()
        words = refused(services.draft, **november | {"month": Month(2026, 12)})
        assert words == "Tháng này chưa tới. Hãy chọn tháng này hoặc tháng đã qua."

    @pytest.mark.parametrize("who", ["stranger", "department", "auditor", "trainer"])
    def test_others_open_none(self, people, counted, commune, who):
        told = {"month": OCTOBER, "areas": [commune], "actor": getattr(people, who)}
        assert "Hãy chọn lại" in refused(services.draft, **told)
        assert not Return.objects.exists()


class TestWords:
    def test_they_are_kept_line_by_line_and_the_same_again_is_no_step(self, report, people):
        assert report.difficulties == "Xóm Na Hiên chưa có sóng.\nThiếu máy."
        told = {"difficulties": "  Xóm  Na Hiên chưa có sóng. \r\n\r\nThiếu máy."}
        services.word(report=report, **told, proposals="Xin thêm máy.", actor=people.officer)
        assert acts(report) == ["draft", "word"]

    def test_they_are_the_communes_alone(self, report, people):
        told = {"report": report, "difficulties": "Khác", "proposals": ""}
        for who in (people.stranger, people.department, people.province, people.auditor):
            assert "cán bộ xã, phường đó" in refused(services.word, **told, actor=who)


class TestSigning:
    def test_it_freezes_all_that_is_shown_with_a_hash_that_anybody_can_work_out(
        self, signed, people
    ):
        step = signing_of(signed)
        assert step.sha256 == hashlib.sha256(step.content.encode()).hexdigest()
        said = content_of(signed)
        assert (said.sha256, said.signed_by) == (step.sha256, "Ma Thị Lan")
        assert said.signed_at == "2026-11-03T09:00:00+07:00"
        assert said.difficulties == "Xóm Na Hiên chưa có sóng.\nThiếu máy."
        assert (signed.state, signed.signed_by) == ("signed", people.officer)

    def test_what_is_counted_later_changes_nothing_that_was_signed(self, signed, one_more):
        before = signing_of(signed).content
        one_more()
        refresh_counts(day=date(2026, 10, 31))
        assert content_of(signed).canonical() == before
        assert recount(said=content_of(signed)) == {
            "attendances": 15,
            "participants": 15,
            "finishers": 8,
            "proficient": 6,
            "movement_adults": 8,
        }

    def test_nobody_signs_what_they_have_not_seen(self, report, people, one_more):
        shown_before = seen(report)
        one_more()
        services.count_again(report=report, actor=people.officer)
        told = {"report": report, "actor": people.officer}
        assert "Hãy tải lại trang" in refused(services.sign, **told, seen=shown_before)
        assert services.sign(**told, seen=seen(report)).state == "signed"

    def test_a_month_that_is_not_over_is_not_signed(self, report, people, clock):
        clock.move_to(at(2026, 10, 31, 23, 59))
        words = refused(sign, report, people.officer)
        assert words == ("Chưa hết tháng 10 năm 2026 nên chưa ký được. Hãy ký từ ngày 01/11/2026.")
        clock.move_to(at(2026, 11, 1, 0, 0))
        services.count_again(report=report, actor=people.officer)
        assert sign(report, people.officer).state == "signed"

    def test_a_count_that_was_missing_stays_when_the_signing_is_refused(
        self, people, facts, commune, clock
    ):
        clock.move_to(at(2026, 10, 31, 20, 0))
        services.draft(month=OCTOBER, areas=[commune], actor=people.officer)
        clock.move_to(at(2026, 11, 1, 0, 5))
        draft = Return.objects.get()
        assert "Hãy tải lại trang" in refused(sign, draft, people.officer)
        assert sign(draft, people.officer).state == "signed"

    def test_twice_is_once_and_a_colleague_comes_too_late(self, report, people):
        told = {"report": report, "seen": seen(report)}
        services.sign(**told, actor=people.officer)
        services.sign(**told, actor=people.officer)
        assert "đã ký gửi" in refused(services.sign, **told, actor=people.colleague)
        assert acts(report) == ["draft", "word", "sign"]

    @pytest.mark.parametrize("who", ["stranger", "department", "province", "auditor", "trainer"])
    def test_only_the_commune_signs(self, report, people, who):
        assert "cán bộ xã, phường đó ký" in refused(sign, report, getattr(people, who))
        assert acts(report) == ["draft", "word"]


class TestChecking:
    @pytest.mark.parametrize("who", ["department", "province"])
    def test_the_department_or_the_province_accepts(self, signed, people, who):
        told = {"report": signed, "seen": seen(signed), "actor": getattr(people, who)}
        assert services.accept(**told).state == "accepted"
        assert services.accept(**told).state == "accepted"
        assert acts(signed) == ["draft", "word", "sign", "accept"]

    @pytest.mark.parametrize("who", ["officer", "colleague", "stranger", "auditor", "trainer"])
    def test_nobody_else_does(self, signed, people, who):
        told = {"report": signed, "seen": seen(signed), "actor": getattr(people, who)}
        refused(services.accept, **told)
        refused(services.send_back, **told, words="Sai")
        assert acts(signed) == ["draft", "word", "sign"]

    def test_an_officer_of_another_agency_does_not(self, signed, make_user, areas):
        other = Organisation.objects.create(name="Sở Y tế", kind="agency", area=areas["19"])
        actor = make_user(role=Role.AGENCY_OFFICER, organisation=other)
        refused(services.accept, report=signed, seen=seen(signed), actor=actor)

    def test_sent_back_it_takes_words_and_is_signed_anew(self, signed, people):
        told = {"report": signed, "seen": seen(signed), "actor": people.department}
        assert refused(services.send_back, **told, words=" ") == (
            "Hãy ghi cần sửa gì, để xã, phường biết."
        )
        first = signing_of(signed)
        back = services.send_back(**told, words="Thiếu lớp ngày 12/10.")
        assert services.send_back(**told, words="Thiếu lớp ngày 12/10.").state == "sent_back"
        assert (back.state, back.signed_by) == ("sent_back", None)
        again = sign(back, people.colleague)
        assert acts(again) == ["draft", "word", "sign", "send_back", "sign"]
        assert ReturnStep.objects.get(pk=first.pk).content == first.content
        assert content_of(again).signed_by == "Lý Văn Minh"

    def test_nobody_judges_what_was_signed_anew_meanwhile(self, signed, people, clock):
        old = seen(signed)
        told = {"report": signed, "seen": old, "actor": people.department}
        services.send_back(**told, words="Sửa")
        clock.shift(timedelta(minutes=5))
        sign(signed, people.officer)
        assert "Hãy tải lại trang" in refused(services.accept, **told)

    def test_the_province_sends_back_what_the_department_accepted(self, signed, people):
        told = {"report": signed, "seen": seen(signed)}
        services.accept(**told, actor=people.department)
        refused(services.send_back, **told, words="Sửa", actor=people.department)
        assert services.send_back(**told, words="Sửa", actor=people.province).state == "sent_back"


class TestLock:
    def test_it_covers_what_was_signed(self, locked, people):
        last = locked.steps.last()
        assert (last.act, last.sha256) == ("lock", signing_of(locked).sha256)
        assert (locked.state, locked.locked_by) == ("locked", people.province)
        services.lock(report=locked, seen=seen(locked), actor=people.province)
        assert acts(locked) == ["draft", "word", "sign", "accept", "lock"]

    def test_not_before_it_was_accepted(self, signed, people):
        words = refused(services.lock, report=signed, seen=seen(signed), actor=people.province)
        assert words == "Báo cáo đã ký gửi nên không khóa được nữa. Hãy tải lại trang."

    @pytest.mark.parametrize("who", ["officer", "department", "auditor"])
    def test_the_province_alone_locks(self, signed, people, who):
        services.accept(report=signed, seen=seen(signed), actor=people.department)
        actor = getattr(people, who)
        assert "cán bộ tỉnh" in refused(
            services.lock, report=signed, seen=seen(signed), actor=actor
        )

    def test_who_signed_does_not_lock_whatever_else_they_are(self, report, people, commune):
        both = people.province
        both.grants.create(role=Role.COMMUNE_OFFICER, area=commune)
        services.sign(report=report, seen=seen(report), actor=both)
        refused(services.accept, report=report, seen=seen(report), actor=both)
        services.accept(report=report, seen=seen(report), actor=people.department)
        refused(services.lock, report=report, seen=seen(report), actor=both)
        assert Return.objects.get().state == "accepted"

    def test_nothing_is_done_to_it_any_more(self, locked, people):
        told = {"report": locked, "seen": seen(locked)}
        refused(services.sign, **told, actor=people.officer)
        refused(services.accept, **told, actor=people.department)
        refused(services.send_back, **told, words="Sửa", actor=people.province)
        words = {"difficulties": "Khác", "proposals": ""}
        refused(services.word, report=locked, **words, actor=people.officer)
        refused(services.count_again, report=locked, actor=people.officer)


class TestCorrection:
    def test_it_has_a_number_a_reason_and_the_old_beside_the_new(self, locked, people, one_more):
        frozen = signing_of(locked).content
        one_more()
        told = {"report": locked, "reason": "Tờ điểm danh đến muộn", "actor": people.officer}
        new = services.correct(**told)
        assert services.correct(**told) == new
        assert (new.number, new.reason, new.state) == (1, "Tờ điểm danh đến muộn", "drafted")
        assert new.difficulties == locked.difficulties
        said = content_of(new)
        assert said.title == "Báo cáo tháng 10 năm 2026 (Đính chính số 1)"
        assert ("Người tham gia", "Cuối tháng", "14", "15") in said.changes
        assert ("Người thành thạo", "Tăng trong tháng", "3", "4") in said.changes
        assert said.corrects == signing_of(locked).sha256
        finished = locking(sign(new, people.officer), people)
        assert (finished.state, content_of(finished).changes) == ("locked", said.changes)
        assert signing_of(locked).content == frozen
        assert recount(said=content_of(finished)) == {}
        second = services.correct(**told | {"report": finished, "reason": "Ghi nhầm lời"})
        assert (second.number, content_of(second).changes) == (2, [])

    def test_not_without_a_reason_nor_beside_another(self, locked, people):
        told = {"report": locked, "actor": people.officer}
        assert refused(services.correct, **told, reason=" ") == "Hãy ghi lý do đính chính."
        services.correct(**told, reason="Một")
        assert "Đã có đính chính số 1" in refused(services.correct, **told, reason="Hai")

    def test_not_before_the_lock_and_not_by_others(self, signed, people):
        told = {"reason": "Một"}
        refused(services.correct, report=signed, **told, actor=people.officer)
        locked = locking(signed, people)
        for who in (people.stranger, people.department, people.auditor):
            refused(services.correct, report=locked, **told, actor=who)
        assert services.correct(report=locked, **told, actor=people.province).number == 1


class TestInTime:
    def test_the_first_signing_decides_and_is_printed(self, signed, people, clock):
        words = {"report": signed, "seen": seen(signed), "words": "Sửa"}
        services.send_back(**words, actor=people.department)
        clock.move_to(at(2026, 11, 9, 8, 0))
        sign(signed, people.officer)
        assert shown(Return.objects.get()).proof == (
            "Gửi lần đầu lúc 09:00:00 ngày 03/11/2026, đúng hạn (hạn hết ngày 05/11/2026)."
        )

    @pytest.mark.parametrize(
        ("moment", "how"),
        [((2026, 11, 5, 23, 59), "đúng hạn"), ((2026, 11, 6, 0, 0), "trễ 1 ngày")],
    )
    def test_the_last_day_counts_to_its_end(self, report, people, clock, moment, how):
        clock.move_to(at(*moment))
        assert f", {how} (" in shown(sign(report, people.officer)).proof

    def test_who_owes_a_return_after_the_last_day(self, signed, people, clock):
        assert late_communes(OCTOBER) == []
        clock.move_to(at(2026, 11, 8, 8, 0))
        late = late_communes(OCTOBER)
        assert (len(late), {row.days_late for row in late}) == (91, {3})
        said = list(alerts_on(date(2026, 11, 8), Bounds()))
        assert (len(said), said[0].about) == (91, "2026-10")
        assert said[0].words.endswith("đến nay trễ 3 ngày.")
        assert signed.area not in [row.area for row in late]
        words = {"report": signed, "seen": seen(signed), "words": "Sửa"}
        services.send_back(**words, actor=people.department)
        assert signed.area in [row.area for row in late_communes(OCTOBER)]

    def test_a_new_rule_holds_for_months_that_end_under_it(self, report):
        kept = {"decision": "QĐ 1", "due_day": 10}
        ReturnRule.objects.create(version="2", valid_from="2026-11-01", **kept)
        assert content_of(report).due_on == "2026-11-05"
        rule = ReturnRule.objects.in_force(date(2026, 11, 30))
        assert rule.due_on(Month(2026, 12)) == date(2027, 1, 10)

    def test_nobody_is_late_for_months_before_there_was_a_rule(self, people, counted, commune):
        ReturnRule.objects.update(valid_from="2026-11-01")
        assert late_communes(Month(2026, 9)) == []
        told = {"month": OCTOBER, "areas": [commune], "actor": people.officer}
        assert "chưa phải báo cáo" in refused(services.draft, **told)

    def test_the_first_month_asked_for_is_that_of_installing(self, areas):
        """Nobody is late on a fresh installation."""
        services.load_return_rule()
        asked = [ReturnRule.objects.ask_for(Month(2026, month)) for month in (10, 11)]
        assert (asked, late_communes(OCTOBER)) == ([False, True], [])

    def test_loading_the_rule_again_changes_nothing(self, people):
        ReturnRule.objects.update(due_day=7)
        services.load_return_rule()
        assert ReturnRule.objects.get().due_day == 7
        assert ReturnRule.objects.get().checked_by.name == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize(
    "act",
    [
        lambda: Return.objects.update(state="accepted", locked_by=None),
        lambda: Return.objects.update(difficulties="Khác"),
        lambda: Return.objects.get().delete(),
        lambda: Return.objects.update(year=2025),
        lambda: ReturnStep.objects.filter(act="sign").update(content="{}"),
        lambda: ReturnStep.objects.filter(act="sign").update(at=at(2026, 11, 1)),
        lambda: ReturnStep.objects.filter(act="lock").delete(),
        lambda: ReturnStep.objects.filter(act="lock").update(sha256="0" * 64),
    ],
)
def test_the_database_itself_keeps_what_was_locked(locked, act):
    before = (Return.objects.values().get(), list(ReturnStep.objects.values()))
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    assert (Return.objects.values().get(), list(ReturnStep.objects.values())) == before
