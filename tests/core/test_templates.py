"""What every template may use: rows of a long table."""

from typing import NamedTuple

from django.template import Context, Template
from django.utils.html import format_html


class Row(NamedTuple):
    name: str
    phone: str


def drawn(text: str, rows: list[Row], **context: object) -> str:
    return Template(text).render(Context({"rows": rows, **context}))


LINE = "{% each rows %}<tr><th>{name}</th><td>{phone}</td></tr>{% endeach %}"


def test_each_row_is_drawn_in_its_order():
    assert drawn(LINE, [Row("Lan", "1"), Row("Páo", "2")]) == (
        "<tr><th>Lan</th><td>1</td></tr><tr><th>Páo</th><td>2</td></tr>"
    )


def test_no_rows_are_no_lines():
    assert drawn(LINE, []) == ""


def test_what_somebody_typed_is_never_markup_nor_a_place_to_put_something_in():
    evil = Row("<script>&\"'", "{name}{0.__class__}")
    assert drawn(LINE, [evil]) == (
        "<tr><th>&lt;script&gt;&amp;&quot;&#x27;</th><td>{name}{0.__class__}</td></tr>"
    )


def test_a_link_made_by_the_house_stays_a_link():
    link = format_html('<a href="tel:{}">{}</a>', "+84", "<84>")
    assert drawn(LINE, [Row("Lan", link)]) == (
        '<tr><th>Lan</th><td><a href="tel:+84">&lt;84&gt;</a></td></tr>'
    )


def test_tags_inside_are_drawn_once_for_all_rows():
    text = "{% each rows %}{name}{% if yes %} {{ words }}{% endif %};{% endeach %}"
    rows = [Row("Lan", ""), Row("Páo", "")]
    assert drawn(text, rows, yes=True, words="Rời lớp") == "Lan Rời lớp;Páo Rời lớp;"
    assert drawn(text, rows, yes=False, words="Rời lớp") == "Lan;Páo;"


def test_what_is_the_same_for_everyone_is_drawn_once():
    template = Template("{% once %}<a>{{ way }}</a>{% endonce %} {{ name }}")
    drawn = [template.render(Context({"way": way, "name": name})) for way, name in ("aL", "bP")]
    assert drawn == ["<a>a</a> L", "<a>a</a> P"]
