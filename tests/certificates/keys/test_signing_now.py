"""A key that was disowned signs nothing more, whatever a process did with it a moment ago."""

import pytest
from django.utils import timezone

from certificates.keys.files import KeyMissing
from certificates.keys.services import disown_key, make_key
from certificates.keys.statements import key_named_in
from certificates.papers.models import Certificate
from certificates.papers.services import issue, issue_pending
from certificates.transparency.services import sign_head
from tests.factories import finish_course

IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages-too"}


@pytest.fixture
def key(db, settings):
    """The key that signs, in a process that keeps pages as it does in production."""
    settings.CACHES = settings.CACHES | {"pages": IN_MEMORY}
    return make_key()


def new_paper(learner, course) -> Certificate:
    enrolment = finish_course(learner, course)
    return issue(certificate_id=enrolment.certificates.get().pk)


def test_a_paper_issued_right_after_the_theft_was_told_states_by_the_next_key(
    key, course, make_learner
):
    before = new_paper(make_learner("Nguyễn Thị Lan"), course)
    disown_key(kid=key.kid, since=timezone.now(), reason="Mất máy chủ")
    after = new_paper(make_learner("Lý A Sử"), course)
    assert key_named_in(before.frozen.statement) == key.kid
    assert key_named_in(after.frozen.statement) == make_key().kid != key.kid


def test_while_its_file_is_gone_papers_wait_and_are_made_once_it_is_back(
    key, settings, tmp_path, pending
):
    home, settings.ISSUER_KEYS_DIR = settings.ISSUER_KEYS_DIR, tmp_path
    with pytest.raises(KeyMissing):
        issue_pending()
    pending.refresh_from_db()
    assert (pending.state, pending.number) == ("pending", None)
    settings.ISSUER_KEYS_DIR = home
    assert issue_pending() == 1
    pending.refresh_from_db()
    assert key_named_in(pending.frozen.statement) == key.kid


def test_the_head_of_the_log_likewise(key, course, make_learner):
    new_paper(make_learner("Nguyễn Thị Lan"), course)
    disown_key(kid=key.kid, since=timezone.now(), reason="Mất máy chủ")
    assert sign_head(day=timezone.localdate()).key_id == make_key().kid != key.kid
