"""A newcomer becomes an officer by two people, sets up an app, and comes back by a passkey."""

import pytest

from tests.core.factors import code_of
from tests.journeys.conftest import DESKTOP, PHONE

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def newcomer(visit, site):
    """Somebody who signed in once, on a phone that can hold a passkey."""
    # A passkey belongs to a name; an IP address is none.
    somebody = visit(at=site.url.replace("127.0.0.1", "localhost"), **PHONE)
    somebody.open("/tai-khoan/vao/")
    somebody.sign_in("moi@vidu.vn")
    somebody.page.wait_for_url("**/hoc/")
    phone = somebody.context.new_cdp_session(somebody.page)
    phone.send("WebAuthn.enable")
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return somebody


def ask_for_role(officer) -> None:
    """The province's officer asks that the newcomer become an officer of Tân Cương."""
    officer.open("/theo-doi/vai-tro/giao/")
    officer.sign_in_as_staff("tinh@demo.vn")
    officer.page.wait_for_url("**/vai-tro/giao/")
    officer.examine("giao vai trò")
    officer.page.get_by_label("Tài khoản").fill("moi@vidu.vn")
    officer.page.get_by_label("Vai trò").select_option(label="Cán bộ xã, phường")
    officer.page.get_by_label("Xã, phường").select_option(value="05503")
    officer.page.get_by_label("Lý do").fill("Quyết định 12/QĐ-UBND ngày 03/11/2026")
    officer.tap("Gửi đề nghị", "button")
    officer.page.wait_for_url("**/dong-y/")
    officer.examine("chờ người thứ hai")


def agree(operator) -> None:
    """The operator finds it and agrees."""
    operator.open("/theo-doi/dong-y/")
    operator.sign_in_as_staff("vanhanh@demo.vn")
    operator.page.wait_for_url("**/dong-y/")
    operator.tap("Giao vai trò cán bộ xã, phường")
    operator.page.wait_for_url("**/dong-y/*/")
    operator.examine("đồng ý")
    operator.tap("Đồng ý, thực hiện", "button")
    operator.page.get_by_text("đã đồng ý và thực hiện").wait_for()


def set_up_an_app(newcomer) -> None:
    """Led to it in plain words, from the screen they wanted to open."""
    newcomer.open("/theo-doi/")
    newcomer.page.wait_for_url("**/tai-khoan/xac-thuc/")
    newcomer.examine("xác thực hai bước")
    newcomer.tap("Dùng ứng dụng")
    newcomer.page.wait_for_url("**/ung-dung/")
    newcomer.examine("thêm ứng dụng")
    newcomer.page.get_by_text("không quét được?").click()
    newcomer.page.get_by_label("Mã xác thực").fill(
        code_of(newcomer.page.locator(".secret").inner_text())
    )
    newcomer.tap("Xong", "button")
    newcomer.page.wait_for_url("**/ma-du-phong/")
    newcomer.examine("mã dự phòng")
    newcomer.tap("Đã cất mã, vào việc")
    newcomer.page.wait_for_url("**/theo-doi/")


def add_a_passkey_and_come_back_by_it(newcomer) -> None:
    """The virtual phone answers at once, as a finger on it would."""
    newcomer.open("/tai-khoan/xac-thuc/khoa/")
    newcomer.examine("thêm khóa")
    newcomer.page.get_by_label("Tên để bạn nhớ").fill("Điện thoại của tôi")
    newcomer.tap("Tạo khóa", "button")
    newcomer.page.wait_for_url("**/tai-khoan/xac-thuc/")
    newcomer.page.get_by_text("Điện thoại của tôi, thêm ngày").wait_for()
    newcomer.open("/toi/thiet-bi/")
    newcomer.examine("thiết bị")
    newcomer.open("/tai-khoan/ra/")
    newcomer.tap("Đăng xuất", "button")
    newcomer.page.wait_for_url(f"{newcomer.site.url}/")
    newcomer.open("/theo-doi/")
    newcomer.sign_in("moi@vidu.vn")
    newcomer.page.wait_for_url("**/xac-thuc/ma/**")
    newcomer.examine("bước thứ hai")
    newcomer.tap("Dùng khóa", "button")
    newcomer.page.wait_for_url("**/theo-doi/")


def test_a_newcomer_becomes_an_officer(visit, newcomer):
    officer = visit(**DESKTOP)
    ask_for_role(officer)
    agree(visit(**PHONE))
    set_up_an_app(newcomer)
    add_a_passkey_and_come_back_by_it(newcomer)
    for path, name in (("vai-tro/", "vai trò"), ("nhat-ky/", "nhật ký")):
        officer.open(f"/theo-doi/{path}")
        officer.examine(name)
    officer.page.get_by_role("cell", name="Giao vai trò").first.wait_for()
