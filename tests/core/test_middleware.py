"""Headers on every page, and published pages that are the same for everyone."""

import gzip

import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from lms.core.middleware import PublishedPageCacheMiddleware
from tests.core.door import heading

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
PUBLISHED = ["/", "/khoa-hoc/", "/khoa-hoc/khoa-thu-1/", "/khoa-hoc/khoa-thu-1/bai-1/"]
OTHERS = [
    "/hoc/",
    "/hoc/ghi-ten/",
    "/hoc/xa-phuong/?commune=tan",
    "/tai-khoan/vao/",
    "/tai-khoan/khoa/",
    "/theo-doi/",
    "/theo-doi/so-lieu/",
    "/so-lieu/",
    "/du-lieu-mo/",
    "/api/v1/counts",
    "/xac-minh/",
    "/quan-tri/",
    "/khong-co/",
    "/healthz",
]


def policy(response: HttpResponse) -> dict[str, str]:
    """A content security policy, by directive."""
    parts = [part.split(maxsplit=1) for part in response["Content-Security-Policy"].split("; ")]
    return dict(parts)


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("path", PUBLISHED + OTHERS)
    def test_every_page_says_what_a_browser_may_do_with_it(self, client, course, path):
        answer = client.get(path)
        # Papers may be scanned with the camera, on the page that checks them.
        camera = "(self)" if path == "/xac-minh/" else "()"
        assert policy(answer) == STRICT
        assert {
            name: answer.get(name)
            for name in (
                "X-Content-Type-Options",
                "Permissions-Policy",
                "Referrer-Policy",
                "X-Frame-Options",
                "Cross-Origin-Opener-Policy",
                "Cross-Origin-Resource-Policy",
            )
        } == {
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": f"camera={camera}, geolocation=(), microphone=(), payment=()",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def test_the_practice_has_the_strict_policy_too(self, client, course):
        lesson = course.lessons.first()
        assert policy(client.get(f"/hoc/bai/{lesson.pk}/luyen-tap/")) == STRICT

    def test_authors_have_a_looser_policy_of_their_own(self, client, areas, catalog, make_user):
        client.force_login(make_user(role="operator"))
        answer = client.get("/bien-tap/")
        assert (answer.status_code, policy(answer)) == (
            200,
            {
                "default-src": "'self'",
                "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
                "style-src": "'self' 'unsafe-inline'",
                "img-src": "'self' data: blob:",
                "font-src": "'self' data:",
                "connect-src": "'self'",
                "frame-src": "'self'",
                "object-src": "'none'",
                "base-uri": "'self'",
                "form-action": "'self'",
            },
        )
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_cookies_are_kept_from_scripts_and_other_sites(self, client):
        token = client.get("/tai-khoan/vao/").cookies["csrftoken"]
        session = client.post("/tai-khoan/vao/", {"login": "0912345678"}).cookies["sessionid"]
        assert (session["httponly"], session["samesite"], token["samesite"]) == (
            True,
            "Lax",
            "Lax",
        )


@pytest.mark.django_db
class TestPublishedPages:
    @pytest.mark.parametrize("path", PUBLISHED)
    def test_they_may_be_kept_by_anyone_and_set_no_cookie(self, client, course, path):
        answer = client.get(path)
        assert (
            answer.status_code,
            answer["Cache-Control"],
            answer["Vary"],
            dict(answer.cookies),
        ) == (200, "public, max-age=60", "Accept-Encoding", {})

    @pytest.mark.parametrize("path", PUBLISHED)
    def test_they_are_the_same_for_a_visitor_and_for_somebody(self, course, learner, path):
        visitor, somebody = Client(), Client()
        somebody.force_login(learner.user)
        assert visitor.get(path).content == somebody.get(path).content

    @pytest.mark.parametrize("path", ["/hoc/", "/tai-khoan/vao/"])
    def test_personal_pages_are_kept_by_nobody(self, client, course, path):
        assert client.get(path)["Cache-Control"] == (
            "max-age=0, no-cache, no-store, must-revalidate, private"
        )

    @pytest.mark.parametrize("path", PUBLISHED)
    def test_once_kept_they_cost_no_query(
        self, settings, client, course, path, django_assert_num_queries
    ):
        keep_pages(settings)
        first = client.get(path)
        with django_assert_num_queries(0):
            again = client.get(path)
        assert (again.content, again["Content-Security-Policy"], again["Cache-Control"]) == (
            first.content,
            first["Content-Security-Policy"],
            first["Cache-Control"],
        )

    def test_a_kept_page_is_packed_for_those_who_ask(self, settings, client, course):
        keep_pages(settings)
        plain = [client.get("/") for _ in range(2)]
        packed = [client.get("/", headers={"accept-encoding": "gzip"}) for _ in range(2)]
        assert [answer.get("Content-Encoding") for answer in plain + packed] == [
            None,
            None,
            "gzip",
            "gzip",
        ]
        assert {gzip.decompress(answer.content) for answer in packed} == {plain[0].content}

    def test_a_page_that_is_not_public_is_asked_again(self, settings, client, course, learner):
        keep_pages(settings)
        before = heading(client.get("/hoc/"))
        client.force_login(learner.user)
        assert (before, heading(client.get("/hoc/"))) == (
            "Việc học của tôi",
            "Chào bạn Nguyễn Thị Lan",
        )


def keep_pages(settings) -> None:
    """Keep published pages as in production."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {
        "default": {"BACKEND": memory, "LOCATION": "test"},
        "pages": {"BACKEND": memory, "LOCATION": "pages-of-a-test", "TIMEOUT": 15},
    }
    caches["pages"].clear()


class TestWhatIsKept:
    @pytest.fixture
    def ask(self, settings):
        """Ask twice through the middleware; says how often the page was made."""
        keep_pages(settings)

        def ask_twice(make, method="get", path="/trang/", **headers) -> int:
            made = []

            def page(request):
                made.append(request)
                return make()

            middleware = PublishedPageCacheMiddleware(page)
            for _ in range(2):
                middleware(getattr(RequestFactory(), method)(path, headers=headers))
            return len(made)

        return ask_twice

    @staticmethod
    def public(content="trang", **more) -> HttpResponse:
        response = HttpResponse(content, **more)
        response["Cache-Control"] = "public, max-age=60"
        return response

    def test_a_public_page_is_made_once(self, ask):
        assert ask(self.public) == 1

    def test_a_page_that_does_not_say_so_is_not_kept(self, ask):
        assert ask(lambda: HttpResponse("trang")) == 2

    def test_a_private_page_is_not_kept(self, ask):
        def private():
            return HttpResponse("trang", headers={"Cache-Control": "private, max-age=60"})

        assert ask(private) == 2

    def test_a_page_with_a_cookie_is_not_kept(self, ask):
        def with_cookie():
            response = self.public()
            response.set_cookie("ten", "Lan")
            return response

        assert ask(with_cookie) == 2

    def test_a_page_that_differs_by_cookie_is_not_kept(self, ask):
        def varied():
            response = self.public()
            response["Vary"] = "Accept-Encoding, Cookie"
            return response

        assert ask(varied) == 2

    @pytest.mark.parametrize("status", [301, 302, 404, 500, 503])
    def test_errors_and_redirects_are_not_kept(self, ask, status):
        assert ask(lambda: self.public(status=status)) == 2

    def test_what_was_posted_is_not_kept(self, ask):
        assert ask(self.public, method="post") == 2

    def test_the_answer_to_a_question_mark_is_not_kept(self, ask):
        assert ask(self.public, path="/trang/?tim=lan") == 2

    def test_a_page_that_streams_is_not_kept(self, ask):
        def streamed():
            headers = {"Cache-Control": "public, max-age=60"}
            return StreamingHttpResponse(iter([b"trang"]), headers=headers)

        assert ask(streamed) == 2

    def test_asking_for_the_head_alone_keeps_nothing(self, ask):
        assert ask(self.public, method="head") == 2
