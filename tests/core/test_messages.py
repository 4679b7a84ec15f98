"""What a page says of what was just done: a refusal never looks like a success."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string


@pytest.mark.parametrize(
    ("level", "kind", "role"),
    [
        (constants.ERROR, "bad", "alert"),
        (constants.WARNING, "warn", None),
        (constants.SUCCESS, "ok", None),
        (constants.INFO, "ok", None),
    ],
)
def test_a_message_is_drawn_as_what_it_is(level, kind, role):
    text = render_to_string("core/messages.html", {"messages": [Message(level, "Một câu.")]})
    (notice,) = BeautifulSoup(text, "html.parser").select(".notice")
    assert (notice["class"], notice.get("role")) == (["notice", f"notice--{kind}"], role)


def test_messages_are_drawn_in_one_place():
    folder = Path(settings.BASE_DIR) / "templates"
    drawing = [path for path in folder.rglob("*.html") if " in messages %}" in path.read_text()]
    assert drawing == [folder / "core" / "messages.html"]
