"""What an address names by its code."""

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404

from certificates.papers.models import Certificate
from certificates.papers.selectors import issued_with_code
from lms.core.tokens import BadCode, parse_code

Found = TypeVar("Found")


def issued_or_404(typed: str) -> Certificate:
    """The issued paper with this code; Http404 for any other, which is not known to exist."""
    return found_or_404(issued_with_code, typed)


def found_or_404(find: Callable[[str], Found | None], typed: str) -> Found:
    """What `find` gives for the code that was typed; Http404 for no code, and for nothing."""
    try:
        found = find(parse_code(typed))
    except BadCode as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found
