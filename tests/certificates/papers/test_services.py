"""Papers: one a completion, numbers without a gap, facts that never change, ends with a reason."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.papers.models import Certificate, NumberSeries
from certificates.papers.problems import NOT_EARNED
from certificates.papers.services import (
    MOST_TRIES,
    issue,
    issue_pending,
    replace,
    revoke,
)
from learners.closing.models import AttendanceFact
from learners.people.models import Learner
from learners.study.models import Enrolment
from learners.study.services import enrol
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, User
from tests.factories import finish_course, open_certificate
from tests.facts import enrol_on, make_person

State = Certificate.State


@pytest.fixture
def earn(commune, course):
    """Somebody finishes the course; their paper is pending."""

    def earn(name: str = "Ma Văn Bình") -> Certificate:
        today = timezone.localdate()
        enrolment = enrol_on(today, make_person(commune, name=name), course, finished=today)
        return open_certificate(enrolment_id=enrolment.pk)

    return earn


def numbers() -> list[int]:
    """The numbers given so far, in the order of the papers."""
    given = Certificate.objects.filter(number__isnull=False).order_by("issued_at", "number")
    return [int(number.rpartition("-")[2]) for number in given.values_list("number", flat=True)]


def test_there_is_one_paper_however_often_it_is_asked_for(pending, finished):
    assert open_certificate(enrolment_id=finished.pk) == pending
    first = issue(certificate_id=pending.pk)
    for _ in range(3):
        again = issue(certificate_id=pending.pk)
        same = (again.number, again.facts, again.issued_at, again.code)
        assert same == (first.number, first.facts, first.issued_at, first.code)
    assert open_certificate(enrolment_id=finished.pk) == first
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificates.issue").count() == 1


def test_a_paper_says_what_the_register_says(learner, course, pending):
    with time_machine.travel(datetime(2026, 12, 31, 18, tzinfo=UTC), tick=False):
        Enrolment.objects.update(
            started_at=timezone.now(), completed_at=timezone.now()
        )  # 01:00 on New Year's Day in Vietnam
        paper = issue(certificate_id=pending.pk)
    assert paper.number == "HT-2027-000001"
    facts = paper.frozen
    assert (facts.full_name, facts.birth_year) == ("Nguyễn Thị Lan", 1975)
    assert (facts.course_title, str(facts.hours)) == ("Khóa thử 1", "1.5")
    assert (facts.completed_on.isoformat(), facts.issued_on.isoformat()) == (
        "2027-01-01",
        "2027-01-01",
    )
    assert facts.check_url == f"http://localhost:8000/xac-minh/{paper.code}/"
    assert facts.sample is True


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawable=st.lists(st.booleans(), min_size=1, max_size=6))
def test_numbers_follow_one_another_whatever_cannot_be_drawn_in_between(earn, drawable):
    with transaction.atomic():
        papers = [earn("Lê Văn Tâm" if good else "Lê Văn 🙂") for good in drawable]
        made = [issue(certificate_id=paper.pk).state == State.VALID for paper in papers]
        assert made == drawable
        assert numbers() == list(range(1, sum(drawable) + 1))
        transaction.set_rollback(True)  # the next example begins without a paper


def test_each_year_begins_its_numbers_anew(earn):
    for year, expected in ((2026, 1), (2026, 2), (2027, 1), (2026, 3)):
        paper = earn()
        with time_machine.travel(datetime(year, 6, 1, tzinfo=UTC), tick=False):
            issued = issue(certificate_id=paper.pk)
        assert issued.number == f"HT-{year}-{expected:06d}"


def test_a_name_that_cannot_be_drawn_waits_with_its_problem(earn, learner):
    paper = earn()
    Learner.objects.filter(pk=paper.enrolment.learner_id).update(full_name="Bé 🙂")
    waiting = issue(certificate_id=paper.pk)
    assert (waiting.state, waiting.tries) == (State.PENDING, 1)
    assert waiting.problem.startswith("Họ tên có ký tự không in được: “🙂” (U+1F642)")
    assert (waiting.number, NumberSeries.objects.count()) == (None, 0)
    Learner.objects.filter(pk=paper.enrolment.learner_id).update(full_name="Bé Ba")
    made = issue(certificate_id=paper.pk)
    assert (made.state, made.problem, made.number[-6:]) == (State.VALID, "", "000001")


@pytest.mark.parametrize("poison", ["name", "design", "course"])
def test_a_paper_that_cannot_be_made_is_parked_and_the_others_go_on(earn, poison):
    bad = earn()
    if poison == "name":
        Learner.objects.filter(pk=bad.enrolment.learner_id).update(full_name="𠀋字喃")
    elif poison == "design":
        Certificate.objects.filter(pk=bad.pk).update(design="khong-co")
    else:
        Enrolment.objects.filter(pk=bad.enrolment_id).update(completed_at=None, rule=None)
    for tries in range(1, MOST_TRIES + 1):
        good = earn()
        assert issue_pending() == 1
        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.state, bad.tries, good.state) == (State.PENDING, tries, State.VALID)
    assert issue_pending() == 0
    bad.refresh_from_db()
    assert (bad.tries, bool(bad.problem)) == (MOST_TRIES, True)
    assert numbers() == [1, 2, 3, 4, 5]


def test_the_papers_whose_bell_was_lost_are_made_oldest_first(earn):
    papers = [earn() for _ in range(5)]
    assert issue_pending() == 5
    issued = [Certificate.objects.get(pk=paper.pk).number[-6:] for paper in papers]
    assert issued == ["000001", "000002", "000003", "000004", "000005"]
    assert issue_pending() == 0


def test_the_facts_stay_as_they_were_issued(paper, learner, course):
    before = render(paper.frozen, paper.design)
    Learner.objects.filter(pk=learner.pk).update(full_name="Tên Khác", birth_year=1999)
    course.title, course.hours = "Khóa đổi tên", "9.0"
    course.save()
    issue(certificate_id=paper.pk)
    paper.refresh_from_db()
    assert render(paper.frozen, paper.design) == before
    assert paper.frozen.full_name == "Nguyễn Thị Lan"


def test_a_revoked_paper_keeps_its_number_and_names_its_reason(paper, make_user):
    officer = make_user()
    revoked = revoke(certificate=paper, reason="  Cấp nhầm người  ", actor=officer)
    assert (revoked.state, revoked.end_reason) == (State.REVOKED, "Cấp nhầm người")
    assert (revoked.number, revoked.facts) == (paper.number, paper.facts)
    again = revoke(certificate=paper, reason="Khác", actor=officer)
    assert (again.end_reason, again.ended_at) == ("Cấp nhầm người", revoked.ended_at)
    entries = AuditEntry.objects.filter(action="certificates.revoke")
    assert list(entries.values_list("actor", "target")) == [
        (officer.pk, f"certificates.certificate:{paper.pk}")
    ]


def test_a_replaced_paper_names_the_new_one(paper, learner, make_user):
    Learner.objects.filter(pk=learner.pk).update(full_name="Nguyễn Thị Làn")
    new = replace(certificate=paper, reason="Sai dấu trong tên", actor=make_user())
    assert new.state == State.PENDING
    assert issue_pending() == 1
    old, new = (Certificate.objects.get(pk=pk) for pk in (paper.pk, new.pk))
    assert (old.state, old.replaced_by, old.end_reason) == (
        State.REPLACED,
        new,
        "Sai dấu trong tên",
    )
    assert (new.state, new.number[-6:], new.code == old.code) == (State.VALID, "000002", False)
    assert (old.frozen.full_name, new.frozen.full_name) == ("Nguyễn Thị Lan", "Nguyễn Thị Làn")


@pytest.mark.parametrize("end", [revoke, replace])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_paper_does_not_end_without_a_reason(paper, make_user, end, reason):
    with pytest.raises(DomainError) as refusal:
        end(certificate=paper, reason=reason, actor=make_user())
    assert refusal.value.message == "Hãy ghi lý do; lý do hiện trên trang kiểm tra."
    assert list(Certificate.objects.values_list("state", flat=True)) == [State.VALID]


def test_only_a_paper_that_stands_can_be_replaced_or_revoked(paper, pending, make_user, earn):
    officer, waiting = make_user(), earn()
    replace(certificate=paper, reason="Sai tên", actor=officer)
    for certificate, end in ((paper, replace), (paper, revoke), (waiting, revoke)):
        with pytest.raises(DomainError) as refusal:
            end(certificate=certificate, reason="Lý do", actor=officer)
        assert refusal.value.message.endswith("được giấy đang có hiệu lực.")
    revoked = revoke(certificate=_issued(earn()), reason="Nhầm", actor=officer)
    with pytest.raises(DomainError):
        replace(certificate=revoked, reason="Lý do", actor=officer)


def _issued(certificate: Certificate) -> Certificate:
    return issue(certificate_id=certificate.pk)


def test_what_happens_to_a_paper_is_announced_once(announced, earn, make_user):
    officer, first, second = make_user(), earn(), earn()
    for paper in (first, first, second):
        issue(certificate_id=paper.pk)
    revoke(certificate=first, reason="Cấp nhầm", actor=officer)
    revoke(certificate=first, reason="Cấp nhầm", actor=officer)
    replace(certificate=second, reason="Sai tên", actor=officer)
    assert announced == [
        ("issued", [first.pk]),
        ("issued", [second.pk]),
        ("ended", [first.pk]),
        ("ended", [second.pk]),
    ]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(st.sampled_from(["issue", "pending", "replace", "revoke", "open"]), max_size=9)
)
def test_whatever_happens_at_most_one_paper_stands_and_numbers_have_no_gap(earn, make_user, acts):
    with transaction.atomic():
        enrolment = earn().enrolment
        live_through(acts, enrolment, make_user())
        papers = Certificate.objects.filter(enrolment=enrolment)
        assert papers.filter(state__in=[State.PENDING, State.VALID]).count() <= 1
        assert numbers() == list(range(1, len(numbers()) + 1))
        assert papers.exclude(state=State.PENDING).count() == len(numbers())
        transaction.set_rollback(True)


def live_through(acts: list[str], enrolment: Enrolment, officer: User) -> None:
    """What a worker, an officer and a second completion do to the newest paper, in turn."""
    for act in acts:
        latest = Certificate.objects.filter(enrolment=enrolment).latest("pk")
        try:
            if act == "issue":
                issue(certificate_id=latest.pk)
            elif act == "pending":
                issue_pending()
            elif act == "open":
                open_certificate(enrolment_id=enrolment.pk)
            else:
                {"replace": replace, "revoke": revoke}[act](
                    certificate=latest, reason="Lý do", actor=officer
                )
        except DomainError:
            assert latest.state != State.VALID


class TestTwoPapers:
    """Who was there is told apart from who was assessed: by title, number and constraint."""

    @pytest.fixture
    def confirmed(self, learner, course, make_class) -> Certificate:
        """Somebody came to the one session of a class that was held, and was not assessed."""
        training_class = make_class()
        training_class.sessions.filter(number=1).update(state="held")
        AttendanceFact.objects.create(
            training_class=training_class, learner=learner, there=1, held=1, enough=True
        )
        enrolment = enrol(learner=learner, course=course)
        return open_certificate(enrolment_id=enrolment.pk, kind=Kind.ATTENDANCE)

    def test_an_attendance_paper_has_its_own_title_series_and_facts(self, confirmed):
        paper = issue(certificate_id=confirmed.pk)
        assert paper.number.startswith("TG-")
        assert paper.number.endswith("-000001")
        assert (paper.title, paper.frozen.kind) == ("Giấy xác nhận tham gia", Kind.ATTENDANCE)
        assert (paper.frozen.there, paper.frozen.held, paper.frozen.hours) == (1, 1, 0)

    def test_who_finishes_later_holds_both_and_each_once(self, confirmed, learner, course):
        attended = issue(certificate_id=confirmed.pk)
        finish_course(learner, course)
        completed = issue(certificate_id=Certificate.objects.get(kind="completion").pk)
        assert {attended.number[:2], completed.number[:2]} == {"TG", "HT"}
        for kind in (Kind.COMPLETION, Kind.ATTENDANCE):
            open_certificate(enrolment_id=attended.enrolment_id, kind=kind)
        assert Certificate.objects.count() == 2
        assert NumberSeries.objects.count() == 2

    def test_a_replacement_stays_of_its_kind(self, confirmed, make_user):
        paper = issue(certificate_id=confirmed.pk)
        new = replace(certificate=paper, reason="Sai tên", actor=make_user())
        assert issue(certificate_id=new.pk).number.startswith("TG-")

    def test_without_an_attendance_that_is_confirmed_none_is_made(self, confirmed):
        AttendanceFact.objects.update(enough=False)
        paper = issue(certificate_id=confirmed.pk)
        assert (paper.state, paper.problem) == (State.PENDING, NOT_EARNED)
