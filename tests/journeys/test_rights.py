"""A citizen's own data on a phone: seen, set right, taken away; consent taken back and given."""

from zipfile import ZipFile

from tests.journeys.conftest import PHONE


def test_my_data_is_mine_to_see_to_set_right_and_to_take_away(visit):
    lan = visit(**PHONE)
    lan.open("/toi/")
    lan.sign_in("quyen@vidu.vn")
    page = lan.page
    page.wait_for_url("**/hoc/ghi-ten/**")
    page.get_by_label("Họ và tên", exact=True).fill("Bế Thị Quyền")
    page.get_by_label("Năm sinh", exact=True).fill("1966")
    page.get_by_label("Xã, phường nơi bạn ở").fill("Ba Bể")
    page.get_by_label("Tôi đồng ý để chương trình").check()
    lan.tap("Ghi tên", "button")
    page.wait_for_url("**/toi/")
    lan.examine("my data")

    lan.tap("Sửa thông tin")
    lan.examine("correct")
    page.get_by_label("Thôn, xóm").fill("Thôn Bản Mới")
    lan.tap("Sửa", "button")
    page.get_by_text("Đã sửa.").wait_for()
    assert page.get_by_text("Thôn Bản Mới").count() == 1

    with page.expect_download() as taken:
        lan.tap("Tải tất cả về máy", "button")
    with ZipFile(taken.value.path()) as folder:
        assert "Thôn Bản Mới" in folder.read("du-lieu.html").decode()

    lan.tap("Xem lời văn hoặc rút lại")
    lan.examine("consent")
    lan.tap("Rút lại sự đồng ý", "button")
    page.get_by_text("có hiệu lực ngay").wait_for()
    lan.tap("Xem lời văn hoặc đồng ý")
    lan.tap("Tôi đồng ý", "button")
    page.get_by_text("Đã ghi nhận bạn đồng ý").wait_for()

    lan.tap("Yêu cầu xóa dữ liệu")
    lan.examine("ask to be erased")
    lan.tap("Gửi yêu cầu xóa", "button")
    page.get_by_text("Đã nhận yêu cầu xóa").wait_for()
    lan.examine("my data with a request")
    lan.tap("Rút yêu cầu này", "button")
    page.get_by_text("Đã rút yêu cầu.").wait_for()
