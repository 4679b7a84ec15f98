"""The register in a hall with no signal, and in one with a QR on the wall."""

from contextlib import suppress
from dataclasses import replace

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.conftest import DESKTOP, PHONE, QUIET, Visitor
from tests.journeys.halls import (
    Air,
    add_on_the_spot,
    kill_browser,
    open_class_of,
    outbox_says,
    register_of,
    scan_screen,
    sign_up,
    told,
)
from tests.tools import need

PEOPLE = 40


@pytest.fixture
def air(site):
    """A network that can be cut."""
    air = Air(site.url)
    yield air
    air.close()


@pytest.fixture
def phone(browser, site, air, tmp_path):
    """Open the trainer's browser on one profile; opened again it is the same phone."""
    profile, opened = tmp_path / "profile", []

    def open_it() -> Visitor:
        context = browser.browser_type.launch_persistent_context(
            profile,
            executable_path=need("chromium", package="chromium"),
            args=QUIET,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **PHONE,
        )
        opened.append(context)
        return Visitor(replace(site, url=air.url), context, context.pages[0])

    open_it.profile = profile
    yield open_it
    for context in opened:
        with suppress(Error):
            context.close()


def mark_everybody(trainer: Visitor) -> None:
    here = trainer.page.locator(".roll__here")
    for place in range(PEOPLE):
        here.nth(place).click()
    expect(trainer.page.locator(".roll__here[aria-pressed=true]")).to_have_count(PEOPLE)
    late = trainer.page.locator(".roll").first
    late.locator("summary").click()
    late.get_by_role("button", name="Đến muộn").click()
    expect(late.locator("summary")).to_have_text("Đến muộn")


def test_forty_are_marked_and_three_added_with_no_signal(phone, air, site, services):
    mail = "khong.mang@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=PEOPLE)
    trainer = phone()
    trainer.open(f"/day/buoi/{session}/")
    trainer.sign_in_as_staff(mail)
    trainer.page.locator("[data-ready=yes]").wait_for()
    outbox_says(trainer, "Đã gửi hết.")
    trainer.examine("register")

    air.off()
    trainer.context.set_offline(True)
    mark_everybody(trainer)
    for name in ("Dương Văn Một", "Dương Văn Hai", "Dương Văn Ba"):
        add_on_the_spot(trainer, name)
    entries = PEOPLE + 1 + 3 * 2
    outbox_says(trainer, f"Trên máy này, chưa gửi: {entries}.")
    trainer.examine("register, no signal")

    kill_browser(phone.profile)
    trainer = phone()
    trainer.context.set_offline(True)
    trainer.open(f"/day/buoi/{session}/")
    outbox_says(trainer, f"Trên máy này, chưa gửi: {entries}.")
    assert trainer.page.locator("[data-count=there]").inner_text() == str(PEOPLE + 3)
    assert register_of(site.folder, services, session)["marks"] == 0

    trainer.context.clear_cookies()  # signed out meanwhile: the outbox stays
    air.on()
    trainer.context.set_offline(False)
    outbox_says(trainer, "Hãy đăng nhập để gửi; máy vẫn giữ đủ.")
    sent = []
    trainer.page.on("request", lambda asked: sent.append(asked) if asked.method == "POST" else None)
    trainer.tap("Đăng nhập để gửi")
    trainer.sign_in_as_staff(mail)
    outbox_says(trainer, "Đã gửi hết.")
    once = register_of(site.folder, services, session)
    assert once == {
        "there": PEOPLE + 3,
        "marks": PEOPLE + 1 + 3,
        "on the spot": 3,
        "wrong lines": 0,
    }
    send_again(trainer, session, [asked.post_data for asked in sent if asked.url.endswith("/gui/")])
    assert register_of(site.folder, services, session) == once
    trainer.page.reload()
    outbox_says(trainer, "Đã gửi hết.")
    expect(trainer.page.get_by_role("group", name="Dương Văn Hai")).to_be_visible()


def send_again(trainer: Visitor, session: int, bodies: list[str]) -> None:
    """What the phone sent, once more: everything is known."""
    address = f"{trainer.site.url}/day/buoi/{session}/gui/"
    token = trainer.context.request.get(address).json()["token"]
    for body in bodies:
        headers = {"X-CSRFToken": token, "Content-Type": "application/json"}
        answer = trainer.context.request.post(address, data=body, headers=headers).json()
        assert {one["is"] for one in [*answer["people"], *answer["marks"]]} == {"known"}
    assert bodies


def test_a_newcomer_scans_before_signing_in_and_is_there(visit, site, services, tmp_path):
    mail = "man.chieu@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=2)
    trainer = visit(**DESKTOP)
    trainer.open(f"/day/buoi/{session}/qr/")
    trainer.sign_in_as_staff(mail)
    trainer.page.locator(".hall__qr").wait_for()
    trainer.examine("QR on the wall")
    address = scan_screen(trainer, tmp_path / "qr.png")
    assert address.startswith(f"{site.url}/hoc/diem-danh/{session}-")

    newcomer = visit(**PHONE)
    newcomer.page.goto(address)
    sign_up(newcomer, "nguoimoi@vidu.vn", "Lò Thị Mai")
    newcomer.page.get_by_text("Lớp còn chỗ: bạn vào lớp được ngay.").wait_for()
    newcomer.examine("the class")
    newcomer.tap("Vào lớp và điểm danh", "button")
    newcomer.page.get_by_role("heading", name="Đã ghi: bạn có mặt").wait_for()
    newcomer.examine("there")
    assert register_of(site.folder, services, session)["there"] == 1

    trainer.page.get_by_text("Đã có mặt: 1").wait_for()
    newcomer.open(f"/hoc/diem-danh/{session}-1-abcdefghijklmnop/")
    newcomer.page.get_by_text("Mã QR này không phải mã điểm danh").wait_for()
    newcomer.examine("refused")


def test_a_register_with_no_script_is_a_form_of_buttons(browser, site, services, tmp_path):
    mail = "so.khong.script@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=3)
    context = browser.new_context(java_script_enabled=False, **PHONE)
    trainer = Visitor(site, context, context.new_page())
    trainer.open(f"/day/buoi/{session}/")
    trainer.sign_in_as_staff(mail)
    for place in range(3):
        trainer.page.locator(".roll__here").nth(place).click()
    expect(trainer.page.locator(".roll__here[aria-pressed=true]")).to_have_count(3)
    assert register_of(site.folder, services, session)["there"] == 3
    context.close()


_CLOSE = """
from learners.classes.models import Session
from learners.closing.services import close_class
made = Session.objects.get(pk={session}).training_class
close_class(training_class=made, actor=made.trainers.get().learner.user)
print("made null")
"""
_REOPEN = """
from learners.classes.models import Session
from learners.closing.services import reopen_class
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role
made = Session.objects.get(pk={session}).training_class
officer = User.objects.create_user(email="mo.lai@vidu.vn")
grant_role(
    user=officer, role=Role.COMMUNE_OFFICER, area=made.commune, organisation=None, actor=None
)
reopen_class(training_class=made, reason="Điểm danh về muộn", actor=officer)
print("made null")
"""
_REPLACE = """
from learners.classes.models import Session
Session.objects.get(pk={session}).training_class.trainers.all().delete()
print("made null")
"""


def mark_with_no_signal(trainer: Visitor, air: Air, places: tuple[int, ...]) -> None:
    air.off()
    trainer.context.set_offline(True)
    for place in places:
        trainer.page.locator(".roll__here").nth(place).click()
    outbox_says(trainer, f"Trên máy này, chưa gửi: {len(places)}.")


def signal_returns(trainer: Visitor, air: Air) -> None:
    air.on()
    trainer.context.set_offline(False)


def test_what_was_marked_while_the_class_ended_stays_in_sight_and_counts_once_it_is_open_again(
    phone, air, site, services
):
    mail = "dong.som@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=3)
    trainer = phone()
    trainer.open(f"/day/buoi/{session}/")
    trainer.sign_in_as_staff(mail)
    trainer.page.locator("[data-ready=yes]").wait_for()
    trainer.page.locator(".roll__here").nth(2).click()
    outbox_says(trainer, "chưa gửi: 1.")
    outbox_says(trainer, "Đã gửi hết.")
    mark_with_no_signal(trainer, air, (0, 1))
    told(site.folder, _CLOSE.format(session=session), services)
    signal_returns(trainer, air)
    expect(trainer.page.locator(".refusals li")).to_have_count(2)
    trainer.examine("refused on the register")

    trainer.open(f"/day/buoi/{session}/")
    expect(trainer.page.get_by_text("lượt điểm danh chưa gửi: 2")).to_be_visible()
    trainer.examine("a class that ended, and what it did not take")
    trainer.tap("Xem và gửi lại")
    unsent = trainer.page.locator(".unsent li")
    expect(unsent).to_have_count(2)
    for place in range(2):
        expect(unsent.nth(place)).to_contain_text("có mặt")
        expect(unsent.nth(place)).to_contain_text("Lớp này đã kết thúc nên không nhận thêm")
    trainer.examine("what this phone has not sent")
    trainer.tap("Gửi lại", "button")
    expect(trainer.page.get_by_text("Vẫn chưa gửi được")).to_be_visible()
    assert register_of(site.folder, services, session)["marks"] == 1

    told(site.folder, _REOPEN.format(session=session), services)
    trainer.tap("Gửi lại", "button")
    expect(trainer.page.get_by_text("Đã gửi.")).to_be_visible()
    expect(unsent).to_have_count(0)
    counted = {"there": 3, "marks": 3, "on the spot": 0, "wrong lines": 0}
    assert register_of(site.folder, services, session) == counted

    trainer.open(f"/day/buoi/{session}/")
    outbox_says(trainer, "Đã gửi hết.")
    mark_with_no_signal(trainer, air, (0,))
    told(site.folder, _REPLACE.format(session=session), services)
    signal_returns(trainer, air)
    trainer.open("/day/")
    expect(trainer.page.get_by_text("lượt điểm danh chưa gửi: 1")).to_be_visible()
    trainer.examine("home, with something unsent")
    trainer.tap("Xem và gửi lại")
    expect(unsent).to_contain_text("Bạn không còn phụ trách lớp này")
    trainer.tap("Bỏ khỏi máy này", "button")
    expect(unsent).to_have_count(0)
    assert register_of(site.folder, services, session) == counted


def test_signing_out_takes_the_names_off_the_phone(phone, air, site, services):
    mail = "ra.ve@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=3)
    trainer = phone()
    trainer.open(f"/day/buoi/{session}/")
    trainer.sign_in_as_staff(mail)
    trainer.page.locator("[data-ready=yes]").wait_for()
    trainer.open("/day/diem-danh/")
    expect(trainer.page.locator(".saved a")).to_have_count(1)
    trainer.examine("kept on this phone")
    trainer.open("/tai-khoan/ra/")
    trainer.tap("Đăng xuất", "button")
    trainer.page.wait_for_url(f"{air.url}/")
    air.off()
    trainer.context.set_offline(True)
    trainer.open(f"/day/buoi/{session}/")
    expect(trainer.page.get_by_text("Máy này chưa giữ buổi nào.")).to_be_visible()
