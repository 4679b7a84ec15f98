"""Words as each way carries them: an SMS always fits, and says so when it cannot."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.announcing.occasions import OCCASIONS, fill
from learners.announcing.texts import (
    CLASS_LENGTH,
    SENDER_LENGTH,
    SMS_LENGTH,
    Unsendable,
    Words,
    letter_of,
    mask_email,
    sms_length,
    sms_of,
    without_marks,
)

# GSM 03.38, written down a second time: the letters that every SMS of one part may hold.
BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = set("^{}\\[~]|€")
EVENING = datetime(2026, 12, 1, 19, 30)
CLASS, SENDER = "Lớp Khóa 1: Làm quen với AI, Nhà văn hóa xóm Chùa", "Ma Thị Hương"


def septets(text: str) -> int:
    return sum(1 if ch in BASIC else 2 for ch in text)


def words(text: str, class_name: str = CLASS, sender: str = SENDER) -> Words:
    return Words(class_name, sender, "Đổi giờ", text)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Đổi giờ học!", "Doi gio hoc!"),
        (
            "Lớp học ở NHÀ VĂN HÓA – mang “điện thoại” nhé…",
            'Lop hoc o NHA VAN HOA - mang "dien thoai" nhe...',
        ),
        ("hoà, hòa, quý, thuở, ngưỡng", "hoa, hoa, quy, thuo, nguong"),
        ("hai\u00a0dòng\nliền\t nhau", "hai dong lien nhau"),
        ("100 m² • 50 ₫", "100 m2 - 50 d"),
    ],
)
def test_marks_go_and_case_and_punctuation_stay(typed, sent):
    assert without_marks(typed) == sent


def test_an_sms_names_the_class_and_the_sender():
    assert sms_of(words("Sáng mai học lúc 8 giờ.")) == (
        "Lop Khoa 1: Lam quen voi AI, Nha van hoa, Ma Thi Huong: Sang mai hoc luc 8 gio."
    )


def test_what_is_too_long_is_refused_with_how_much_and_a_draft():
    text = "a" * 100
    fits = SMS_LENGTH - len(sms_of(words("a"))) + 1
    with pytest.raises(Unsendable) as refusal:
        sms_of(words("a" * (fits + 7)))
    assert str(refusal.value) == (
        "SMS dài quá 7 ký tự (tối đa 160, tính cả tên lớp và người gửi). "
        "Hãy viết ngắn lại, hoặc không gửi bằng SMS."
    )
    assert refusal.value.draft.endswith(text)
    assert sms_length(sms_of(words("a" * fits))) == SMS_LENGTH


def test_letters_of_the_extension_count_twice():
    assert sms_length("a[b]") == 6


@pytest.mark.parametrize("strange", ["😀", "你", "한", "Ω"])
def test_what_has_no_plain_form_is_named_and_never_dropped(strange):
    with pytest.raises(Unsendable) as refusal:
        sms_of(words(f"Chào {strange}"))
    assert str(refusal.value).startswith("SMS không gửi được ký tự: ")


def carried(said: Words) -> tuple[str, str]:
    """What went, and what was refused: one of the two."""
    try:
        return sms_of(said), ""
    except Unsendable as refusal:
        return "", refusal.draft


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=120))
def test_an_sms_fits_and_is_safe_whatever_was_typed(text, class_name, sender):
    sent, refused = carried(words(text, class_name, sender))
    assert not refused or septets(refused) > SMS_LENGTH or set(refused) - BASIC - EXTENDED | {"€"}
    assert septets(sent) == sms_length(sent) <= SMS_LENGTH
    assert set(sent) <= BASIC | EXTENDED
    assert "\n" not in sent


@given(st.text(alphabet="aàáảãạăằđĐêễơờưỷ ,.!", max_size=60))
def test_vietnamese_words_of_sixty_letters_always_go(text):
    assert len(sms_of(words(text, "Lớp " + "Ạ" * 300, "Ễ" * 120))) <= SMS_LENGTH


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_head_leaves_room_for_the_words(class_name, sender):
    sent = sms_of(words("", class_name, sender))
    assert len(sent) <= CLASS_LENGTH + SENDER_LENGTH + len(", : ")


@pytest.mark.parametrize("occasion", OCCASIONS, ids=lambda one: one.kind)
@pytest.mark.parametrize("hall", ["", "Nhà văn hóa xóm Chùa", "x" * 120])
def test_every_notice_of_a_class_fits_an_sms(occasion, hall):
    text = fill(occasion, number=20, at=EVENING, hall=hall)
    assert len(sms_of(Words("Lớp " + "Ạ" * 300, "Bình dân học AI", "", text))) <= SMS_LENGTH


def test_a_letter_keeps_the_marks_and_says_where_it_stands():
    sent = letter_of(words("Sáng mai học lúc 8 giờ."), "https://vidu.vn/hoc/thong-bao/")
    assert sent == (
        "Sáng mai học lúc 8 giờ.\n\nMa Thị Hương\n"
        f"{CLASS}\n\nXem trên trang: https://vidu.vn/hoc/thong-bao/\n"
    )


@pytest.mark.parametrize(
    ("address", "masked"), [("lan@vidu.vn", "l•••@vidu.vn"), ("", ""), ("a@b@c.vn", "a•••@c.vn")]
)
def test_an_address_is_masked(address, masked):
    assert mask_email(address) == masked
