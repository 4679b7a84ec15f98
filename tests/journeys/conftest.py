"""A real browser before a real server with a real worker, once for all journeys."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from redis import Redis

from tests.processes import manage, prepare, running_site, wait_for
from tests.tools import need

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "color_scheme": "light",
}
# The browser's own pages, as where it shows a PDF: nobody is asked.
ITS_OWN = ("chrome://", "chrome-extension://")
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}


@pytest.hookimpl(tryfirst=True)  # before tests are chosen and grouped by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one site, which takes a minute to prepare, so one process walks them all."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journey"))


# Closed after each module: while Playwright is open an event loop runs in this thread, and there
# Django refuses to touch a database, so that every later test in the process would fail.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = need("chromium", package="chromium")
    need("pdftotext", package="poppler-utils")
    need("zbarimg", package="zbar-tools")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def services() -> Iterator[dict[str, str]]:
    """Where the product keeps its data: a folder, or a database of its own on PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    name = f"journey_{os.getpid()}"
    server = url.rpartition("/")[0]
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        subprocess.run(["psql", "-q", f"{server}/postgres", "-c", statement], check=True)
    carried = {k: os.environ[k] for k in ("CELERY_BROKER_URL", "CACHE_URL") if k in os.environ}
    yield {"DATABASE_URL": f"{server}/{name}", **carried}
    subprocess.run(
        ["psql", "-q", f"{server}/postgres", "-c", f"DROP DATABASE {name} WITH (FORCE)"], check=True
    )


@dataclass
class Site:
    """The running product."""

    url: str
    folder: Path
    services: Mapping[str, str] = field(default_factory=dict)

    def forget_limits(self) -> None:
        """As if five minutes had passed: a contact may ask for codes again."""
        if cache := self.services.get("CACHE_URL"):
            Redis.from_url(cache).flushdb()
            return
        with closing(sqlite3.connect(self.folder / "lms.sqlite3", timeout=20)) as database:
            database.execute("DELETE FROM cache")
            database.commit()

    def code_for(self, contact: str) -> str:
        """The last sign-in code sent to a contact."""
        outbox = self.folder / "outbox.txt"
        pattern = re.compile(rf"  {re.escape(contact)}  (\d{{6}}) là mã")
        found = wait_for(
            lambda: outbox.exists() and pattern.findall(outbox.read_text()), f"code for {contact}"
        )
        return found[-1]


@pytest.fixture(scope="session")
def site(tmp_path_factory, services) -> Iterator[Site]:
    """A small demo province, served."""
    folder = tmp_path_factory.mktemp("site")
    prepare(folder, env=services)
    manage(folder, "make_province", "--people", "300", "--days", "60", "--step", "7", env=services)
    manage(folder, "demo", env=services)
    with running_site(folder, env=services) as url:
        yield Site(url, folder, services)


@dataclass
class Visitor:
    """Somebody with a browser; every page they come to is examined."""

    site: Site
    context: BrowserContext
    page: Page
    taps: int = 0
    seen: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def tap(self, name: str, role: str = "link") -> None:
        """Tap a link or a button by its words."""
        self.taps += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def open(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(self.site.url + path)

    def examine(self, name: str) -> None:
        """No violation of WCAG 2.2 AA, nothing wider than the screen."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "async rules => (await axe.run(document, {runOnly: rules})).violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target).join(' '))",
            AXE_RULES,
        )
        assert found == [], f"{name} ({self.page.url})"
        # Not innerWidth: on a phone it grows with whatever is too wide.
        width = self.page.evaluate(
            "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.documentElement)"
        )
        assert width[0] <= width[1], f"{name} is wider than the screen"
        self.seen.add(name)

    def keep_check_page(self) -> None:
        """Open the check page once, with a network: it stays on the phone."""
        self.open("/xac-minh/")
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        self.page.wait_for_function(
            "async () => Boolean(await caches.match('/xac-minh/ngoai-mang/tin-cay.json'))"
        )

    def sign_in(self, contact: str, stored: str = "") -> None:
        """Through the one door, with the code that was sent."""
        self.site.forget_limits()  # the same few people of the demo come in for many journeys
        self.page.get_by_label("Số điện thoại hoặc email").fill(contact)
        self.tap("Gửi mã cho tôi", "button")
        self.page.wait_for_url("**/tai-khoan/ma/**")
        self.page.get_by_label("Mã 6 số").fill(self.site.code_for(stored or contact))
        self.tap("Vào học", "button")

    def sign_in_as_staff(self, contact: str) -> None:
        """The same, and the second step with the code that the demo shows."""
        self.sign_in(contact)
        self.page.wait_for_url("**/tai-khoan/xac-thuc/ma/**")
        self.show_code()

    def show_code(self) -> None:
        """Fill in the code of this moment."""
        shown = self.page.get_by_text("mã lúc này là").locator("strong").inner_text()
        self.page.get_by_label("Mã xác thực").fill(shown)
        self.page.locator("main form button.button--large").last.click()


@pytest.fixture
def visit(browser, site):
    """Open a browser as somebody new; at the end no stranger was asked, nothing refused by CSP."""
    visitors: list[Visitor] = []

    def begin(*, at: str = site.url, **options) -> Visitor:
        context = browser.new_context(
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True, **options
        )
        visitor = Visitor(replace(site, url=at), context, context.new_page())
        visitor.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((at, *ITS_OWN))
                else visitor.strangers.add(request.url)
            ),
        )
        visitor.page.on(
            "console",
            lambda said: (
                visitor.refused.append(said.text) if "Content Security" in said.text else None
            ),
        )
        visitors.append(visitor)
        return visitor

    yield begin
    for visitor in visitors:
        visitor.context.close()
        assert visitor.strangers == set()
        assert visitor.refused == []
