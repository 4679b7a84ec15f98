"""The benchmarks by name: what is asked, of which floor, and how much more it may cost."""

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import (
    actors,
    counting,
    drawing,
    growth,
    hall,
    lists,
    officers,
    papers,
    province,
    signing,
    tables,
    transparency,
)
from bench.compare import Page, compare, ratio
from bench.config import FLOOR_SETTINGS, PRODUCT_SETTINGS, SAME_SETTINGS, SMALL_DATABASE_URL
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
    def small(self) -> Server:
        """The product before a register a hundred times smaller."""
        address = {"DATABASE_URL": SMALL_DATABASE_URL}
        return self.stack.enter_context(Server(PRODUCT_SETTINGS, "/healthz", **address))

    @cached_property
    def taken_in(self) -> tuple[float, float, lists.Taken]:
        """A list written into an empty register: the floor, the floor once more, the product."""
        file = lists.prepare()
        return (*lists.floor(file), lists.take_in(file))

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


def staff_list(bench: Bench) -> list[Line]:
    """Officers page through the register, a trainer through a class; and in a hundredth of it."""
    _ = bench.people  # signs in anew, so before the officers
    large, small = officers.asks(), officers.asks_of_small()
    dash = bench.dash()
    pages = [Page(name, bench.product, asks, _shown(name)) for name, asks in large.items()]
    fewer = [Page(f"{name}, small", bench.small, small[name], _shown(name)) for name in large]
    # Each beside its own, so that whatever else the machine does meets both.
    compare(dash, *(page for pair in zip(pages, fewer, strict=True) for page in pair))
    cpu = [ratio(page, dash, "cpu") for page in pages]
    growth = [ratio(page, less, "p50") for page, less in zip(pages, fewer, strict=True)]
    told = [
        f"{page.line()}, ratio {share:.2f}; p50 {more:.2f} of the small one's"
        for page, share, more in zip(pages, cpu, growth, strict=True)
    ]
    return [
        Line("staff_list", max(cpu), 3, [dash.line(), *told]),
        Line("staff_list_growth", max(growth), 1.5, [page.line() for page in fewer]),
    ]


def _shown(name: str) -> str:
    """What an answer must hold: an error would be fast and prove nothing."""
    return "Học viên của lớp" if name == "roster" else "Sổ học viên"


def list_import(bench: Bench) -> list[Line]:
    """A list of 350.845 rows read, planned and applied."""
    floor, _, taken = bench.taken_in
    details = [f"  floor: {floor:.2f} s", taken.line("xlsx")]
    return [
        Line("import", taken.whole / floor, 10, details),
        Line("import_memory", taken.megabytes / lists.MOST_MEGABYTES, 1, []),
    ]


def list_import_again(bench: Bench) -> list[Line]:
    """The same file once more, after it was written."""
    _, floor, _ = bench.taken_in
    taken = lists.take_in(lists.prepared())
    if taken.counts["new"]:
        raise RuntimeError(f"the same file made {taken.counts['new']} people anew")
    details = [f"  floor: {floor:.2f} s", taken.line("the same file")]
    return [Line("import_again", taken.whole / floor, 5, details)]


def list_import_csv(_bench: Bench) -> list[Line]:
    """The same list as CSV: how much memory its largest process takes."""
    file = lists.prepare().with_suffix(".csv")
    taken = lists.take_in(file)
    most = taken.megabytes / lists.MOST_MEGABYTES_OF_CSV
    return [Line("import_csv_memory", most, 1, [taken.line("csv")])]


def certificate(_bench: Bench) -> list[Line]:
    """One paper drawn."""
    slower, ours, floor, size = drawing.measure()
    details = [f"  ours {ours:.2f} ms CPU, floor {floor:.2f} ms; at most {size} bytes"]
    return [
        Line("certificate", slower, 1.5, details),
        Line("certificate_size", size / drawing.MOST_BYTES, 1, []),
    ]


def certificate_batch(bench: Bench) -> list[Line]:
    """A thousand papers through two workers, beside drawing them; two beside one; and growth."""
    drawn, alone, together = papers.measure_batch()
    few, many = papers.measure_growth()
    told = f"  drawn {drawn:.2f} s; one worker {alone:.2f} s, two {together:.2f} s"
    return [
        Line("certificate_batch", together / drawn, 2, [told]),
        # Two are at least 1,7 times as fast as one.
        Line("certificate_batch_two", together / alone, 1 / 1.7, []),
        Line("certificate_batch_growth", many[0] / few[0], 1.2, ["  with 100.000 papers, 1.000"]),
        Line(
            "register_growth",
            many[1] / few[1],
            1.5,
            [f"  a page and a number: {many[1] * 1000:.1f} ms, {few[1] * 1000:.1f} ms"],
        ),
    ]


def public_log(_bench: Bench) -> list[Line]:
    """The public log at ten and at a hundred thousand papers."""
    few, many = transparency.measure_log()
    told = [cost.line(size) for cost, size in zip((few, many), transparency.SIZES, strict=True)]
    return [
        Line("log_append_growth", many.append / few.append, 1.5, told),
        Line("log_proof_growth", many.prove / few.prove, 1.5, []),
        Line("log_audit_growth", math.log10(many.audit / few.audit), 1.1, ["  exponent"]),
    ]


def certificate_signed(_bench: Bench) -> list[Line]:
    """One paper drawn, signed, stored, and its row written."""
    slower, ours, floor = signing.measure()
    details = [f"  ours {ours:.2f} ms CPU with its database connection, floor {floor:.2f} ms"]
    return [Line("certificate_signed", slower, 1.5, details)]


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


def login_hall(bench: Bench) -> list[Line]:
    """Sixty people behind one address scan and sign in; in a minute, and none is refused."""
    call_command("collectstatic", interactive=False, verbosity=0)
    actors.sign_in_all()  # so that people of the province have accounts
    server = Server(PRODUCT_SETTINGS, "/readyz", **hall.ENVIRONMENT)
    whole, each, asked = hall.fill_hall(bench.stack.enter_context(server).url)
    details = [
        f"  {hall.PEOPLE} people in {whole:.1f} s, {asked} requests, none refused; "
        f"the middle one after {each[len(each) // 2]:.1f} s, the last after {each[-1]:.1f} s"
    ]
    return [Line("login_hall", whole / hall.SECONDS, 1, details)]


def export_csv(_bench: Bench) -> list[Line]:
    """The whole register as CSV."""
    return _export("csv", 3)


def export_xlsx(_bench: Bench) -> list[Line]:
    """The whole register as a workbook."""
    return _export("xlsx", 1.5)


def grow(bench: Bench) -> list[Line]:
    """From 50.000 to 2.000.000 people: what a screen costs stays, what a job costs grows alike."""
    found = growth.measure(bench.stack)
    pages, jobs = (max(map(growth.exponent, of.values())) for of in (found.pages, found.jobs))
    return [
        Line("growth_pages", pages, 0.1, growth.lines(found.pages, "ms")),
        Line("growth_jobs", jobs, 1.05, growth.lines(found.jobs, "s")),
    ]


def _export(form: str, bound: float) -> list[Line]:
    done = tables.write(form)
    return [
        Line(f"export_{form}", done.ratio, bound, [done.line(form)]),
        Line(f"export_{form}_memory", done.megabytes / tables.MOST_MEGABYTES, 1, []),
    ]


def refresh_counts(_bench: Bench) -> list[Line]:
    """All indicators of a day."""
    slower, ours, floor, lines = counting.measure(province.last_day())
    details = [f"  ours {ours:.0f} ms, floor {floor:.0f} ms", *lines]
    return [Line("refresh_counts", slower, 4, details)]


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
        staff_list,
        certificate,
        certificate_batch,
        public_log,
        certificate_signed,
        verify_page,
        login_hall,
        refresh_counts,
        export_csv,
        export_xlsx,
    )
}
# Three quarters of an hour to make two million people: when it is asked for by name.
ON_REQUEST: dict[str, Callable[[Bench], list[Line]]] = {"growth": grow}
# Names that Python keeps for itself.
BENCHES |= {
    "import": list_import,
    "import_again": list_import_again,
    "import_csv": list_import_csv,
}
