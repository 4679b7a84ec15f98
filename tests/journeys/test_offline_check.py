"""In a hall without signal: paper after paper, each told for what it is, by the phone alone."""

import base64
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Site, Visitor
from tests.processes import REPOSITORY, environment, prepare, running_web

# Worth something: papers of a demo, or signed with a trial key, are told to be samples.
EARNEST = {"DEMO": "0", "SIGNER": "none"}
# A desktop browser reads no QR by itself: here another program does it, from what a phone's would
# be given, and a sheet of paper is held before a camera.
EYES = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(seen) {
    const canvas = document.createElement("canvas");
    canvas.width = seen.videoWidth || seen.width;
    canvas.height = seen.videoHeight || seen.height;
    canvas.getContext("2d").drawImage(seen, 0, 0);
    return (await window.readCodes(canvas.toDataURL())).map((rawValue) => ({ rawValue }));
  }
};
navigator.mediaDevices.getUserMedia = async () => {
  const sheet = new Image();
  sheet.src = await window.sheetBeforeTheCamera();
  await sheet.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [sheet.width, sheet.height];
  setInterval(() => canvas.getContext("2d").drawImage(sheet, 0, 0), 50);
  return canvas.captureStream();
};
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Not the province of the other journeys: its keys are followed by others and stolen."""
    folder = tmp_path_factory.mktemp("hall")
    prepare(folder, env=EARNEST)
    with running_web(folder, EARNEST) as (url, _):
        yield Site(url, folder)


@pytest.fixture(scope="module")
def papers(site) -> dict[str, str]:
    """What stands in the QR of papers that people bring, behind the name of the site."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.offline_papers"],
        cwd=REPOSITORY,
        env=environment(site.folder, EARNEST),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return dict(json.loads(made.stdout))


@pytest.fixture
def phone(visit, papers) -> Visitor:
    """A phone that opened the check page once, before the signal was gone."""
    somebody = visit(**PHONE)
    somebody.keep_check_page()
    somebody.context.set_offline(True)
    return somebody


SAID = {
    "good": ("Chữ ký đúng", "N. T. Lan"),
    "retired": ("Chữ ký đúng", "N. T. Lan"),
    "ended": ("Giấy này không còn giá trị", "N. T. Lan"),
    "expired": ("Giấy thật, nhưng đã hết hạn", "31/12/2025"),
    "after its key": ("Ngày cấp không khớp với khóa ký", "Đừng tin giấy này"),
    "before its key": ("Ngày cấp không khớp với khóa ký", "Đừng tin giấy này"),
    "stolen": ("Chưa biết giấy thật hay giả", "04/03/2026"),
    "stolen, dated back": ("Chưa biết giấy thật hay giả", "04/03/2026"),
}


@pytest.mark.parametrize("paper", SAID)
def test_a_paper_is_told_for_what_it_is(phone, papers, paper):
    heading, also = SAID[paper]
    phone.open(papers[paper])
    whole = re.compile(f"^{re.escape(heading)}$")
    expect(phone.page.get_by_role("heading", level=2)).to_contain_text([whole])
    expect(phone.page.locator("[data-check]")).to_contain_text(also)
    expect(phone.page.locator("[data-days]")).to_have_text("hôm nay")
    phone.examine(paper)


def test_a_paper_of_a_stolen_key_is_one_tap_from_the_register(phone, papers):
    phone.open(papers["stolen, dated back"])
    tap = phone.page.get_by_role("link", name="Kiểm tra giấy này khi có mạng")
    expect(tap).to_have_attribute("href", papers["stolen, dated back"].partition("#")[0])
    phone.context.set_offline(False)
    tap.click()
    expect(phone.page.get_by_role("heading", name="Không có giấy nào mang mã này")).to_be_visible()


def test_an_old_list_says_its_age_and_still_serves(phone, papers):
    later = datetime.now() + timedelta(days=5)
    phone.page.clock.set_fixed_time(later)
    phone.open(papers["good"])
    expect(phone.page.get_by_role("heading", name="Chữ ký đúng")).to_be_visible()
    expect(phone.page.locator("[data-age]")).to_contain_text("(5 ngày trước)")
    phone.examine("an old list")


def test_a_list_of_a_newer_form_is_not_judged_by(phone, papers):
    phone.page.evaluate(
        """async (path) => {
          const kept = await caches.open("kiem-tra-giay");
          const list = await (await kept.match(path)).json();
          await kept.put(path, new Response(JSON.stringify({ ...list, version: 99 })));
        }""",
        "/xac-minh/ngoai-mang/tin-cay.json",
    )
    phone.open(papers["good"])
    expect(phone.page.get_by_text("Hãy mở lại trang khi có mạng một lần")).to_be_visible()


def picture(text: str) -> bytes:
    """A QR as a photo shows it."""
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=6)
    return out.getvalue()


def give_eyes(phone: Visitor, sheet: str) -> None:
    """A browser that reads QR codes, and a sheet before its camera."""

    def read(data: str) -> list[str]:
        shown = Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))).convert("L")
        return [code.text for code in zxingcpp.read_barcodes(shown)]

    seen = f"data:image/png;base64,{base64.b64encode(picture(sheet)).decode()}"
    phone.context.expose_function("readCodes", read)
    phone.context.expose_function("sheetBeforeTheCamera", lambda: seen)
    phone.context.add_init_script(EYES)


def test_the_icon_opens_a_page_that_scans_paper_after_paper(phone, papers):
    page = phone.page
    give_eyes(phone, phone.site.url + papers["good"])
    phone.open("/xac-minh/")  # where the icon on the home screen leads
    expect(page.get_by_text("hết tờ này đến tờ khác")).to_be_visible()
    phone.examine("nothing scanned yet")
    phone.tap("Mở máy ảnh", "button")
    expect(page.get_by_role("heading", name="Chữ ký đúng")).to_be_visible()

    photo = page.get_by_label("Ảnh có ô vuông mã QR")
    for other, said in (
        (b"no picture", "Không thấy mã QR trong ảnh"),
        (picture("https://vidu.vn/xac-minh/1/"), "Mã này không phải mã trên giấy"),
    ):
        photo.set_input_files({"name": "anh.png", "mimeType": "image/png", "buffer": other})
        expect(page.get_by_text(said)).to_be_visible()
    shot = picture(phone.site.url + papers["ended"])
    photo.set_input_files({"name": "anh.png", "mimeType": "image/png", "buffer": shot})
    expect(page.get_by_role("heading", name="Giấy này không còn giá trị")).to_be_visible()

    address = page.get_by_label("Địa chỉ", exact=True)
    address.fill("https://vidu.vn/xac-minh/1/")
    phone.tap("Kiểm tra", "button")
    expect(page.get_by_text("Đây không phải địa chỉ trong mã QR")).to_be_visible()
    expect(address).to_have_value("https://vidu.vn/xac-minh/1/")
    phone.examine("a strange address")
    address.fill(phone.site.url + papers["stolen"])
    phone.tap("Kiểm tra", "button")
    expect(page.get_by_role("heading", name="Chưa biết giấy thật hay giả")).to_be_visible()
    # The same sheet, and another statement behind its address: nothing of the last one stays.
    page.get_by_label("Địa chỉ", exact=True).fill(page.url[:-3])
    phone.tap("Kiểm tra", "button")
    expect(page.get_by_role("heading", name="Chữ ký không đúng")).to_be_visible()


def test_without_a_reader_of_codes_the_address_can_still_be_pasted(phone, papers):
    phone.open("/xac-minh/")
    expect(phone.page.get_by_label("Địa chỉ", exact=True)).to_be_visible()
    expect(phone.page.get_by_role("button", name="Mở máy ảnh")).to_be_hidden()
    expect(phone.page.get_by_label("Ảnh có ô vuông mã QR")).to_be_hidden()
    phone.open(f"/xac-minh/{papers['good'].split('/')[2]}/")
    expect(phone.page.get_by_text("Địa chỉ này không kèm chữ ký")).to_be_visible()
