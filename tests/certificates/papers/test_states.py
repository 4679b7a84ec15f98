"""What becomes of a paper with time: it expires by its date, is renewed, and a trainer's ends."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.papers.models import Certificate
from certificates.papers.services import issue, issue_pending, open_for_trainers, renew, replace
from certificates.papers.stating import months_on
from learners.duplicates.merging import merge, undo_merge
from learners.people.models import Learner
from learners.trainers import appointing
from learners.trainers.models import Appointment
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.factories import finish_course, open_certificate
from tests.facts import appoint, enrol_on, make_person
from tests.learners.trainers.ways import waiting_file

State = Certificate.State
TODAY = timezone.localdate


@pytest.fixture
def dated(course, learner) -> Certificate:
    """A paper of a course whose papers count for two months."""
    course.months_valid = 2
    course.save()
    enrolment = finish_course(learner, course)
    return issue(certificate_id=Certificate.objects.get(enrolment=enrolment).pk)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_where_the_calendar_says(day, months, later):
    assert months_on(day, months) == later


def test_a_paper_of_a_course_does_not_expire_unless_its_rule_says_so(paper):
    assert (paper.expires_on, "expires_on" in paper.facts) == (None, False)
    assert paper.state_on(date(2099, 1, 1)) == State.VALID


def test_a_paper_with_a_last_day_has_expired_the_day_after_without_any_job(client, dated):
    last = months_on(TODAY(), 2) - timedelta(days=1)
    assert (dated.expires_on, dated.frozen.expires_on) == (last, last)
    for day, state in ((last, State.VALID), (last + timedelta(days=1), State.EXPIRED)):
        found = Certificate.objects.in_state_on(state, day)
        assert (dated.state_on(day), list(found)) == (state, [dated])
    with time_machine.travel(timezone.now() + timedelta(days=80)):
        page = client.get(f"/xac-minh/{dated.code}/").content.decode()
    assert "Giấy thật, nhưng đã hết hạn" in page
    assert "còn hiệu lực" not in page


def test_a_renewal_is_a_new_paper_with_its_own_date_and_a_link_to_the_old_one(dated, make_user):
    with pytest.raises(DomainError):
        renew(certificate=dated, actor=make_user())
    with time_machine.travel(timezone.now() + timedelta(days=80)):
        with pytest.raises(DomainError):
            replace(certificate=dated, reason="Sai tên", actor=make_user())
        new = renew(certificate=dated, actor=make_user())
        assert renew(certificate=dated, actor=make_user()) == new
        new = issue(certificate_id=new.pk)
        dated.refresh_from_db()
        assert (dated.state, dated.ended_on) == (
            State.EXPIRED,
            dated.expires_on + timedelta(days=1),
        )
        assert (new.renews, new.state, new.frozen.issued_on) == (dated, State.VALID, TODAY())
        assert new.number != dated.number


def test_who_takes_the_course_again_has_a_paper_that_names_the_one_before(dated, learner, course):
    later = date(TODAY().year + 1, 6, 1)
    again = enrol_on(later, learner, course, finished=later)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        new = issue(certificate_id=open_certificate(enrolment_id=again.pk).pk)
    assert (new.renews, new.enrolment) == (dated, again)
    assert Certificate.objects.filter(kind=Kind.COMPLETION).count() == 2


class TestTrainers:
    """A third paper: own title, own series, as long as the appointment."""

    @pytest.fixture
    def officer(self, make_user, areas):
        return make_user(role=Role.PROVINCE_OFFICER)

    def appointed(self, learner, officer, **told):
        file, _ = waiting_file(learner)
        days = {"valid_from": TODAY(), "valid_to": TODAY() + timedelta(days=300)}
        decision = appointing.Decision(
            number="12/QĐ-UBND",
            decided_on=TODAY(),
            issuer="Ủy ban nhân dân tỉnh",
            area=learner.commune,
            **days | told,
        )
        appointing.appoint(file=file, decision=decision, words="Đủ điều kiện", actor=officer)
        return file, Appointment.objects.latest("pk")

    def test_whoever_is_appointed_has_a_paper_of_their_own_kind(self, learner, officer):
        _, appointment = self.appointed(learner, officer)
        paper = issue(certificate_id=Certificate.objects.get().pk)
        assert (paper.title, paper.number[:3]) == ("Giấy chứng nhận giảng viên", "GV-")
        facts = paper.frozen
        assert (facts.course_title, facts.decision) == ("Giảng viên nòng cốt", "12/QĐ-UBND")
        assert (facts.completed_on, facts.expires_on) == (
            appointment.valid_from,
            appointment.valid_to,
        )
        assert paper.expires_on == appointment.valid_to
        assert render(facts, paper.design).startswith(b"%PDF")

    def test_the_paper_ends_with_the_appointment(self, learner, officer, announced):
        file, _ = self.appointed(learner, officer)
        paper = issue(certificate_id=Certificate.objects.get().pk)
        appointing.withdraw(file=file, words="Xin thôi", actor=officer)
        paper.refresh_from_db()
        assert (paper.state, paper.end_reason) == (
            State.REVOKED,
            "Việc công nhận giảng viên đã kết thúc.",
        )
        assert announced == [("issued", [paper.pk]), ("ended", [paper.pk])]

    def test_what_was_not_yet_made_of_an_appointment_taken_back_is_never_made(
        self, learner, officer
    ):
        file, appointment = self.appointed(learner, officer)
        appointing.withdraw(file=file, words="Xin thôi", actor=officer)
        assert open_for_trainers(appointment_ids=[appointment.pk]) == []
        assert (issue_pending(), Certificate.objects.count()) == (0, 0)

    def test_a_renewed_appointment_has_a_paper_that_names_the_one_before(self, learner, officer):
        _, first = self.appointed(learner, officer)
        issue_pending()
        second = appoint(
            learner, learner.commune, first.valid_to, first.valid_to + timedelta(days=99)
        )
        (new,) = open_for_trainers(appointment_ids=[second.pk])
        new = issue(certificate_id=new.pk)
        assert new.renews == Certificate.objects.get(appointment=first)
        assert {one.state_today for one in Certificate.objects.all()} == {State.VALID}

    def test_officers_see_the_papers_of_their_commune_and_owners_their_own(
        self, learner, officer, make_user, other_commune
    ):
        self.appointed(learner, officer)
        issue_pending()
        seen = Certificate.objects.visible_to
        stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        local = make_user(role=Role.COMMUNE_OFFICER)
        counts = [seen(who).count() for who in (learner.user, local, officer, stranger)]
        assert counts == [1, 1, 1, 0]


def test_a_paper_follows_its_person_into_a_merged_record(paper, learner, commune, make_user):
    kept = make_person(commune, name="Nguyễn Thị Lan")
    done = merge(kept=kept, merged=learner, actor=make_user())
    paper.refresh_from_db()
    assert paper.learner == kept
    undo_merge(merge=done, actor=make_user())
    paper.refresh_from_db()
    assert paper.learner == Learner.objects.get(pk=learner.pk)
