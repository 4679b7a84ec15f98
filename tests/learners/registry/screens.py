"""Reading the register's screens as an officer does."""

from django.http import HttpResponse

from tests.screens import page_of, words


def names_of(response: HttpResponse) -> list[str]:
    return [words(row.th) for row in page_of(response).select("tbody tr")]


def table_of(response: HttpResponse) -> list[list[str]]:
    rows = page_of(response).select("tbody tr")
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in rows]


def problems_of(response: HttpResponse) -> list[str]:
    return [words(item) for item in page_of(response).select(".error-summary li")]
