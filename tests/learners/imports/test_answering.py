"""Rows that ask are answered on the page; nothing is guessed, and nobody is asked twice."""

import pytest
from bs4 import BeautifulSoup

from learners.imports import services, tasks
from learners.imports.models import Import
from learners.imports.services import Answer
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.learners.imports.lists import again, apply, planned, reasons, states

pytestmark = pytest.mark.django_db
# Cam Giá was split between two wards on 1 July 2025.
SPLIT = ("Nguyễn Văn An", "01/02/1980", "", "Phường Cam Giá, Thành phố Thái Nguyên", "", "")
# The number says 1990.
ODD = ("Ma Thị Bình", "1975", "", "Phan Đình Phùng", "", "019190000123")
GIA_SANG = "05467"


@pytest.fixture
def officer(make_user, areas):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def taken(officer) -> Import:
    return planned(officer, SPLIT, ODD)


@pytest.fixture
def page(client, officer, taken):
    client.force_login(officer)
    return f"/theo-doi/danh-sach/{taken.pk}/hoi/"


def answered(taken: Import, officer, **answers: Answer) -> Import:
    told = {int(line.removeprefix("line")): answer for line, answer in answers.items()}
    tasks.plan(services.answer(pk=taken.pk, answers=told, actor=officer).pk)
    return again(taken)


def test_a_split_unit_asks_and_the_answer_counts(taken, officer, areas):
    assert states(taken) == ["doubtful", "doubtful"]
    taken = answered(taken, officer, line2=Answer(commune=areas[GIA_SANG]))
    assert states(taken) == ["new", "doubtful"]
    apply(taken)
    person = Learner.objects.get()
    assert (person.commune_id, person.address_recorded) == (GIA_SANG, SPLIT[3])
    assert person.address_mapping == Learner.Mapping.PICKED


def test_a_number_that_contradicts_is_left_out(taken, officer):
    row = answered(taken, officer, line3=Answer(without_number=True)).rows.get(line=3)
    assert (row.state, row.id_hash, row.birth_year) == ("new", "", 1975)


def test_the_birth_set_right_agrees_with_the_number(taken, officer):
    row = answered(taken, officer, line3=Answer(birth="07/08/1990")).rows.get(line=3)
    assert (row.state, row.id_last3, row.birth) == ("new", "123", "07/08/1990")


def test_the_page_asks_only_what_the_row_asks(client, page):
    shown = BeautifulSoup(client.get(page).content, "html.parser")
    names = [field["name"] for field in shown.select("fieldset input:not([type=hidden])")]
    assert names == ["dong-2-commune", "dong-3-birth", "dong-3-without_number"]


def test_the_answers_are_planned_anew(client, page, taken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(page, {"dong": [2, 3], "dong-2-commune": "Gia Sàng"})
    assert sent.headers["Location"] == f"/theo-doi/danh-sach/{taken.pk}/"
    assert states(taken) == ["new", "doubtful"]


def test_what_cannot_be_read_is_kept_and_changes_nothing(client, page, taken):
    sent = client.post(page, {"dong": [2, 3], "dong-2-commune": "Nơi nào đó", "dong-3-birth": "x"})
    text = sent.content.decode()
    assert sent.status_code == 422
    assert "Không có xã, phường nào tên như vậy" in text
    assert 'value="Nơi nào đó"' in text
    assert again(taken).answers == {}


@pytest.mark.parametrize("sent", [{}, {"dong": [2]}, {"dong": ["99", "x", "-1", "9" * 30]}])
def test_no_answer_and_strange_lines_change_nothing(client, page, taken, sent):
    answer = client.post(page, sent)
    assert answer.headers["Location"] == page
    assert again(taken).state == Import.State.PLANNED


def test_a_row_that_asks_nothing_takes_no_answer(officer, areas):
    taken = planned(officer, SPLIT, ("Lý Thị Sáy", "1990", "", "Tân Cương", "", ""))
    with pytest.raises(DomainError):
        services.answer(pk=taken.pk, answers={3: Answer(birth="1991")}, actor=officer)


def test_the_same_file_again_asks_nobody_and_changes_nothing(taken, officer, areas):
    taken = answered(
        taken,
        officer,
        line2=Answer(commune=areas[GIA_SANG]),
        line3=Answer(without_number=True),
    )
    apply(taken)
    second = apply(planned(officer, SPLIT, ODD))
    assert states(second) == ["known", "known"]
    assert Learner.objects.count() == 2
    assert "Đã ghi từ lần tải trước." in reasons(second)
