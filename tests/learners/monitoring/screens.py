"""Reading the province's page as an officer does."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.screens import page_of, words


def table_of(response) -> list[list[str]]:
    """The communes as on screen: code, name, and seven numbers in words."""
    rows = page_of(response).select("table.data--zebra tbody tr")
    return [
        [row.a["href"].split("/")[-2], words(row.th), *(words(cell) for cell in row.find_all("td"))]
        for row in rows
    ]


def totals_of(response) -> list[str]:
    """The last line of the table: the four numbers of the province."""
    return [words(cell) for cell in page_of(response).select("tfoot td")[:4]]


def number(shown: str) -> int | float | None:
    """A number in Vietnamese writing; None for what is not known."""
    if shown == "chưa có số liệu":
        return None
    plain = shown.removesuffix(" %").replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def queries_of(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)
