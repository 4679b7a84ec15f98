"""Many look at one class, decide on one flag, write down one call: each counts once."""

from functools import partial

import pytest

from learners.closing.services import close_class
from learners.flags.models import CallBack, CallDraw, Flag, Look
from learners.flags.services import decide, look_at, look_at_all, record_call
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from tests.learners.flags.conftest import fill, klass, officer, taught

__all__ = ["fill", "klass", "officer", "taught"]

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


def said(call) -> str:
    """What came of a call: nothing, or the words of a refusal."""
    try:
        call()
    except DomainError as refusal:
        return refusal.message
    return ""


def test_eight_look_at_one_class_and_write_down_one_flag(together, klass, fill):
    fill(klass.sessions.get(number=1), 31)
    together([partial(look_at, class_id=klass.pk)] * 6 + [look_at_all] * 2)
    assert (Flag.objects.count(), Look.objects.count()) == (1, 1)


def test_of_eight_officers_one_decides(together, klass, officer):
    flag = Flag.objects.create(kind="far_from_home", key="k", training_class=klass)
    words = [f"Lời {number}" for number in EIGHT]
    calls = [
        partial(decide, flag=flag, state="explained", words=one, actor=officer) for one in words
    ]
    heard = together([partial(said, one) for one in calls])
    flag.refresh_from_db()
    assert heard.count("") == 1
    assert words[heard.index("")] == flag.words
    assert AuditEntry.objects.filter(action="flags.decide").count() == 1


def test_twenty_close_a_class_and_one_draw_is_made(together, taught):
    close = partial(close_class, training_class=taught.training_class, actor=taught.trainer)
    together([close] * 20)
    assert (CallDraw.objects.count(), CallBack.objects.count()) == (1, 1)


def test_one_call_written_down_twice_over_has_one_result_and_one_flag(together, taught, officer):
    close_class(training_class=taught.training_class, actor=taught.trainer)
    call = CallBack.objects.get()
    results = ["denies", "confirms"] * 4
    write = partial(record_call, call=call, words="", actor=officer)
    heard = together([partial(said, partial(write, result=one)) for one in results])
    call.refresh_from_db()
    assert {one for one, words in zip(results, heard, strict=True) if not words} == {call.result}
    assert Flag.objects.count() == (call.result == "denies")
