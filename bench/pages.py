"""The benchmarks by name: what is asked, of which floor, and how much more it may cost."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import actors, drawing, province
from bench.compare import Page, compare, ratio
from bench.config import FLOOR_SETTINGS, PRODUCT_SETTINGS, SAME_SETTINGS
from bench.load import Ask
from bench.servers import Server
from courses.models import LessonPage

MOST_QUERIES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A ratio, the bound it may not pass, and what stands below it for reading."""

    name: str
    ratio: float
    bound: float
    details: list[str]


class Bench:
    """The servers and the people that several benchmarks share; started when first needed."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack

    @cached_property
    def product(self) -> Server:
        """The product as in production."""
        call_command("collectstatic", interactive=False, verbosity=0)
        return self.stack.enter_context(Server(PRODUCT_SETTINGS, "/healthz"))

    @cached_property
    def floor(self) -> Server:
        """`bench.floor`."""
        return self.stack.enter_context(Server(FLOOR_SETTINGS, "/hello/"))

    @cached_property
    def same(self) -> Server:
        """The floor's views under the product's settings."""
        return self.stack.enter_context(Server(SAME_SETTINGS, "/hello/"))

    @cached_property
    def people(self) -> actors.Actors:
        """Those who are signed in."""
        return actors.sign_in_all()

    def dash(self) -> Page:
        """The signed-in floor with everyone's cookies."""
        asks = [Ask("/dash/", cookie) for cookie in self.people.at_floor]
        return Page("floor dash", self.floor, asks, "<li>")


def lesson_page(bench: Bench) -> list[Line]:
    """A published lesson for a visitor; the page cache forgets it every few seconds, as always."""
    lesson = LessonPage.objects.live().order_by("path")[0]
    hello = Page("floor hello", bench.floor, [Ask("/hello/")], "hello")
    page = Page("lesson", bench.product, [Ask(lesson.get_url())], lesson.title)
    compare(hello, page)
    slower = ratio(hello, page, "rate")
    return [Line("lesson_page", slower, 1.45, [hello.line(), page.line()])]


def learner_page(bench: Bench) -> list[Line]:
    """ "My learning" and the personal part of a lesson, for a thousand people in turn."""
    actors.halfway(bench.people)
    lesson = actors.first_course().lessons.defer("body")[0]
    cookies = bench.people.learners
    mine = Page("/hoc/", bench.product, [Ask("/hoc/", c) for c in cookies], "Chào ")
    path = f"/hoc/bai/{lesson.pk}/cua-toi/"
    part = Page("lesson fragment", bench.product, [Ask(path, c) for c in cookies], "Bạn đã xong")
    dash = bench.dash()
    compare(dash, mine, part)
    queries = max(_queries(ask.asks[0]) for ask in (mine, part))
    return [
        Line(
            "learner_page",
            max(ratio(mine, dash, "cpu"), ratio(part, dash, "cpu")),
            2.5,
            [
                dash.line(),
                f"{mine.line()}, ratio {ratio(mine, dash, 'cpu'):.2f}",
                f"{part.line()}, ratio {ratio(part, dash, 'cpu'):.2f}",
                f"  queries: /hoc/ {_queries(mine.asks[0])}, "
                f"fragment {_queries(part.asks[0])}, at most {MOST_QUERIES}",
            ],
        ),
        Line("learner_page_queries", queries / MOST_QUERIES, 1, []),
    ]


def progress_write(bench: Bench) -> list[Line]:
    """Practice passed: each request stores a row that was not there, and that is counted."""
    people = bench.people
    post = Page("practice", bench.product, actors.practices(people), "Bạn đã xong bài")
    post.before = lambda: actors.forget_lessons(people)
    post.after = lambda requests: _must_be_stored(people, requests)
    dash = bench.dash()
    compare(dash, post)
    details = [dash.line(), post.line()]
    return [Line("progress_write", ratio(post, dash, "cpu"), 2, details)]


def _must_be_stored(people: actors.Actors, requests: int) -> None:
    kept = actors.lessons_kept(people)
    if kept < requests:
        raise RuntimeError(f"{requests} lessons were handed in, {kept} are stored")


def province_page(bench: Bench) -> list[Line]:
    """The officer's page of 92 communes beside a bare table of 92 ready rows."""
    day = province.last_day()
    live = Page("floor live", bench.floor, [Ask(f"/live/?day={day}")], "Tân Cương")
    ours = Page("/theo-doi/", bench.product, [Ask("/theo-doi/", bench.people.officer)], "Tân Cương")
    compare(live, ours)
    details = [live.line(), ours.line()]
    return [
        Line("province_page", ratio(ours, live, "cpu"), 1.5, details),
        Line("province_page_p95", ratio(ours, live, "p95"), 3, []),
    ]


def certificate(_bench: Bench) -> list[Line]:
    """One paper drawn."""
    slower, ours, floor, size = drawing.measure()
    details = [f"  ours {ours:.2f} ms CPU, floor {floor:.2f} ms; at most {size} bytes"]
    return [
        Line("certificate", slower, 1.5, details),
        Line("certificate_size", size / drawing.MOST_BYTES, 1, []),
    ]


def verify_page(bench: Bench) -> list[Line]:
    """Papers checked by many people, each from an address of their own."""
    codes = actors.papers()
    asks = [
        Ask(
            f"/xac-minh/{codes[i % len(codes)]}/",
            address=f"10.0.{i % 2_000 >> 8}.{i % 2_000 & 255}",
        )
        for i in range(10_000)
    ]
    reads = [Ask(f"/read/{code}/") for code in codes]
    read = Page("floor read, same settings", bench.same, reads, "BENCH-")
    bare = Page("floor read, bare middleware", bench.floor, reads, "BENCH-")
    page = Page("/xac-minh/", bench.product, asks, "Giấy ")
    compare(read, bare, page)
    details = [read.line(), f"{bare.line()}, ratio {ratio(page, bare, 'cpu'):.2f}", page.line()]
    return [Line("verify_page", ratio(page, read, "cpu"), 1.5, details)]


def _queries(ask: Ask) -> int:
    """How many queries a page costs once its process is warm."""
    client = Client(headers=ask.headers("127.0.0.1"), SERVER_NAME="127.0.0.1")
    client.get(ask.path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(ask.path)
    if response.status_code != 200:
        raise RuntimeError(f"{ask.path} answered {response.status_code}")
    return len(captured)


BENCHES: dict[str, Callable[[Bench], list[Line]]] = {
    bench.__name__: bench
    for bench in (
        lesson_page,
        learner_page,
        progress_write,
        province_page,
        certificate,
        verify_page,
    )
}
