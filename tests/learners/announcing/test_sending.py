"""What waits goes out once: killed, taken up again, refused, tried again, given up in words."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from learners.announcing import sending, tasks
from learners.announcing.models import Delivery
from learners.announcing.sending import BROKEN, MOST_TRIES, UNCERTAIN, WAITS
from learners.announcing.services import send_again
from learners.people import consents
from learners.people.models import Consent
from lms.core.models import Job
from lms.core.tasks import resume_jobs
from tests.facts import make_person
from tests.learners.announcing.conftest import agree
from tests.learners.announcing.senders import REFUSAL

pytestmark = pytest.mark.django_db


def states(made) -> list[tuple[str, str]]:
    """What came of everything that leaves the house, in the order of the class."""
    outside = made.deliveries.exclude(channel="in_app").exclude(state="no_way")
    return list(outside.order_by("pk").values_list("state", "problem"))


def run(made) -> str:
    """The job of an announcement once more; returns how it stands."""
    made.refresh_from_db()
    tasks.send(made.job_id)
    return Job.objects.get(pk=made.job_id).state


@pytest.fixture
def ten(commune, sit, trainer):
    """Ten people with a phone who agreed to be contacted."""
    people = [make_person(commune, name=f"Ma Văn {chr(65 + n)}") for n in range(10)]
    for place, one in enumerate(people):
        one.phone = f"+8491200010{place}"
        one.save()
        agree(one, trainer.user)
    sit(*people)
    return people


def test_everybody_gets_it_once(three, say, gateway):
    made = say()
    assert (run(made), states(made)) == ("done", [("sent", ""), ("sent", "")])
    assert sorted(recipient for recipient, _ in gateway) == ["+84912345678", "lan@vidu.vn"]
    assert run(made) == "done"  # the job has ended: nothing goes again
    assert len(gateway) == 2


def test_letters_have_marks_and_messages_have_none(three, say, gateway):
    run(say())
    texts = dict(gateway)
    assert texts["+84912345678"] == (
        "Lop Khoa thu 1, Nha van hoa, Ma Thi Huong: Sang mai hoc luc 8 gio."
    )
    assert texts["lan@vidu.vn"].startswith(
        "Sáng mai học lúc 8 giờ.\n\nMa Thị Hương\nLớp Khóa thử 1"
    )


def test_a_letter_has_a_subject_of_its_own(three, say, settings, mailoutbox):
    settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}
    run(say(channels=["email"]))
    assert [(one.to, one.subject) for one in mailoutbox] == [
        (["lan@vidu.vn"], "Bình dân học AI: Đổi giờ học")
    ]


def test_a_mail_server_that_is_away_is_said_in_words(three, say, settings):
    settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    made = say(channels=["email"])
    run(made)
    words = "Chưa gửi được thư. Hãy thử lại sau ít phút, hoặc dùng số điện thoại."
    assert states(made) == [("waiting", words)]


def test_killed_in_the_middle_and_taken_up_again_nobody_gets_it_twice(ten, say, gateway, through):
    made = say()

    through("die_with_the_fifth")
    with pytest.raises(KeyboardInterrupt):
        tasks.send(made.job_id)
    through("take")
    assert [state for state, _ in states(made)] == ["sent"] * 4 + ["sending"] + ["waiting"] * 5

    Job.objects.update(leased_until=timezone.now() - timedelta(hours=1))
    assert resume_jobs() == 1  # eager: the job runs to its end
    assert states(made) == [("sent", "")] * 4 + [("failed", UNCERTAIN)] + [("sent", "")] * 5
    numbers = [recipient for recipient, _ in gateway]
    assert (len(numbers), len(set(numbers))) == (10, 10)


def test_what_is_uncertain_goes_again_only_at_a_persons_word(three, say, gateway, through, trainer):
    made = say(channels=["sms"])
    through("die")
    with pytest.raises(KeyboardInterrupt):
        tasks.send(made.job_id)
    through("take")
    Job.objects.update(leased_until=timezone.now() - timedelta(hours=1))
    resume_jobs()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        tasks.go_on()
    assert len(gateway) == 1
    assert send_again(announcement=made, actor=trainer.user) == 1
    assert (run(made), states(made), len(gateway)) == ("done", [("sent", "")], 2)


def test_a_worker_that_lost_the_job_still_says_what_it_knows(three, say, gateway):
    made = say(channels=["sms"])
    row = made.deliveries.get(channel="sms", state="waiting")
    Delivery.objects.filter(pk=row.pk).update(state="failed", tries=1, problem=UNCERTAIN)
    row.tries = 1
    sending._note(row, Delivery.State.SENT, "")
    assert states(made) == [("sent", "")]


def test_what_is_refused_is_tried_again_later_and_then_given_up_in_words(three, say, through):
    made = say(channels=["sms"])
    through("refuse")
    assert (run(made), states(made)) == ("done", [("waiting", REFUSAL)])
    assert tasks.go_on() == 0  # not at once
    now = timezone.now()
    for wait in WAITS:
        now += wait + timedelta(seconds=1)
        with time_machine.travel(now, tick=False):
            assert tasks.go_on() == 1
            run(made)
    assert states(made) == [("failed", REFUSAL)]
    assert made.deliveries.get(channel="sms", state="failed").tries == MOST_TRIES


def test_what_did_not_go_goes_when_the_gateway_is_back(three, say, through, gateway):
    made = say(channels=["sms"])
    through("refuse")
    run(made)
    through("take")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        tasks.go_on()
        run(made)
    assert (states(made), len(gateway)) == ([("sent", "")], 1)


def test_of_silence_nobody_knows_so_it_is_not_repeated(three, say, through, gateway):
    made = say(channels=["sms"])
    through("fall_silent")
    assert (run(made), states(made)) == ("done", [("failed", BROKEN)])


def test_a_way_that_is_out_of_order_is_left_alone_for_this_round(ten, say, through):
    made = say(channels=["sms"])
    through("refuse")
    run(made)
    tried = made.deliveries.filter(channel="sms", tries=1).count()
    assert (tried, made.deliveries.filter(state="waiting").count()) == (3, 10)
    assert tasks.go_on() == 1  # the other seven are due


def test_who_took_the_consent_back_meanwhile_gets_nothing(three, say, gateway):
    made = say(channels=["sms"])
    consents.withdraw(learner=three[1], purpose=Consent.Purpose.CONTACT, actor=three[0].user)
    run(made)
    row = made.deliveries.get(channel="sms", learner=three[1])
    assert (row.state, row.problem, gateway) == (
        "no_way",
        "chưa đồng ý nhận tin nhắn, thư về việc này",
        [],
    )


def test_who_was_erased_meanwhile_gets_nothing(three, say, gateway):
    made = say(channels=["sms"])
    three[1].__class__.objects.filter(pk=three[1].pk).update(
        erased_at=timezone.now(), full_name="", phone="", user=None
    )
    run(made)
    assert (made.deliveries.get(channel="sms", learner=three[1]).state, gateway) == ("no_way", [])
