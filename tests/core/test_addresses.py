"""`{% url %}` gives what Django's own gives, with and without arguments."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse


def drawn(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_an_address_without_arguments():
    assert drawn("{% url 'study:mine' %}") == reverse("study:mine")


def test_an_address_with_an_argument():
    assert drawn("{% url 'study:practice' pk %}", pk=7) == reverse("study:practice", args=[7])


def test_an_address_under_a_name():
    assert drawn("{% url 'study:mine' as here %}({{ here }})") == f"({reverse('study:mine')})"


def test_a_name_that_is_a_variable():
    assert drawn("{% url name %}", name="study:mine") == reverse("study:mine")
    assert drawn("{% url name %}", name="check:ask") == reverse("check:ask")


def test_a_name_that_is_nobodys():
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'nobody:knows' %}")
