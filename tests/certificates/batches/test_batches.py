"""Papers for many: shown first, then done to exactly those, once, with a result for each."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.batches import acts, services, tasks, working
from certificates.batches.choosing import Condition, read_numbers
from certificates.batches.models import Batch, BatchRow
from certificates.batches.selectors import jobs_of
from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.papers.services import Authority, issue_many, open_certificates, revoke
from learners.announcing.models import Announcement, Delivery
from learners.people.models import Learner
from lms.core import approvals
from lms.core.errors import DomainError
from lms.core.models import Approval, AuditEntry, Job
from lms.core.roles import Role
from tests.facts import appoint, enrol_on, make_person

State = BatchRow.State
TODAY = timezone.localdate


@pytest.fixture
def officer(make_user, areas):
    return make_user(role=Role.COMMUNE_OFFICER)


@pytest.fixture
def province(make_user, areas):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def finishers(commune, course):
    """So many people of the commune have finished; of their papers nobody has heard."""

    def finish(many: int = 3, name: str = "Lê Văn Tâm", where=None) -> list[int]:
        people = [make_person(where or commune, name=name) for _ in range(many)]
        return [enrol_on(TODAY(), one, course, finished=TODAY()).pk for one in people]

    return finish


@pytest.fixture
def issued(finishers):
    """Papers that people of the commune hold."""

    def issue(many: int = 3, where=None) -> list[Certificate]:
        opened = open_certificates(enrolment_ids=finishers(many, where=where))
        issue_many(certificate_ids=[paper.pk for paper in opened])
        return list(Certificate.objects.filter(pk__in=[paper.pk for paper in opened]))

    return issue


def run(started: list[Job]) -> None:
    for job in started:
        tasks.work(job.pk)


def results(batch: Batch) -> list[tuple[str, str]]:
    return [(row.state, row.words) for row in batch.rows.order_by("place")]


class TestIssuing:
    def test_a_commune_is_shown_first_and_issued_after_the_yes(self, finishers, officer, commune):
        finishers(5)
        batch = services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
        assert (Certificate.objects.count(), batch.rows.waiting().count()) == (0, 5)
        run(services.confirm(batch=batch, actor=officer))
        assert results(batch) == [(State.DONE, "")] * 5
        assert set(Certificate.objects.values_list("serial", flat=True)) == {1, 2, 3, 4, 5}
        assert all(job.state == Job.State.DONE for job in jobs_of(batch))

    def test_each_gets_a_result_issued_had_or_refused_with_the_reason(
        self, finishers, issued, officer, commune
    ):
        (had,) = issued(1)
        revoked = revoke(certificate=issued(1)[0], reason="Cấp nhầm", actor=officer)
        finishers(1, name="Bé 🙂")
        finishers(2)
        batch = services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
        run(services.confirm(batch=batch, actor=officer))
        found = {row.state: row for row in batch.rows.all()}
        assert batch.rows.filter(state=State.HAD).count() == 2
        assert {row.certificate for row in batch.rows.filter(state=State.HAD)} == {had, revoked}
        assert "“🙂” (U+1F642)" in found[State.CANNOT].words
        assert batch.rows.filter(state=State.DONE).count() == 2
        Learner.objects.filter(full_name="Bé 🙂").update(full_name="Bé Ba")
        run(services.try_again(batch=batch, actor=officer))
        assert not batch.rows.filter(state=State.CANNOT).exists()
        assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]

    def test_twice_is_once_and_a_second_batch_gives_nobody_a_second_paper(
        self, finishers, officer, commune
    ):
        finishers(4)
        first, second = (
            services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
            for _ in range(2)
        )
        started = services.confirm(batch=first, actor=officer)
        assert services.confirm(batch=first, actor=officer) == started
        run([*started, *started])
        run(services.confirm(batch=second, actor=officer))
        assert results(second) == [(State.HAD, "")] * 4
        assert Certificate.objects.count() == 4

    def test_of_a_class_everybody_is_shown_also_who_has_not_finished(
        self, make_class, seated, officer
    ):
        training_class = make_class()
        seated(training_class, finished=2, going=1)
        batch = services.draft_issue(
            kind=Kind.COMPLETION, training_class=training_class, actor=officer
        )
        run(services.confirm(batch=batch, actor=officer))
        states = sorted(batch.rows.values_list("state", flat=True))
        assert states == [State.CANNOT, State.DONE, State.DONE]

    def test_trainers_of_a_commune(self, learner, commune, officer):
        appoint(learner, commune, TODAY(), TODAY() + timedelta(days=30))
        batch = services.draft_issue(kind=Kind.TRAINER, commune=commune, actor=officer)
        run(services.confirm(batch=batch, actor=officer))
        assert Certificate.objects.get().number.startswith("GV-")

    def test_it_pauses_after_the_papers_being_made_and_goes_on_from_there(
        self, finishers, officer, commune, monkeypatch
    ):
        monkeypatch.setattr(working, "CHUNK", 2)
        finishers(8)
        batch = services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
        started = services.confirm(batch=batch, actor=officer)
        services.pause(batch=batch, actor=officer)
        run(started)
        assert Certificate.objects.count() == 0
        assert {job.state for job in jobs_of(batch)} == {Job.State.PAUSED}
        again = services.go_on(batch=batch, actor=officer)
        assert services.go_on(batch=batch, actor=officer) == []
        run(again)
        assert results(batch) == [(State.DONE, "")] * 8
        assert {job.percent for job in jobs_of(batch)} == {100}

    def test_only_who_keeps_the_register_there_may(
        self, finishers, officer, make_user, other_commune, commune
    ):
        finishers(1)
        stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        auditor = make_user(role=Role.AUDITOR)
        for who in (stranger, auditor, make_user()):
            with pytest.raises(DomainError):
                services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=who)
        with pytest.raises(DomainError, match="chưa có ai"):
            services.draft_issue(kind=Kind.ATTENDANCE, commune=commune, actor=officer)
        assert Batch.objects.count() == 0


@pytest.fixture
def seated(commune, course):
    """People with a seat in a class; some have finished its course."""

    def seat(training_class, *, finished: int, going: int) -> None:
        for number in range(finished + going):
            person = make_person(commune)
            done = TODAY() if number < finished else None
            enrol_on(TODAY(), person, course, finished=done)
            training_class.seats_taken.create(
                learner=person, state="seated", via="search", taken_by=None
            )

    return seat


class TestEnding:
    def drafted(self, officer, act="revoke", **condition) -> Batch:
        return services.draft_end(
            act=act,
            condition=Condition(**condition),
            reason="Cấp nhầm lớp",
            authority=Authority("15/QĐ-UBND", TODAY()),
            actor=officer,
        )

    def test_the_second_step_acts_on_exactly_those_that_were_shown(
        self, issued, officer, commune, announced
    ):
        shown = issued(3)
        batch = self.drafted(officer, commune=commune)
        later = issued(2)
        run(services.confirm(batch=batch, actor=officer))
        ended = Certificate.objects.filter(state="revoked")
        assert {paper.pk for paper in ended} == {paper.pk for paper in shown}
        assert {(one.end_reason, one.end_decision) for one in ended} == {
            ("Cấp nhầm lớp", "15/QĐ-UBND")
        }
        assert {one.state for one in Certificate.objects.filter(pk__in=[p.pk for p in later])} == {
            "valid"
        }
        told = [ids for what, ids in announced if what == "ended"]
        assert sorted(pk for ids in told for pk in ids) == sorted(paper.pk for paper in shown)

    def test_whoever_lost_a_paper_is_told_why(self, learner, course, officer):
        enrolment = enrol_on(TODAY(), learner, course, finished=TODAY())
        (paper,) = open_certificates(enrolment_ids=[enrolment.pk])
        issue_many(certificate_ids=[paper.pk])
        paper.refresh_from_db()
        run(services.confirm(batch=self.drafted(officer, numbers=(paper.number,)), actor=officer))
        made = Announcement.objects.get(kind="paper")
        assert made.subject == "Một giấy của bạn đã bị thu hồi"
        assert "Cấp nhầm lớp, theo quyết định số 15/QĐ-UBND" in made.text
        assert Delivery.objects.filter(announcement=made, learner=learner, state="sent").exists()

    def test_many_are_replaced_by_papers_from_the_register_as_it_stands(self, issued, officer):
        papers = issued(2)
        Learner.objects.filter(papers__in=papers).update(full_name="Lê Văn Tám")
        numbers = tuple(paper.number for paper in papers)
        batch = self.drafted(officer, act="replace", numbers=numbers)
        run(services.confirm(batch=batch, actor=officer))
        new = [Certificate.objects.get(replaces=paper) for paper in papers]
        issue_many(certificate_ids=[paper.pk for paper in new])
        names = {Certificate.objects.get(pk=paper.pk).frozen.full_name for paper in new}
        assert names == {"Lê Văn Tám"}

    def test_what_ended_meanwhile_is_said_and_the_others_go_on(self, issued, officer, commune):
        first, *_ = issued(3)
        batch = self.drafted(officer, commune=commune)
        revoke(certificate=first, reason="Khác", actor=officer)
        run(services.confirm(batch=batch, actor=officer))
        assert sorted(state for state, _ in results(batch)) == ["cannot", "done", "done"]

    def test_papers_of_other_places_are_not_found(
        self, issued, officer, province, commune, other_commune
    ):
        theirs, ours = issued(1, where=other_commune), issued(1)
        numbers = tuple(paper.number for paper in (*theirs, *ours))
        assert self.drafted(officer, numbers=numbers).rows.count() == 1
        assert self.drafted(province, numbers=numbers).rows.count() == 2
        with pytest.raises(DomainError, match="Không có giấy nào"):
            self.drafted(officer, numbers=(theirs[0].number,))

    @pytest.mark.parametrize("condition", [{}, {"kind": "completion"}])
    def test_nobody_ends_everything_by_leaving_a_form_empty(self, issued, officer, condition):
        issued(1)
        with pytest.raises(DomainError, match="ít nhất một điều kiện"):
            self.drafted(officer, **condition)

    def test_more_than_twenty_take_a_second_person(self, issued, officer, commune, make_user):
        issued(21)
        batch = self.drafted(officer, commune=commune)
        with pytest.raises(DomainError, match="người thứ hai"):
            services.confirm(batch=batch, actor=officer)
        acts.ask(batch=batch, actor=officer)
        approval = Approval.objects.get()
        assert approval.words == f"Thu hồi giấy: 21 giấy của đợt số {batch.pk}"
        assert not approvals.may_decide(approval=approval, user=officer)
        second = make_user(role=Role.COMMUNE_OFFICER)
        approvals.agree(approval=approval, actor=second)
        run(jobs_of(batch))
        assert Certificate.objects.filter(state="revoked").count() == 21

    def test_a_dropped_batch_does_nothing(self, issued, officer, commune):
        issued(2)
        batch = services.drop(batch=self.drafted(officer, commune=commune), actor=officer)
        with pytest.raises(DomainError):
            services.confirm(batch=batch, actor=officer)
        assert not Certificate.objects.exclude(state="valid").exists()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ()),
        ("ht-2026-000001\n HT-2026-000002;HT-2026-000001", ("HT-2026-000001", "HT-2026-000002")),
    ],
)
def test_numbers_are_read_as_people_type_them(text, numbers):
    assert read_numbers(text) == numbers


@pytest.mark.parametrize("text", ["HT-2026", "'; DROP", "HT-2026-1 x", "９９"])
def test_what_is_no_number_is_named(text):
    with pytest.raises(DomainError, match="Không phải số giấy"):
        read_numbers(text)


class TestScreens:
    @pytest.fixture
    def browser(self, officer) -> Client:
        browser = Client()
        browser.force_login(officer)
        return browser

    def test_an_officer_goes_the_whole_way(
        self, browser, finishers, commune, django_capture_on_commit_callbacks
    ):
        finishers(2)
        form = {"kind": "completion", "commune": commune.pk, "training_class": ""}
        shown = browser.post("/theo-doi/giay/dot/cap/", form)
        address = shown["Location"]
        page = browser.get(address).content.decode()
        assert "Cấp giấy cho 2 người này" in page
        assert Certificate.objects.count() == 0
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(f"{address}lam/", {"viec": "xac-nhan"})
        page = browser.get(address).content.decode()
        assert ("Đã làm xong." in page, len(set(re.findall(r"HT-\d{4}-\d{6}", page)))) == (True, 2)
        assert AuditEntry.objects.filter(action="batches.look").count() == 2

    def test_what_was_typed_stays_and_the_refusal_says_what_to_do(self, browser, issued):
        issued(1)
        answer = browser.post(
            "/theo-doi/giay/dot/thu-hoi/", {"act": "revoke", "reason": "Nhầm", "numbers": "HT-1"}
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Số giấy có dạng HT-2026-000123" in page
        assert 'value="Nhầm"' in page
        assert Batch.objects.count() == 0

    def test_the_pages_cost_the_same_with_one_row_and_with_three(
        self, browser, finishers, officer, commune
    ):
        def queries_of() -> tuple[int, int]:
            finishers(1)
            services.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
            batch = Batch.objects.latest("pk")
            counted = []
            for path in ("/theo-doi/giay/dot/", f"/theo-doi/giay/dot/{batch.pk}/"):
                with CaptureQueriesContext(connection) as asked:
                    assert browser.get(path).status_code == 200
                counted.append(len(asked))
            return counted[0], counted[1]

        queries_of()
        first = queries_of()
        queries_of()
        assert queries_of() == first
