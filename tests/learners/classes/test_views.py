"""The screens of classes: opening one in one screen, its people, joining it from outside."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.people.models import Consent, Learner
from lms.core.models import AuditEntry, Organisation
from lms.core.roles import Role
from lms.core.tokens import show_code
from tests.facts import make_person
from tests.learners.monitoring.mergers import join

pytestmark = pytest.mark.django_db


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def browser(trainer) -> Client:
    return browser_of(trainer.user)


def seat(lesson, trainer, *names: str) -> list[Seat]:
    return [
        take_seat(
            training_class=lesson,
            learner=make_person(lesson.commune, name=name),
            via=Seat.Via.SEARCH,
            actor=trainer.user,
        )
        for name in names
    ]


# Opening


def test_a_class_opens_from_what_the_screen_has_filled_in(browser, course, trainer, commune):
    page = browser.get(reverse("classes:open"))
    form = page.context["form"]
    filled = {}
    for field in form:
        value = field.value()
        if value is not None and value != []:
            filled[field.html_name] = (
                field.field.widget.format_value(value) if not isinstance(value, list) else value
            )
    filled |= {"course": course.pk, "commune": commune.pk, "mode": "in_person"}
    answer = browser.post(reverse("classes:open"), filled)
    made = TrainingClass.objects.get()
    assert answer.url == reverse("classes:class", args=[made.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = [timezone.localtime(one.starts_at) for one in made.sessions.all()]
    assert [day.date() for day in days] == [tomorrow + timedelta(weeks=n) for n in range(4)]
    assert {(day.hour, day.minute) for day in days} == {(19, 0)}
    assert [one.learner for one in made.trainers.all()] == [trainer]


def test_a_double_tap_opens_one_class(browser, course, commune, trainer, make_trainer):
    told = {
        **{"course": course.pk, "commune": commune.pk, "mode": "in_person", "seats": "40"},
        **{"first_day": "2026-12-07", "starts": "19:00", "minutes": "120", "count": "2"},
        **{"trainers": [trainer.pk], "key": str(uuid4())},
    }
    places = {browser.post(reverse("classes:open"), told).url for _ in range(2)}
    made = TrainingClass.objects.get()
    assert places == {reverse("classes:class", args=[made.pk])}
    other = browser_of(make_trainer("Lý A Sử").user)  # the key of a form opens nothing to others
    assert other.post(reverse("classes:open"), told).status_code == 422
    assert browser.post(reverse("classes:open"), told | {"key": str(uuid4())}).status_code == 302
    assert TrainingClass.objects.count() == 2


def test_a_double_tap_copies_a_class_once(browser, lesson):
    address = reverse("classes:copy", args=[lesson.pk])
    form = browser.get(address).context["form"]
    told = {"first_day": "2026-12-07", "commune": lesson.commune_id, "mode": "in_person"}
    told |= {"seats": "40", "key": form["key"].value()}
    assert {browser.post(address, told).status_code for _ in range(2)} == {302}
    assert TrainingClass.objects.exclude(pk=lesson.pk).count() == 1


def test_a_trainer_is_no_longer_shown_a_class_they_gave_away(browser, lesson, make_trainer):
    other = make_trainer("Lý A Sử")
    address = reverse("classes:change", args=[lesson.pk])
    answer = browser.post(address, {"act": "trainers", "gv-trainers": [other.pk]})
    assert answer.url == reverse("classes:home")
    assert browser.get(address).status_code == 404


def test_the_next_class_is_filled_in_like_the_last(browser, lesson):
    form = browser.get(reverse("classes:open")).context["form"]
    assert form.initial["hall"] == "Nhà văn hóa"
    assert form.initial["course"] == lesson.course_id
    assert form.initial["first_day"] > timezone.localdate()


def test_what_cannot_be_is_said_keeps_what_was_typed_and_opens_nothing(browser, course):
    answer = browser.post(reverse("classes:open"), {"hall": "Đình làng", "count": "99"})
    assert answer.status_code == 422
    assert "Đình làng" in answer.content.decode()
    assert not TrainingClass.objects.exists()


def test_a_class_like_one_of_a_merged_agency_is_one_of_the_agency_that_goes_on(
    browser, lesson, areas
):
    one, into = (
        Organisation.objects.create(name=name, kind="agency", area=areas["19"])
        for name in ("Sở Kế hoạch", "Sở Tài chính")
    )
    TrainingClass.objects.update(organisation=one)
    join(one, into)
    told = {"first_day": "2026-12-07", "commune": lesson.commune_id, "mode": "in_person"}
    browser.post(reverse("classes:copy", args=[lesson.pk]), told | {"seats": "40"})
    assert TrainingClass.objects.get(copied_from=lesson).organisation == into
    assert TrainingClass.objects.get(pk=lesson.pk).organisation == one


def test_a_class_like_an_earlier_one_keeps_its_hours(browser, lesson):
    first = timezone.localdate() + timedelta(days=10)
    answer = browser.post(
        reverse("classes:copy", args=[lesson.pk]),
        {"first_day": first, "commune": lesson.commune_id, "seats": 40, "mode": "in_person"},
    )
    made = TrainingClass.objects.get(copied_from=lesson)
    assert answer.status_code == 302
    old, new = (
        [timezone.localtime(one.starts_at) for one in one_class.sessions.all()]
        for one_class in (lesson, made)
    )
    assert new[0].date() == first
    assert [day.time() for day in new] == [day.time() for day in old]
    assert new[1] - new[0] == old[1] - old[0]


# Changing


def test_each_button_of_the_change_page_does_its_one_thing(browser, lesson, trainer):
    address = reverse("classes:change", args=[lesson.pk])
    session = lesson.sessions.get(number=2)
    day = timezone.localdate() + timedelta(days=20)
    name = f"session_{session.pk}"
    when = {"day": day, "starts": "08:30", "minutes": 90, "topic": "Gõ bằng giọng nói"}
    browser.post(address, {f"{name}-{key}": value for key, value in when.items()}
                 | {"act": f"move:{session.pk}"})  # fmt: skip
    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).date() == day
    browser.post(address, {f"add-{key}": value for key, value in when.items()} | {"act": "add"})
    # Another session at the same time is no other one.
    assert lesson.sessions.count() == 2
    place = {"commune": lesson.commune_id, "hall": "Trường", "seats": 30, "mode": "blended"}
    browser.post(address, {f"noi-{key}": v for key, v in place.items()} | {"act": "place"})
    lesson.refresh_from_db()
    assert (lesson.hall, lesson.seats, lesson.mode) == ("Trường", 30, "blended")
    assert browser.post(address, {"act": "trainers"}).status_code == 422
    browser.post(address, {"gv-trainers": [trainer.pk], "act": "trainers"})
    browser.post(address, {"act": f"drop:{session.pk}"})
    session.refresh_from_db()
    assert session.state == "cancelled"
    browser.post(address, {"act": "cancel"})
    lesson.refresh_from_db()
    assert lesson.state == "cancelled"
    assert browser.get(address).status_code == 200


def test_a_session_of_another_class_is_not_found(browser, lesson, make_class, make_trainer):
    other = make_class(trainer=make_trainer(full_name="Lý A Sử")).sessions.first()
    address = reverse("classes:change", args=[lesson.pk])
    for key in (other.pk, "x", "", "9" * 30):
        assert browser.post(address, {"act": f"drop:{key}"}).status_code == 404
    assert browser.post(address, {"act": "nonsense"}).status_code == 404


# People


def test_the_roster_shows_phones_masked_and_each_look_is_written_down(browser, lesson, trainer):
    seat(lesson, trainer, "Vàng Thị Mỷ")
    Learner.objects.filter(full_name="Vàng Thị Mỷ").update(phone="+84912345678")
    page = browser.get(reverse("classes:roster", args=[lesson.pk])).content.decode()
    assert "Vàng Thị Mỷ" in page
    assert "0912 ••• 678" in page
    assert "345" not in page.replace("0912 ••• 678", "")
    assert AuditEntry.objects.filter(action="classes.look").count() == 1


@pytest.mark.parametrize(("typed", "found"), [("mỷ", 1), ("vang my", 1), ("MY", 1), ("lan", 0)])
def test_the_roster_is_searched_without_marks(browser, lesson, trainer, typed, found):
    seat(lesson, trainer, "Vàng Thị Mỷ", "Lý A Sử")
    page = browser.get(reverse("classes:roster", args=[lesson.pk]), {"tim": typed})
    assert len(page.context["page"].rows) == found


def test_a_large_roster_is_read_page_by_page_and_nobody_is_missing(browser, lesson, trainer):
    TrainingClass.objects.filter(pk=lesson.pk).update(seats=200)
    names = [f"Nguyễn Văn {chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(120)]
    seat(lesson, trainer, *names)
    address, seen = reverse("classes:roster", args=[lesson.pk]), []
    key = ""
    while True:
        page = browser.get(address, {"sau": key}).context["page"]
        seen += [one.full_name for one in page.rows]
        key = page.next_key
        if not key:
            break
    assert sorted(seen) == sorted(names)
    assert len(seen) == len(set(seen))
    for odd in ("x", "1", "-1.a", "9" * 40, "1.\x00"):
        assert browser.get(address, {"sau": odd}).status_code == 200


@pytest.mark.parametrize("name", ["classes:roster", "classes:class", "classes:home"])
def test_a_list_costs_as_many_questions_with_one_row_as_with_three(
    browser, lesson, trainer, make_class, name
):
    address = reverse(name, args=[] if name == "classes:home" else [lesson.pk])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(address)
        return len(asked)

    seat(lesson, trainer, "Lý A Sử")
    browser.get(address)
    one = cost()
    seat(lesson, trainer, "Vàng Thị Mỷ", "Giàng A Páo")
    if name == "classes:home":
        make_class(trainer=trainer)
        make_class(trainer=trainer)
    assert cost() == one
    assert one <= 16


def test_somebody_is_written_down_on_the_spot_and_a_second_tap_is_no_second_person(browser, lesson):
    address = reverse("classes:add_person", args=[lesson.pk])
    told = {"spot": uuid4(), "full_name": "Lò Văn Ăn", "birth_year": 1950, "paper": "tờ 3",
            "commune": lesson.commune_id}  # fmt: skip
    for _ in range(2):
        assert browser.post(address, told).status_code == 302
    person = Learner.objects.get(full_name="Lò Văn Ăn")
    assert Seat.objects.get(training_class=lesson).learner == person
    assert Consent.objects.get(learner=person).paper == "tờ 3"


def test_a_childs_sheet_asks_for_the_guardian_and_keeps_what_was_typed(browser, lesson):
    told = {"spot": uuid4(), "full_name": "Lò Thị Mơ", "birth_year": 2011, "paper": "tờ 3",
            "commune": lesson.commune_id}  # fmt: skip
    answer = browser.post(reverse("classes:add_person", args=[lesson.pk]), told)
    assert answer.status_code == 422
    assert "Lò Thị Mơ" in answer.content.decode()
    assert "người giám hộ" in answer.content.decode()
    assert not Seat.objects.exists()


def test_who_was_found_is_seated(browser, lesson, other_commune):
    person = make_person(other_commune, name="Vàng Thị Mỷ", phone="+84912345678")
    address = reverse("classes:add_person", args=[lesson.pk])
    page = browser.post(address, {"tim": "0912345678"})
    assert "Vàng Thị Mỷ" not in page.content.decode()
    (found,) = page.context["found"]
    browser.post(address, {"token": found.token})
    assert Seat.objects.get().learner == person
    assert browser.post(address, {"token": "x"}).status_code == 422
    assert browser.post(address, {"tim": "mỷ"}).status_code == 422


def test_somebody_leaves_by_the_trainers_hand_and_comes_back(browser, lesson, trainer):
    (one,) = seat(lesson, trainer, "Lý A Sử")
    address = reverse("classes:roster", args=[lesson.pk])
    for act, state in (("leave", "left"), ("back", "seated")):
        browser.post(address, {"act": f"{act}:{one.pk}"})
        one.refresh_from_db()
        assert one.state == state
    assert browser.post(address, {"act": "leave:999999"}).status_code == 404


def test_an_auditor_looks_and_changes_nothing(lesson, trainer, make_user):
    (one,) = seat(lesson, trainer, "Lý A Sử")
    auditor = browser_of(make_user(role=Role.AUDITOR))
    for name in ("class", "roster", "poster"):
        assert auditor.get(reverse(f"classes:{name}", args=[lesson.pk])).status_code == 200
    refused = auditor.post(reverse("classes:roster", args=[lesson.pk]), {"act": f"leave:{one.pk}"})
    assert refused.status_code == 403
    for name in ("change", "add_person", "list_upload", "copy"):
        assert auditor.get(reverse(f"classes:{name}", args=[lesson.pk])).status_code == 403


# Joining


def test_a_class_is_found_by_its_code_however_it_is_typed(client, lesson):
    page = reverse("joining:join", args=[lesson.code])
    for typed in (lesson.code, show_code(lesson.code), lesson.code.lower()):
        assert client.post(reverse("joining:code"), {"ma": typed}).url == page
    answer = client.post(reverse("joining:code"), {"ma": "ABC"})
    assert answer.status_code == 422
    assert "ABC" in answer.content.decode()
    assert client.get(reverse("joining:join", args=["AAAAAAA"])).status_code == 404


def test_who_is_not_signed_in_goes_through_the_door_and_comes_back(client, lesson, make_user):
    page = reverse("joining:join", args=[lesson.code])
    assert client.get(page).status_code == 200
    register = f"{reverse('people:register')}?next={quote(page, safe='')}"
    assert client.post(page).url == f"{reverse('account_login')}?next={quote(register)}"
    newcomer = browser_of(make_user())
    there = newcomer.post(page).url
    assert there.startswith(reverse("people:register"))
    told = {"full_name": "Lý Thị Sáy", "birth_year": 1980, "commune": "Tân Cương",
            "consent_study": "on", "next": page}  # fmt: skip
    assert newcomer.post(there, told).url == page
    newcomer.post(page)
    assert Seat.objects.get().learner.full_name == "Lý Thị Sáy"


def test_joining_twice_is_once_and_leaving_frees_the_seat(lesson, learner, make_learner):
    TrainingClass.objects.filter(pk=lesson.pk).update(seats=1)
    page = reverse("joining:join", args=[lesson.code])
    one, other = browser_of(learner.user), browser_of(make_learner("Trần Văn Bình").user)
    for client in (one, one, other):
        client.post(page)
    assert [seat.state for seat in Seat.objects.order_by("id")] == ["seated", "waiting"]
    assert "Bạn đứng thứ 1" in other.get(page).content.decode()
    one.post(page, {"act": "leave"})
    assert [seat.state for seat in Seat.objects.order_by("id")] == ["left", "seated"]
    assert "Bạn có chỗ" in other.get(page).content.decode()


def test_the_page_of_a_class_tells_nobody_who_sits_there(client, lesson, learner):
    browser_of(learner.user).post(reverse("joining:join", args=[lesson.code]))
    page = client.get(reverse("joining:join", args=[lesson.code])).content.decode()
    assert learner.full_name not in page


def test_the_poster_shows_the_code_and_a_qr_with_the_way_in(browser, lesson):
    page = browser.get(reverse("classes:poster", args=[lesson.pk])).content.decode()
    assert show_code(lesson.code) in page
    assert reverse("joining:join", args=[lesson.code]) in page
    assert "data:image/svg+xml" in page
