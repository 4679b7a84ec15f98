"""The page where an author sets a design, and what others see of it."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from certificates.designing.models import PaperDesign
from certificates.designing.services import save_design
from courses.services import ensure_author_group
from lms.core.roles import Role
from tests.certificates.designing.looks import draft, file_of, hand, seal

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Mẫu của Sở",
    "kind": "completion",
    "drawing": "tho-cam",
    "issuer": "Sở Khoa học và Công nghệ",
    "place": "Thái Nguyên",
    "first_post": "GIÁM ĐỐC",
    "first_name": "Trần Văn Đức",
}


@pytest.fixture
def author(areas, catalog, make_user):
    ensure_author_group()
    return make_user(role=Role.AUTHOR)


@pytest.fixture
def desk(author) -> Client:
    """The author's browser."""
    browser = Client()
    browser.force_login(author)
    return browser


@pytest.fixture
def design(author) -> PaperDesign:
    return save_design(draft=draft(uploads={"seal": file_of(seal())}), actor=author)


def picture(data: bytes, name="chu-ky.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


class TestDesk:
    def test_an_author_finds_the_designs_in_the_menu(self, desk, design):
        assert "M\\u1eabu gi\\u1ea5y" in desk.get("/bien-tap/").content.decode()
        page = desk.get("/bien-tap/mau-giay/").content.decode()
        assert "Mẫu chung" in page
        assert "chưa dùng" in page

    def test_nothing_is_there_at_first(self, desk):
        assert "Chưa có mẫu nào" in desk.get("/bien-tap/mau-giay/").content.decode()

    def test_a_new_design_is_saved_and_opens_again_as_it_was(self, desk):
        answer = desk.post(
            "/bien-tap/mau-giay/moi/", TYPED | {"first_hand": picture(file_of(hand()))}
        )
        design = PaperDesign.objects.get()
        assert answer["Location"] == reverse("designing:design", args=[design.pk])
        page = desk.get(answer["Location"]).content.decode()
        assert "Bản 1" in page
        for typed in TYPED.values():
            assert typed in page
        assert "Bỏ ảnh đang dùng" in page

    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(self, desk):
        told = TYPED | {"main": "#ffee00", "seal": picture(b"<svg></svg>", "dau.png")}
        answer = desk.post("/bien-tap/mau-giay/moi/", told)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Màu này nhạt quá" in page
        assert "Ảnh SVG" in page
        assert 'value="Trần Văn Đức"' in page
        assert 'value="#ffee00"' in page
        assert not PaperDesign.objects.exists()

    def test_a_change_is_a_new_version(self, desk, design):
        address = reverse("designing:design", args=[design.pk])
        desk.post(address, TYPED | {"name": design.name, "drop": ["seal"]})
        assert [one.number for one in design.versions.all()] == [2, 1]
        assert design.versions.first().seal is None

    def test_a_list_of_three_takes_no_more_queries_than_of_one(
        self, desk, design, author, django_assert_num_queries, django_assert_max_num_queries
    ):
        address = "/bien-tap/mau-giay/"
        desk.get(address)
        with django_assert_max_num_queries(20) as one:
            desk.get(address)
        for number in (2, 3):
            save_design(draft=draft(f"Mẫu {number}"), actor=author)
        with django_assert_num_queries(len(one)):
            desk.get(address)


class TestPreview:
    def test_three_names_are_drawn_as_typed_and_nothing_is_kept(self, desk):
        address = reverse("designing:preview_new")
        sent = TYPED | {"first_hand": picture(file_of(hand()))}
        page = desk.post(address, sent, headers={"HX-Request": "true"}).content.decode()
        shown = re.findall(r"data:image/jpeg;base64,([\w+/=]+)", page)
        assert len(shown) == 3
        with Image.open(BytesIO(b64decode(shown[0]))) as paper:
            assert paper.size == (760, 538)
            # The cloth on the left, in the green of a completion.
            red, green, blue = paper.convert("RGB").getpixel((20, 20))
            assert green > max(red, blue) + 20
        assert "Tên dài nhất" in page
        assert not PaperDesign.objects.exists()

    def test_it_says_what_is_wrong_instead(self, desk, design):
        address = reverse("designing:preview", args=[design.pk])
        page = desk.post(address, TYPED | {"title": "Bằng khen"}).content.decode()
        assert "bắt đầu bằng" in page
        assert "data:image" not in page

    def test_half_a_form_is_no_fault(self, desk):
        assert desk.post(reverse("designing:preview_new"), {}).status_code == 200


class TestOthers:
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.PROVINCE_OFFICER, None])
    def test_only_authors_and_operators_get_in(self, role, make_user, design):
        browser = Client()
        browser.force_login(make_user(role=role))
        addresses = [
            reverse("designing:list"),
            reverse("designing:new"),
            reverse("designing:design", args=[design.pk]),
        ]
        for address in addresses:
            answer = browser.get(address)
            assert (answer.status_code == 200) == (role == Role.OPERATOR)
        preview = browser.post(reverse("designing:preview_new"), TYPED)
        assert (preview.status_code == 200) == (role == Role.OPERATOR)

    def test_a_course_that_has_a_design_is_not_deleted(self, desk, course, author):
        save_design(draft=draft("Riêng", course=course), actor=author)
        author.is_superuser = True  # authors delete no pages anyway
        author.save()
        answer = desk.post(reverse("wagtailadmin_pages:delete", args=[course.pk]), follow=True)
        assert "Có mẫu giấy dành riêng cho khóa này" in answer.content.decode()
        course.refresh_from_db()

    def test_an_unknown_design_is_not_found(self, desk):
        assert desk.get("/bien-tap/mau-giay/999/").status_code == 404
