"""Numbers, names and icons as Vietnamese readers expect them. Built in to every template."""

from decimal import Decimal
from functools import cache

from django import template
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


@register.filter
def megabytes(size: int) -> str:
    """Bytes as what a data plan counts: "0,1 MB"."""
    return show_number(max(Decimal("0.1"), round(Decimal(size) / 1_000_000, 1))) + " MB"


@register.filter
def unlocalised(number: float) -> str:
    """A coordinate with a decimal point, whatever the language of the page."""
    return f"{number:g}"
