"""Several officers, or one impatient one, act on one return at once: each step counts once."""

from functools import partial

import pytest

from learners.returns import services
from learners.returns.models import Return, ReturnStep
from learners.returns.selectors import content_of, signing_of
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.roles import Role
from tests.learners.returns.conftest import (
    OCTOBER,
    clock,
    counted,
    facts,
    locked,
    people,
    report,
    rule,
    seen,
    signed,
)

__all__ = ["clock", "counted", "facts", "locked", "people", "report", "rule", "signed"]

pytestmark = pytest.mark.django_db(transaction=True)


def said(call) -> str:
    """What came of a call: nothing, or the words of a refusal."""
    try:
        call()
    except DomainError as refusal:
        return refusal.message
    return ""


def acts() -> list[str]:
    return list(ReturnStep.objects.order_by("id").values_list("act", flat=True))


def test_two_officers_sign_at_once_and_one_signing_is_frozen(together, report, people):
    told = {"report": report, "seen": seen(report)}
    officers = (people.officer, people.colleague)
    calls = [partial(services.sign, **told, actor=one) for one in officers * 4]
    heard = together([partial(said, one) for one in calls])
    assert heard.count("") == 4
    assert acts() == ["draft", "word", "sign"]
    signer = officers[heard.index("") % 2]
    assert Return.objects.get().signed_by == signer
    assert content_of(Return.objects.get()).signed_by == str(signer)


def test_accepted_and_sent_back_at_once_it_goes_one_way(together, signed, people):
    told = {"report": signed, "seen": seen(signed)}
    calls = [
        partial(services.accept, **told, actor=people.department),
        partial(services.send_back, **told, words="Sửa", actor=people.province),
    ]
    together([partial(said, one) for one in calls * 4])
    found = acts()[3:]
    # The province may send back what the department has just accepted; never the other way round.
    assert found in (["accept"], ["send_back"], ["accept", "send_back"])
    led = {"accept": "accepted", "send_back": "sent_back"}
    assert Return.objects.get().state == led[found[-1]]


def test_signed_anew_and_sent_back_at_once_no_step_is_lost(together, signed, people):
    old = seen(signed)
    services.send_back(report=signed, seen=old, words="Sửa", actor=people.department)
    told = {"report": signed, "seen": seen(signed)}
    again = partial(services.sign, **told, actor=people.colleague)
    back = partial(
        services.send_back, report=signed, seen=old, words="Sửa nữa", actor=people.department
    )
    heard = together([partial(said, one) for one in (again, back) * 4])
    assert heard[0::2] == [""] * 4
    assert all(heard[1::2])  # nobody sends back what they have not seen
    assert acts() == ["draft", "word", "sign", "send_back", "sign"]
    assert signing_of(signed).by == people.colleague


def test_all_drafts_are_opened_twice_at_once_and_each_is_there_once(together, people, counted):
    areas = list(Area.objects.communes())
    call = partial(services.draft, month=OCTOBER, areas=areas, actor=people.province)
    assert sum(together([call] * 4)) == 92
    assert (Return.objects.count(), len(acts())) == (92, 92)


def test_two_open_one_correction(together, locked, people):
    call = partial(services.correct, report=locked, reason="Muộn", actor=people.officer)
    assert len({one.pk for one in together([call] * 6)}) == 1
    assert acts().count("draft") == 2


def test_two_officers_of_the_province_lock_at_once_and_one_has_locked(
    together, signed, people, make_user
):
    shown = seen(signed)
    services.accept(report=signed, seen=shown, actor=people.department)
    keepers = (people.province, make_user(role=Role.PROVINCE_OFFICER, full_name="Đàm Thị Khóa"))
    calls = [partial(services.lock, report=signed, seen=shown, actor=one) for one in keepers]
    heard = together([partial(said, one) for one in calls * 3])
    assert heard.count("") == 3  # one of them, however often they tapped
    assert acts()[-2:] == ["accept", "lock"]
    assert Return.objects.get().locked_by == keepers[heard.index("") % 2]


def test_two_officers_correct_for_two_reasons_and_one_correction_is_open(together, locked, people):
    calls = [
        partial(services.correct, report=locked, reason=reason, actor=officer)
        for reason, officer in (("Muộn", people.officer), ("Nhầm lớp", people.colleague))
    ]
    heard = together([partial(said, one) for one in calls * 3])
    assert sorted(set(heard)) == ["", "Đã có đính chính số 1. Hãy mở bản đó để xem."]
    assert Return.objects.get(number=1).reason == ("Muộn", "Nhầm lớp")[heard.index("") % 2]
    assert acts().count("draft") == 2
