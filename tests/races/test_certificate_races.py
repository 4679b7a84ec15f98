"""Papers made at once: one a completion, numbers that follow one another."""

from functools import partial

import pytest
from django.utils import timezone

from certificates.papers.models import Certificate, NumberSeries
from certificates.papers.services import issue, issue_many, issue_pending, replace, revoke
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from tests.factories import open_certificate
from tests.facts import enrol_on, make_person

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def completed(commune, course):
    """Twenty people who have finished the course today; nobody has asked for a paper."""
    today = timezone.localdate()
    return [enrol_on(today, make_person(commune), course, finished=today).pk for _ in range(20)]


def numbers() -> list[int]:
    given = Certificate.objects.exclude(number=None).values_list("number", flat=True)
    return sorted(int(number[-6:]) for number in given)


def test_a_paper_asked_for_eight_times_at_once_is_one(together, completed):
    opened = together([partial(open_certificate, enrolment_id=completed[0]) for _ in EIGHT])
    assert {paper.pk for paper in opened} == {Certificate.objects.get().pk}


def test_the_same_paper_made_eight_times_at_once_has_one_number(together, completed):
    paper = open_certificate(enrolment_id=completed[0])
    made = together([partial(issue, certificate_id=paper.pk) for _ in EIGHT])
    kept = Certificate.objects.get()
    assert {(one.number, one.state) for one in made} == {(kept.number, Certificate.State.VALID)}
    assert (numbers(), NumberSeries.objects.get().last) == ([1], 1)
    assert AuditEntry.objects.filter(action="certificates.issue").count() == 1


def test_twenty_who_complete_issue_and_ask_for_the_same_paper_get_one(together, completed):
    def ask():
        return issue(certificate_id=open_certificate(enrolment_id=completed[0]).pk)

    made = together([ask] * 20)
    kept = Certificate.objects.get()
    assert {(one.pk, one.number) for one in made} == {(kept.pk, kept.number)}
    assert (numbers(), NumberSeries.objects.get().last) == ([1], 1)


def test_chunks_that_share_papers_give_each_one_number(together, completed):
    papers = [open_certificate(enrolment_id=pk).pk for pk in completed]
    chunks = [papers[:12], papers[5:], list(reversed(papers)), papers[::2]]
    refused = together([partial(issue_many, certificate_ids=chunk) for chunk in chunks])
    assert refused == [{}] * 4
    assert (numbers(), NumberSeries.objects.get().last) == (list(range(1, 21)), 20)
    assert AuditEntry.objects.filter(action="certificates.issue").count() == 20


def test_twenty_papers_made_at_once_have_consecutive_numbers(together, completed):
    papers = [open_certificate(enrolment_id=pk) for pk in completed]
    made = together([partial(issue, certificate_id=paper.pk) for paper in papers])
    assert [one.state for one in made] == [Certificate.State.VALID] * 20
    assert numbers() == list(range(1, 21))


def test_two_reconcilers_and_the_bell_make_every_paper_once(together, completed):
    papers = [open_certificate(enrolment_id=pk) for pk in completed]
    bells = [partial(issue, certificate_id=paper.pk) for paper in papers[:6]]
    together([issue_pending, issue_pending, *bells])
    assert numbers() == list(range(1, 21))
    assert AuditEntry.objects.filter(action="certificates.issue").count() == 20


def test_a_paper_that_cannot_be_drawn_leaves_no_gap_in_a_race(together, completed):
    papers = [open_certificate(enrolment_id=pk) for pk in completed]
    bad = papers[3].enrolment.learner
    bad.full_name = "Bé 🙂"
    bad.save()
    together([partial(issue, certificate_id=paper.pk) for paper in papers])
    assert numbers() == list(range(1, 20))
    assert Certificate.objects.get(state=Certificate.State.PENDING) == papers[3]


def test_of_eight_officers_who_end_a_paper_at_once_one_does(together, completed, make_user):
    paper = issue(certificate_id=open_certificate(enrolment_id=completed[0]).pk)
    officer = make_user()

    def end(act):
        try:
            return act(certificate=paper, reason="Sai tên", actor=officer)
        except DomainError as refusal:
            return refusal.message

    ended = together([partial(end, act) for act in (replace, revoke) * 4])
    paper.refresh_from_db()
    acts = AuditEntry.objects.filter(action__in=["certificates.replace", "certificates.revoke"])
    assert acts.count() == 1
    if paper.state == Certificate.State.REPLACED:
        assert Certificate.objects.count() == 2
        assert [one for one in ended if isinstance(one, Certificate)] == [paper.replaced_by]
    else:
        assert (paper.state, Certificate.objects.count()) == (Certificate.State.REVOKED, 1)
