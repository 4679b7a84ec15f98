"""Authors write in Wagtail, and nothing else; everybody else stays outside."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import CatalogPage, HomePage
from courses.services import ensure_author_group
from learners.study.services import record_lesson
from lms.core.roles import Role
from tests.core.door import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(areas, catalog, make_user):
    """Somebody who writes courses."""
    ensure_author_group()
    return make_user(role=Role.AUTHOR, full_name="Nông Thị Mai")


@pytest.fixture
def desk(client, author):
    """The author's browser."""
    client.force_login(author)
    return client


def edit_address(page: Page) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class TestAuthors:
    def test_they_open_the_desk(self, desk):
        assert desk.get("/bien-tap/").status_code == 200

    def test_they_edit_every_kind_of_page(self, desk, course):
        pages = [HomePage.objects.get(), CatalogPage.objects.get(), course, course.lessons.first()]
        assert [desk.get(edit_address(page)).status_code for page in pages] == [200] * 4

    def test_they_publish_what_they_changed(self, desk, client):
        home = HomePage.objects.get()
        fields = {
            "title": home.title,
            "slug": home.slug,
            "lead": "Lời mời mới.",
            "action-publish": "1",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "comments-MIN_NUM_FORMS": 0,
            "comments-MAX_NUM_FORMS": 1000,
        }
        assert desk.post(edit_address(home), fields).status_code == 302
        assert client.get("/").content.decode().count("Lời mời mới.") == 1

    def test_they_see_a_lesson_before_it_is_published(self, desk, course):
        lesson = course.lessons.first()
        lesson.title = "Tên mới"
        lesson.save_revision()
        answer = desk.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
        assert (answer.status_code, heading(answer)) == (200, "Tên mới")

    @pytest.mark.parametrize(
        "path",
        [
            "/bien-tap/users/",
            "/bien-tap/users/new/",
            "/bien-tap/groups/",
            "/bien-tap/sites/",
            "/bien-tap/collections/",
            "/bien-tap/redirects/",
            "/bien-tap/locales/",
            "/bien-tap/workflows/list/",
            "/quan-tri/",
            "/quan-tri/core/user/",
            "/quan-tri/core/auditentry/",
        ],
    )
    def test_accounts_settings_and_operators_pages_stay_closed(self, desk, path):
        answer = desk.get(path, follow=True)
        opened = answer.status_code == 200 and answer.request["PATH_INFO"] == path
        assert opened is False

    def test_they_may_not_delete_the_home_page(self, desk):
        home = HomePage.objects.get()
        desk.post(reverse("wagtailadmin_pages:delete", args=[home.pk]))
        assert HomePage.objects.get() == home

    def test_they_see_nobody_on_the_register(self, desk):
        assert desk.get("/theo-doi/").status_code == 403

    def test_an_author_has_no_password_to_change(self, desk):
        page = desk.get("/bien-tap/account/").content.decode()
        assert page.count('type="password"') == 0


class TestEverybodyElse:
    @pytest.mark.parametrize(
        "role", [None, Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR]
    )
    @pytest.mark.parametrize("path", ["/bien-tap/", "/bien-tap/pages/", "/bien-tap/images/"])
    def test_citizens_and_officers_cannot_open_the_desk(
        self, client, author, make_user, commune, role, path
    ):
        area = commune if role == Role.COMMUNE_OFFICER else None
        client.force_login(make_user(role=role, area=area))
        answer = client.get(path, follow=True)
        assert (answer.status_code, heading(answer)) == (
            403,
            "Trang này không dành cho tài khoản của bạn",
        )

    def test_a_visitor_sees_no_draft(self, client, course):
        course.lessons.first().unpublish()
        address = reverse(
            "wagtailadmin_pages:view_draft", args=[course.lessons.model.objects.first().pk]
        )
        assert client.get(address).status_code == 302


class TestPagesWithResults:
    def test_a_lesson_somebody_has_done_cannot_be_deleted(self, desk, course, learner, author):
        lesson = course.lessons.first()
        record_lesson(learner=learner, lesson=lesson, correct=3, total=3)
        author.is_superuser = True
        author.save()
        answer = desk.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
        assert answer["Location"] == edit_address(course)
        assert course.lessons.first() == lesson

    def test_a_course_nobody_began_can_be_deleted(self, desk, course, author):
        author.is_superuser = True
        author.save()
        desk.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
        assert type(course).objects.count() == 0
