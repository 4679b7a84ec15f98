"""What a class says by itself, and when: ONE table. Pure: no ORM, no clock."""

from dataclasses import dataclass
from datetime import datetime

PLACE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Occasion:
    """A notice: its subject and its words, with {number}, {day}, {time} and {place} to fill in.

    Short, so that an SMS holds it with the class's name before it.
    """

    kind: str
    subject: str
    text: str
    why: str


OCCASIONS = (
    Occasion(
        "moved",
        "Đổi giờ hoặc nơi học",
        "Buổi {number} nay học {time} ngày {day}{place}.",
        "a session has another time or place",
    ),
    Occasion(
        "cancelled",
        "Hủy một buổi học",
        "Buổi {number} ({time} ngày {day}) đã hủy. Bạn không cần đến.",
        "a session will not be held",
    ),
    Occasion(
        "seat",
        "Bạn đã có chỗ trong lớp",
        "Bạn đã có chỗ trong lớp. Mời bạn đến học.",
        "somebody who waited has a seat",
    ),
    Occasion(
        "reminder",
        "Nhắc buổi học ngày mai",
        "Mời bạn đến buổi {number}, {time} ngày {day}{place}.",
        "the evening before a session, once for each",
    ),
    Occasion(
        "ended",
        "Lớp đã kết thúc",
        "Lớp đã kết thúc. Mời bạn xem kết quả và giấy ở trang Việc học của tôi.",
        "the class was closed",
    ),
    Occasion(
        "off",
        "Lớp đã hủy",
        "Lớp đã hủy, sẽ không học tiếp. Hãy hỏi giảng viên về lớp khác.",
        "the class was cancelled as a whole",
    ),
)
BY_KIND = {occasion.kind: occasion for occasion in OCCASIONS}


def fill(occasion: Occasion, *, number: int = 0, at: datetime | None = None, hall: str = "") -> str:
    """The words of a notice; `at` in Vietnam's time, a long `hall` is left out of them."""
    place = f" tại {hall}" if 0 < len(hall) <= PLACE_LENGTH else ""
    day, time = (f"{at:%d/%m/%Y}", f"{at:%H:%M}") if at else ("", "")
    return occasion.text.format(number=number, day=day, time=time, place=place)
