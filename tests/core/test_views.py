"""Pages for when something is not there: in Vietnamese, with the way on, losing nothing typed."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from tests.core.door import heading

BROKEN = "tests.core.broken_urls"


@pytest.fixture
def visitor():
    """A browser that is shown the error page a person would see."""
    return Client(raise_request_exception=False)


@pytest.mark.django_db
class TestPagesThatAreNotThere:
    @pytest.mark.parametrize(
        "path", ["/khong-co/", "/hoc/bai/999999/luyen-tap/", "/hoc/khoa/999999/cua-toi/"]
    )
    def test_an_unknown_address_is_said_in_words(self, client, catalog, path):
        answer = client.get(path)
        assert (answer.status_code, heading(answer)) == (404, "Không có trang này")

    def test_a_page_of_somebody_else_is_said_in_words(self, client, make_user):
        client.force_login(make_user())
        answer = client.get("/theo-doi/")
        assert (answer.status_code, heading(answer)) == (
            403,
            "Trang này không dành cho tài khoản của bạn",
        )

    def test_a_form_that_was_open_too_long_is_said_in_words(self):
        answer = Client(enforce_csrf_checks=True).post("/tai-khoan/vao/", {"login": "0912345678"})
        assert (answer.status_code, heading(answer)) == (
            403,
            "Trang đã mở quá lâu, hãy gửi lại",
        )

    @pytest.mark.parametrize("path", ["/tai-khoan/ra/", "/hoc/ghi-ten/"])
    def test_every_form_asks_for_its_token(self, make_user, path):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(make_user())
        assert browser.post(path, {"full_name": "Lan"}).status_code == 403


class TestFaults:
    """No test here may touch the database: it is the thing that is away."""

    @pytest.mark.urls(BROKEN)
    @pytest.mark.parametrize("path", ["/thu/mat-du-lieu/", "/thu/mat-ket-noi/"])
    def test_an_absent_database_keeps_what_was_typed(self, visitor, path):
        answer = visitor.post(
            f"{path}?next=/hoc/",
            {"full_name": 'Nguyễn Thị "Lan" <3', "consent": ["study", "contact"]},
        )
        page = answer.content.decode()
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
        assert (answer.status_code, answer["Retry-After"], heading(answer)) == (
            503,
            "10",
            "Máy chủ đang bận, xin chờ một chút",
        )
        assert [(name, unescape(value)) for name, value in fields] == [
            ("full_name", 'Nguyễn Thị "Lan" <3'),
            ("consent", "study"),
            ("consent", "contact"),
        ]
        assert re.findall(r'<form method="post" action="([^"]*)"', page) == [f"{path}?next=/hoc/"]

    @pytest.mark.urls(BROKEN)
    def test_an_absent_database_lets_a_page_be_loaded_again(self, visitor):
        answer = visitor.get("/thu/mat-du-lieu/")
        assert (answer.status_code, answer.content.decode().count("<form")) == (503, 0)

    @pytest.mark.urls(BROKEN)
    def test_a_fault_of_ours_is_said_to_be_ours(self, visitor):
        answer = visitor.post("/thu/loi/", {"full_name": "Lan"})
        assert (answer.status_code, heading(answer)) == (500, "Máy chủ gặp lỗi")

    @pytest.mark.urls(BROKEN)
    @pytest.mark.parametrize("path", ["/thu/loi/", "/thu/mat-du-lieu/"])
    def test_error_pages_say_nothing_about_the_machine(self, visitor, path):
        page = visitor.get(path).content.decode()
        told = ["Traceback", "RuntimeError", "OperationalError", "server closed", "Django"]
        assert [word for word in told if word in page] == []


class TestHealth:
    def test_the_process_lives_even_without_a_database(self, client):
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"ok": True})

    @pytest.mark.django_db
    def test_it_is_ready_when_database_and_cache_answer(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"ok": True})

    @pytest.mark.django_db(transaction=True)
    def test_it_is_not_ready_when_the_connection_is_gone(self, client, settings):
        connection.close()
        kept = connection.settings_dict["ENGINE"], connection.settings_dict["NAME"]
        try:
            connection.settings_dict["NAME"] = "/khong/co/o/day"
            answer = client.get("/readyz")
        finally:
            connection.close()
            connection.settings_dict["ENGINE"], connection.settings_dict["NAME"] = kept
        assert (answer.status_code, answer.json()) == (503, {"ok": False})

    @pytest.mark.django_db
    def test_it_is_not_ready_when_the_cache_keeps_nothing(self, client, settings):
        settings.CACHES = {
            name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
            for name in ("default", "pages")
        }
        assert client.get("/readyz").status_code == 503

    @pytest.mark.django_db
    def test_it_is_not_ready_when_the_cache_is_away(self, client, settings):
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1/0",
            },
            "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
        }
        assert client.get("/readyz").status_code == 503

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    @pytest.mark.django_db
    def test_nobody_keeps_an_old_answer(self, client, path):
        assert client.get(path)["Cache-Control"] == (
            "max-age=0, no-cache, no-store, must-revalidate, private"
        )
