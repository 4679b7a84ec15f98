"""Reading a page as people do."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


def page_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())
