"""Many papers at once: a constant number of queries, one lock, none where there is nothing."""

import unicodedata

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.drawing.facts import Kind
from certificates.papers import numbering, quiet
from certificates.papers.models import Certificate, NumberSeries
from certificates.papers.services import (
    issue_many,
    issue_pending,
    open_certificates,
    renew,
    replace,
    revoke,
)
from learners.people.models import Learner
from lms.core.errors import DomainError
from tests.facts import enrol_on, make_person

State = Certificate.State


@pytest.fixture
def earn(commune, course):
    """So many people finish the course; their papers are pending."""

    def earn(*names: str) -> list[int]:
        today = timezone.localdate()
        people = [make_person(commune, name=name) for name in names]
        ids = [enrol_on(today, one, course, finished=today).pk for one in people]
        return [paper.pk for paper in open_certificates(enrolment_ids=ids)]

    return earn


def queries_of(call) -> int:
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def serials() -> list[int]:
    return sorted(Certificate.objects.issued().values_list("serial", flat=True))


def test_thirty_papers_cost_as_many_queries_as_three(earn):
    few, many = earn(*["Lê Văn Tâm"] * 3), earn(*["Lê Văn Tâm"] * 30)
    first = queries_of(lambda: issue_many(certificate_ids=few))
    again = queries_of(lambda: issue_many(certificate_ids=many))
    assert again <= first
    assert serials() == list(range(1, 34))


def test_with_nothing_to_issue_the_clock_asks_the_database_nothing(
    earn, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        earn("Lê Văn Tâm")
    assert (issue_pending(), issue_pending()) == (1, 0)
    assert queries_of(issue_pending) == 0
    with django_capture_on_commit_callbacks(execute=True):
        earn("Lê Văn Ba")
    assert (issue_pending(), issue_pending()) == (1, 0)
    assert queries_of(issue_pending) == 0


def test_what_was_committed_during_a_look_is_looked_for_again(
    earn, django_capture_on_commit_callbacks
):
    before = quiet.opened_last()
    with django_capture_on_commit_callbacks(execute=True):
        earn("Lê Văn Tâm")
    quiet.note_nothing(before)  # the look began before the commit, and saw nothing
    assert issue_pending() == 1


@pytest.mark.django_db(transaction=True)
def test_no_number_is_taken_outside_of_a_transaction():
    with pytest.raises(RuntimeError):
        numbering.take(kind=Kind.COMPLETION, year=2026, many=1)
    assert NumberSeries.objects.count() == 0


# Letters, marks that combine, right-to-left, emoji, controls, code points nobody has assigned.
_CHARS = st.one_of(
    st.sampled_from("aăâđêôơưỀỖ ÁỢnguyễn-'’."),
    st.characters(codec="utf-8", exclude_characters="\x00"),  # which no column of text can hold
    st.sampled_from("\u0301\u0323\u200d\u202e\u05d0\u0639🙂👩\u0378\ue000\U000e0001\u00ad"),
)
_NAMES = st.text(_CHARS, min_size=1, max_size=120)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(_NAMES, min_size=1, max_size=4))
def test_any_name_is_drawn_or_refused_in_words_and_the_others_go_on(earn, names):
    with transaction.atomic():
        ids = earn(*["Lê Văn Tâm"] * len(names))
        for pk, name in zip(ids, names, strict=True):
            Learner.objects.filter(papers=pk).update(full_name=name)
        last = earn("Lê Văn Cuối")
        refused = issue_many(certificate_ids=[*ids, *last])
        made = Certificate.objects.issued().filter(pk__in=[*ids, *last])
        assert set(refused) | set(made.values_list("pk", flat=True)) == {*ids, *last}
        assert last[0] not in refused
        assert all(words.endswith(".") and len(words) > 20 for words in refused.values())
        assert serials() == list(range(1, len(made) + 1))
        for paper in made:
            name = paper.facts["full_name"]
            assert unicodedata.normalize("NFC", name) == name
        transaction.set_rollback(True)


_ACTS = ("open", "issue", "pending", "replace", "revoke", "renew", "spoil", "mend")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, 3)), max_size=14))
def test_whatever_happened_every_standing_paper_has_one_number_and_none_is_left_out(
    earn, make_user, acts
):
    with transaction.atomic():
        earn(*["Lê Văn Tâm"] * 4)
        officer = make_user()
        for act, whom in acts:
            live_through(act, whom, officer)
        issued = Certificate.objects.issued()
        assert serials() == list(range(1, issued.count() + 1))
        assert {paper.facts["number"] for paper in issued} == {paper.number for paper in issued}
        standing = Certificate.objects.filter(state__in=[State.PENDING, State.VALID])
        about = list(standing.values_list("enrolment", flat=True))
        assert len(about) == len(set(about))
        transaction.set_rollback(True)


def live_through(act: str, whom: int, officer) -> None:
    """Something happens to the newest paper of one of four people."""
    person = Learner.objects.filter(papers__isnull=False).distinct().order_by("pk")[whom]
    latest = Certificate.objects.filter(learner=person).latest("pk")
    try:
        if act == "open":
            open_certificates(enrolment_ids=[latest.enrolment_id])
        elif act == "issue":
            issue_many(certificate_ids=[latest.pk, latest.pk])
        elif act == "pending":
            quiet.something_opened()
            issue_pending()
        elif act in ("spoil", "mend"):
            name = "Bé 🙂" if act == "spoil" else "Bé Ba"
            Learner.objects.filter(pk=person.pk).update(full_name=name)
        elif act == "renew":
            renew(certificate=latest, actor=officer)
        else:
            end = {"replace": replace, "revoke": revoke}[act]
            end(certificate=latest, reason="Lý do", actor=officer)
    except DomainError:
        assert latest.state != State.VALID or act == "renew"
