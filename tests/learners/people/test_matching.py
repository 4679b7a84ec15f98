"""Who may be whom: the rules, one by one, and what holds whatever the people are."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.matching import (
    Traits,
    Verdict,
    judge,
    keys_of,
    slip_key,
    swapped_key,
    traits_of,
)
from lms.core.identity import fold

SAME, NEAR, APART = Verdict.SAME, Verdict.NEAR, Verdict.APART
HOME, ELSEWHERE = "05503", "01906"
PHONE, OTHER_PHONE = "+84912345678", "+84377000111"


def told(name="Nguyễn Thị Lan", birth="1975", **more) -> Traits:
    """Somebody of whom so much is told; `birth` as 5/3/1975 or 1975."""
    *day_month, year = (int(part) for part in birth.split("/"))
    day, month = day_month or (None, None)
    key = fold(name)
    return Traits(name, key, slip_key(key), year, month, day, **{"commune": HOME, **more})


class TestIdNumber:
    @pytest.mark.parametrize(
        ("one", "other", "verdict"),
        [
            (told(), told(), SAME),
            (told(), told("Nguyễn Thị Lân", "1980", commune=ELSEWHERE), SAME),
            (told(), told("Ng. T. Lan", "1957"), SAME),
            # The name is another one, but the birthday or the phone is the same.
            (told(birth="5/3/1975"), told("Ma Thị Hoa", "5/3/1975"), SAME),
            (told(phone=PHONE), told("Ma Thị Hoa", phone=PHONE), SAME),
            # A digit mistyped hits the number of somebody else, born in the same year: it holds it.
            (told(), told("Ma Văn Bình"), NEAR),
            (told(), told("Ma Văn Bình", "1950"), NEAR),
        ],
    )
    def test_one_number_is_one_person_unless_nothing_else_fits(self, one, other, verdict):
        assert judge(replace(one, id_hash="a"), replace(other, id_hash="a")).verdict is verdict

    def test_two_numbers_are_never_surely_one_person(self):
        whole = told(birth="5/3/1975", phone=PHONE)
        assert judge(replace(whole, id_hash="a"), replace(whole, id_hash="b")).verdict is NEAR
        assert judge(told(id_hash="a"), told(id_hash="b")).verdict is APART


class TestPhone:
    @pytest.mark.parametrize(
        ("one", "other", "verdict"),
        [
            (told(), told(), SAME),
            (told(birth="5/3/1975"), told(), SAME),
            (told(birth="5/3/1975"), told(birth="3/5/1975"), SAME),
            (told("NGUYEN THI LAN"), told("Nguyễn Thị Lân"), SAME),  # no marks at all
            (told("Nguyễn Hoà"), told("Nguyễn Hòa"), SAME),
            (told("Ng. T. Lan"), told(), SAME),
            (told("Nguyễn ThịLan"), told(), NEAR),  # which word is the given name?
            (told("Trần Xuân Sơn"), told("Chần Suân Sơn"), SAME),
            (told("Nguyễn Thị Lan"), told("Nguyễn Thị Lân"), NEAR),  # perhaps twins
            (told("Nguyễn Thị Lan"), told("Nguyễn Thị Nan"), NEAR),
            (told(birth="1975"), told(birth="1976"), NEAR),
            (told(birth="1975"), told(birth="1957"), NEAR),
            (told(birth="1975"), told(birth="1948"), NEAR),  # of one name, of two generations
            (told("Ma Văn Bình", "1950"), told("Ma Văn Nam", "1975"), APART),  # father and son
            (told("Ma Văn Bình", "1950"), told("Ma Văn Bính", "1975"), APART),
            (told("Ma Văn Bình", "1975"), told("Nông Thị Hoa", "1975"), APART),
            (told(sex="female"), told(sex="male"), NEAR),
        ],
    )
    def test_the_name_and_the_phone_are_one_person(self, one, other, verdict):
        assert judge(replace(one, phone=PHONE), replace(other, phone=PHONE)).verdict is verdict


class TestNameBirthdayAndCommune:
    @pytest.mark.parametrize(
        ("name", "verdict"),
        [
            ("Nguyễn Thị Lan", SAME),
            ("NGUYEN THI LAN", SAME),
            ("Nguyễn Thi Lan", SAME),
            ("Nguyễn Thị Lân", NEAR),
            ("Nguyễn Thị Nan", NEAR),
            ("Nguyễn Thị Lnan", NEAR),
            ("Nguyễn Lan", NEAR),
            ("Nguyễn Lan Thị", NEAR),
            ("Nguyễn Thị Loan", NEAR),
            ("Nguyễn Thị Mai", APART),  # twins
            ("Trần Thị Lan", APART),
        ],
    )
    def test_a_birthday_shared(self, name, verdict):
        day = "5/3/1975"
        assert judge(told(birth=day), told(name, day)).verdict is verdict

    def test_twins_with_one_phone_are_two(self):
        twins = [told(name, "5/3/1999", phone=PHONE) for name in ("Ma Văn Nam", "Ma Văn Bắc")]
        assert judge(*twins).verdict is APART

    @pytest.mark.parametrize(
        ("differing", "verdict"),
        [
            ({"phone": OTHER_PHONE}, SAME),
            ({"hamlet": "Xóm Mới"}, SAME),
            ({"phone": OTHER_PHONE, "hamlet": "Xóm Mới"}, NEAR),
            ({"sex": "male"}, NEAR),
            ({"phone": "", "commune": ELSEWHERE}, NEAR),
            ({"phone": "", "commune": None}, NEAR),
        ],
    )
    def test_what_else_is_told_may_speak_against_it(self, differing, verdict):
        one = told(birth="5/3/1975", phone=PHONE, hamlet="Xóm Cũ", sex="female")
        assert judge(one, replace(one, **differing)).verdict is verdict


class TestNear:
    @pytest.mark.parametrize(
        ("one", "other", "verdict"),
        [
            # In one commune live two of that name and year, for all anybody knows.
            (told(), told(), NEAR),
            (told(), told(commune=ELSEWHERE), APART),
            (told(), told(birth="5/3/1975"), NEAR),
            (told(phone=PHONE), told(phone=OTHER_PHONE), APART),
            (told(phone=PHONE), told(phone="+84912345679"), NEAR),
            (told(phone=PHONE, hamlet="Xóm Cũ"), told(phone=OTHER_PHONE, hamlet="cũ"), NEAR),
            (told(birth="5/3/1975"), told(birth="3/5/1975"), NEAR),
            (told(birth="5/3/1975"), told(birth="15/3/1975"), NEAR),
            (told(birth="5/3/1975"), told(birth="5/3/1976"), NEAR),
            (told(birth="5/3/1975"), told(birth="5/3/1957"), NEAR),
            (told(birth="5/3/1975"), told(birth="5/3/1948"), APART),
            (told(birth="5/3/1975"), told(birth="17/8/1975"), APART),
            (told(birth="1975"), told(birth="1976"), APART),
        ],
    )
    def test_what_is_worth_a_look(self, one, other, verdict):
        assert judge(one, other).verdict is verdict

    def test_the_reasons_are_sentences_without_the_names(self):
        judgement = judge(told(birth="5/3/1975"), told("Nguyễn Thị Lân", "3/5/1975"))
        assert judgement.reasons == (
            "Tên gọi khác nhau ở dấu: có thể thiếu dấu, có thể là hai tên.",
            "Ngày và tháng sinh đổi chỗ cho nhau.",
            "Cùng xã, phường.",
        )


class TestSlipKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Nông Văn Long", "Lông Văn Nong"),
            ("Trần Xuân Sơn", "Chần Suân Xơn"),
            ("Lý Giang", "Li Dang"),
            ("Lý Giang", "Lí Rang"),
            ("Nguyễn Thị Lan", "Ng. T. Lan"),
            ("Nguyễn Văn Nam", "nguyễn  v nam"),
            ("Nguyễn Thị Lan", "NguyễnThị Lan"),
            ("Nguyễn Thuỷ", "Nguyễn Thuuy"),
        ],
    )
    def test_slips_meet(self, one, other):
        assert slip_key(fold(one)) == slip_key(fold(other))

    @pytest.mark.parametrize("name", ["Lan", "Y", "Nguyễn Văn Nam"])
    def test_names_that_differ_do_not(self, name):
        assert slip_key(fold(name)) != slip_key(fold("Ma Thị Hoa"))

    @given(name=st.text(alphabet="abcdghiklmnopqrstuvxy ", min_size=1, max_size=120))
    def test_it_fits_its_column_and_is_empty_for_nothing_only(self, name):
        key = slip_key(fold(name))
        assert len(key) <= 120
        assert bool(key) == bool(fold(name))


def test_traits_are_read_from_records_and_from_rows():
    row = SimpleNamespace(
        **{name: getattr(told(), name) for name in Traits.__slots__ if name != "slip_key"}
    )
    record = SimpleNamespace(**vars(row), commune_id=HOME, organisation_id=None, slip_key="")
    assert traits_of(row) == traits_of(record) == told()


NAMES = [
    "Nguyễn Thị Lan",
    "Nguyễn Thị Lân",
    "Nguyen Thi Lan",
    "Ng. Thị Nan",
    "Nguyễn Lan",
    "Ma Hoa",
]
people = st.builds(
    told,
    st.sampled_from(NAMES),
    st.sampled_from(["1975", "1976", "1957", "5/3/1975", "3/5/1975", "15/3/1975", "5/3/1976"]),
    phone=st.sampled_from(["", PHONE, OTHER_PHONE, "+84912345679"]),
    commune=st.sampled_from([HOME, ELSEWHERE, None]),
    hamlet=st.sampled_from(["", "Xóm Cũ", "Xóm Mới"]),
    sex=st.sampled_from(["", "male", "female"]),
    id_hash=st.sampled_from(["", "a", "b"]),
    organisation=st.sampled_from([None, 1, 2]),
)


@given(one=people, other=people)
def test_it_is_the_same_whichever_way_round(one, other):
    assert judge(one, other) == judge(other, one)


@given(one=people, other=people)
def test_two_numbers_two_sexes_or_nothing_told_are_never_surely_one(one, other):
    judgement = judge(one, other)
    unsure = judgement.verdict is not SAME
    two_numbers = one.id_hash and other.id_hash and one.id_hash != other.id_hash
    no_number = not (one.id_hash and one.id_hash == other.id_hash)
    two_sexes = {one.sex, other.sex} == {"male", "female"} and no_number
    nothing = no_number and one.phone != other.phone and not (one.birth_day and other.birth_day)
    assert unsure or not (two_numbers or two_sexes or nothing)


@given(one=people, other=people)
def test_a_score_says_how_near(one, other):
    judgement = judge(one, other)
    bounds = {SAME: range(90, 101), NEAR: range(60, 90), APART: range(1)}
    assert judgement.score in bounds[judgement.verdict]
    assert bool(judgement.reasons) == (judgement.verdict is not APART)


@given(one=people, other=people)
def test_who_is_surely_one_is_found_by_a_key(one, other):
    if judge(one, other).verdict is SAME:
        assert set(keys_of(one)) & {*keys_of(other), swapped_key(other)}
