"""Numbers, names and icons as Vietnamese readers expect them. Built in to every template."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from html import escape
from typing import NamedTuple

from django import template
from django.template.base import Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.core.identity import mask_phone, show_phone
from lms.core.numbers import show_number, show_percent
from lms.core.tokens import show_code

register = template.Library()
register.filter("number", show_number)
register.filter("percent", show_percent)
register.filter("code", show_code)
register.filter("phone", show_phone)
register.filter("masked_phone", mask_phone)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite; decoration only, so it is hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.tag
def once(parser: Parser, _token: Token) -> template.Node:
    """Draw what stands inside once a process: nothing there may differ from page to page."""
    inside = parser.parse(("endonce",))
    parser.delete_first_token()
    return _Once(inside)


class _Once(template.Node):
    def __init__(self, inside: template.NodeList) -> None:
        self.inside, self.drawn = inside, ""

    def render(self, context: template.Context) -> str:
        self.drawn = self.drawn or self.inside.render(context)
        return self.drawn


@register.simple_block_tag
def each(content: str, rows: Iterable[NamedTuple]) -> SafeString:
    """The content once for every row of words, with "{name}" in it put in from the row, escaped.

    `{% for %}` costs ten times as much, which is most of a long table. Tags inside are drawn once
    for all rows; nothing that somebody typed may stand there but by a row.
    """
    put_in = content.format_map
    return SafeString(
        "".join(put_in(dict(zip(row._fields, map(_escaped, row), strict=True))) for row in rows)
    )


def _escaped(words: str) -> str:
    return words if isinstance(words, SafeString) else escape(words)


@register.filter
def megabytes(size: int) -> str:
    """Bytes as what a data plan counts: "0,1 MB"."""
    return show_number(max(Decimal("0.1"), round(Decimal(size) / 1_000_000, 1))) + " MB"


@register.filter
def unlocalised(number: float) -> str:
    """A coordinate with a decimal point, whatever the language of the page."""
    return f"{number:g}"
