"""Names, phones and the order of people: what is typed, what is kept, what stands where."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.core.identity import (
    LONGEST_NAME,
    alphabet_key,
    clean_full_name,
    clean_phone,
    clean_text,
    fold,
    mask_name,
    mask_phone,
    name_sort_key,
    show_phone,
)

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # in the order of the alphabet

syllables = st.tuples(st.text(ALPHABET, min_size=1, max_size=5), st.sampled_from(TONES)).map(
    lambda pair: unicodedata.normalize("NFC", pair[0] + pair[1])
)
names = st.lists(syllables, min_size=1, max_size=5).map(" ".join)
texts = st.text() | names


def in_words(text: str) -> list[tuple[list[int], int]]:
    """A text as a dictionary orders it: letter by letter, then tone, syllable by syllable."""
    found = []
    for word in text.split():
        tone, letters = 0, []
        for ch in unicodedata.normalize("NFD", word):
            if ch in TONES:
                tone = TONES.index(ch)
            elif unicodedata.combining(ch):
                letters[-1] = unicodedata.normalize("NFC", letters[-1] + ch)
            else:
                letters.append(ch)
        found.append(([ALPHABET.index(letter) for letter in letters], tone))
    return found


class TestCleaningText:
    @pytest.mark.parametrize(
        "typed",
        [
            "Nguyễn Thị Hồng",
            unicodedata.normalize("NFD", "Nguyễn Thị Hồng"),
            "  Nguyễn\u00a0Thị \t Hồng\n",
            "Nguyễn\u200b Thị\ufeff Hồ\u00adng\u200f",
            "\u202eNguyễn Thị Hồng\u202c",
            "Nguyễn Thị Hô\u200d\u0300ng",
        ],
    )
    def test_what_looks_the_same_is_the_same(self, typed):
        assert clean_text(typed) == "Nguyễn Thị Hồng"

    @pytest.mark.parametrize("typed", ["Ðinh", "Ɖinh", "Đinh"])
    def test_look_alikes_of_d_with_a_stroke_are_mended(self, typed):
        assert clean_text(typed) == "Đinh"

    @given(texts)
    @example("a\u200b\u0301")
    def test_cleaning_twice_is_cleaning_once(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)

    @given(texts)
    @example("a\u200b\u0301")
    def test_what_comes_out_is_composed(self, text):
        assert unicodedata.is_normalized("NFC", clean_text(text))

    @given(names)
    def test_composed_and_decomposed_are_one_name(self, name):
        assert clean_text(unicodedata.normalize("NFD", name)) == clean_text(name)


class TestFullNames:
    @pytest.mark.parametrize(
        "name",
        [
            "Lý",
            "Ô",
            "H'Hen Niê",
            "Y Tlur Êban",
            "Đặng Thị Ngọc Thịnh",
            "Công Tằng Tôn Nữ Hoàng Thị Bảo Ngọc Quỳnh Như",
            "Triệu Mùi Pham",
            "Jean-Pierre Nguyễn",
            "Trần T. Bình",
            "Sùng Seo Dìn",
            "Nguyễn " * 16 + "Hoàngnga",
            "ễ" * LONGEST_NAME,
        ],
    )
    def test_a_name_stays_as_it_is_on_papers(self, name):
        assert clean_full_name(name) == name

    def test_a_curly_apostrophe_is_a_straight_one(self):
        assert clean_full_name("H’Hen Niê") == "H'Hen Niê"

    @pytest.mark.parametrize(
        ("typed", "strange"),
        [
            ("Lan 1975", "1 5 7 9"),
            ("Lan 😀", "😀"),
            ("=CMD()", "( ) ="),
            ("<b>Lan</b>", "/ < >"),
            ("Lan\x00", "\x00"),
            ("Lan\x07", "\x07"),
            ("Lan @nha", "@"),
            ("Lan עברית", "ב י ע ר ת"),
            ("Lan محمد", "د م ح"),
            ("Lan ٣", "٣"),
        ],
    )
    def test_what_is_no_letter_is_named_and_refused(self, typed, strange):
        with pytest.raises(ValueError, match="Họ và tên") as refusal:
            clean_full_name(typed)
        listed = " ".join(sorted(strange.split(" ")))
        assert str(refusal.value) == f"Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: {listed}"

    @pytest.mark.parametrize("typed", ["", "   ", "\u200b", "-", ". '", "\u0301"])
    def test_nothing_is_no_name(self, typed):
        with pytest.raises(ValueError, match="họ và tên") as refusal:
            clean_full_name(typed)
        assert str(refusal.value) == "Hãy nhập họ và tên như trên giấy tờ của bạn."

    def test_a_hundred_and_twenty_one_letters_are_too_long(self):
        with pytest.raises(ValueError, match="Họ và tên") as refusal:
            clean_full_name("a" * (LONGEST_NAME + 1))
        assert str(refusal.value) == "Họ và tên dài quá 120 ký tự. Hãy kiểm tra lại."

    @given(names)
    def test_a_decomposed_name_is_kept_composed(self, name):
        assert clean_full_name(unicodedata.normalize("NFD", name)) == clean_text(name)

    @given(texts)
    def test_a_name_is_taken_or_refused_in_a_sentence(self, typed):
        try:
            name = clean_full_name(typed)
        except ValueError as refusal:
            said = str(refusal)
        else:
            said = "Họ và tên" if clean_full_name(name) == name else ""
            said = said if len(fold(name)) <= LONGEST_NAME else ""
        assert said.startswith(("Họ và tên", "Hãy nhập họ và tên"))


class TestFolding:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Đồng Hỷ", "dong hy"),
            ("HOÀ", "hoa"),
            ("hòa", "hoa"),
            ("Võ   Nhai", "vo nhai"),
            ("H'Hen", "h hen"),
            ("Nguyễn-Lan", "nguyen lan"),
        ],
    )
    def test_a_name_is_found_as_people_type_it_in_a_hurry(self, text, folded):
        assert fold(text) == folded

    def test_old_and_new_tone_placement_fold_alike(self):
        assert fold("Hoà Thuý") == fold("Hòa Thúy")

    @given(texts)
    def test_folding_twice_is_folding_once(self, text):
        assert fold(fold(text)) == fold(text)

    @given(texts)
    @example("한" * LONGEST_NAME)
    def test_a_folded_text_is_never_longer(self, text):
        assert len(fold(text)) <= max(len(clean_text(text)), len(text))

    @given(names)
    def test_a_name_folds_to_bare_letters(self, name):
        assert re.fullmatch(r"[a-z ]+", fold(name))

    def test_namesakes_fold_alike_but_have_different_keys(self):
        assert fold("Văn Lang") == fold("Văn Lăng")
        assert alphabet_key("Văn Lang") != alphabet_key("Văn Lăng")


class TestOrder:
    def test_letters_stand_as_in_the_alphabet(self):
        assert sorted(set(ALPHABET), key=alphabet_key) == list(ALPHABET)

    def test_tones_stand_level_falling_asking_tumbling_rising_heavy(self):
        assert sorted("ạáãảàa", key=alphabet_key) == list("aàảãáạ")

    def test_a_shorter_syllable_comes_first_whatever_its_tone(self):
        assert sorted(["an", "ạ", "ang", "ả"], key=alphabet_key) == ["ả", "ạ", "an", "ang"]

    def test_people_stand_by_given_name_then_surname_then_middle_names(self):
        register = [
            "Trần Văn An",
            "Lê Thị Ánh",
            "Đặng Bình",
            "Nguyễn Thị Lan",
            "Nguyễn Văn Lan",
            "Trần Lan",
            "Ma Văn Đạt",
        ]
        assert sorted(register, key=name_sort_key) == [
            "Trần Văn An",
            "Lê Thị Ánh",
            "Đặng Bình",
            "Ma Văn Đạt",
            "Nguyễn Thị Lan",
            "Nguyễn Văn Lan",
            "Trần Lan",
        ]

    @given(names, names)
    def test_keys_order_as_a_dictionary_does(self, one, other):
        by_key = (alphabet_key(one) < alphabet_key(other), alphabet_key(one) == alphabet_key(other))
        by_words = (in_words(one) < in_words(other), in_words(one) == in_words(other))
        assert by_key == by_words

    @given(st.lists(names, max_size=8), st.randoms(use_true_random=False))
    def test_the_register_is_the_same_whatever_order_it_was_written_in(self, people, random):
        mixed = people.copy()
        random.shuffle(mixed)
        keys = [name_sort_key(name) for name in people]
        assert sorted(keys) == sorted(name_sort_key(name) for name in mixed)

    @given(texts)
    def test_a_key_is_letters_and_digits_that_every_database_orders_alike(self, text):
        assert re.fullmatch(r"[0-9a-z]*", alphabet_key(text) + name_sort_key(text))

    @given(st.text(ALPHABET + " ", min_size=LONGEST_NAME, max_size=LONGEST_NAME))
    def test_the_longest_name_has_a_key_that_fits_its_column(self, name):
        assert len(name_sort_key(name)) <= 400


class TestMasks:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("Nguyễn Thị Hoa", "N. T. Hoa"),
            ("Đinh Đức", "Đ. Đức"),
            ("Hoàng", "H…"),
            ("H'Hen Niê", "H. Niê"),
        ],
    )
    def test_the_family_recognises_a_masked_name(self, name, masked):
        assert mask_name(name) == masked

    @given(st.lists(syllables, min_size=2, max_size=5))
    def test_of_all_but_the_given_name_only_initials_are_left(self, words):
        assert mask_name(" ".join(words)) == " ".join(
            [*(f"{w[0]}." for w in words[:-1]), words[-1]]
        )

    def test_the_owner_recognises_a_masked_number(self):
        assert mask_phone("+84912345678") == "0912 ••• 678"

    def test_no_number_is_masked_as_nothing(self):
        assert mask_phone("") == ""


SPELLINGS = st.sampled_from(["0", "+84", "84", "+84 ", "(+84)", "(0)"])


class TestPhones:
    @pytest.mark.parametrize(
        "typed",
        [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "0912-345-678",
            "(0912) 345 678",
            "+84912345678",
            "+84 912 345 678",
            "84912345678",
            "\u200b0912\u00a0345\u00a0678 ",
        ],
    )
    def test_a_number_is_taken_however_it_is_written(self, typed):
        assert clean_phone(typed) == "+84912345678"

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "abc",
            "091234567",
            "09123456789",
            "0212345678",
            "0112345678",
            "02083851234",
            "+14155550100",
            "0912x345678",
            "09１２３４５６７８",
            "0٩12345678",
            "0912345678; 0912345679",
        ],
    )
    def test_what_is_no_mobile_number_is_refused_with_an_example(self, typed):
        with pytest.raises(ValueError, match="di động") as refusal:
            clean_phone(typed)
        assert str(refusal.value) == (
            "Số điện thoại di động có 10 số, bắt đầu bằng số 0. Ví dụ: 0912 345 678."
        )

    @given(SPELLINGS, st.from_regex(r"[35789][0-9]{8}", fullmatch=True), st.sampled_from(" .-"))
    def test_every_spelling_of_a_number_is_one_number(self, prefix, local, separator):
        assert clean_phone(prefix + separator.join(local)) == f"+84{local}"

    @given(st.text() | st.from_regex(r"(\+84|0)\d{9}"))
    def test_what_is_taken_is_plain_e164(self, typed):
        try:
            phone = clean_phone(typed)
        except ValueError:
            return
        assert re.fullmatch(r"\+84[35789][0-9]{8}", phone)

    @given(st.from_regex(r"\+84[35789][0-9]{8}", fullmatch=True))
    def test_a_shown_number_can_be_typed_in_again(self, phone):
        assert clean_phone(show_phone(phone)) == phone
