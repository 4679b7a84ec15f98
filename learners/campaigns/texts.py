"""Words of reminders. Pure: facts in, words out; short, so that an SMS holds them."""

from datetime import date

_WHAT = {
    "any": "hoàn thành một khóa học",
    "proficient": "làm bài sát hạch kỹ năng AI",
}


def reminder(
    *, counts: str, course_number: int | None, deadline: date, day: date
) -> tuple[str, str]:
    """The subject and the words of a reminder to somebody who is still missing."""
    days = (deadline - day).days
    what = _WHAT.get(counts) or f"hoàn thành khóa {course_number}"
    if days == 0:
        return "Nhắc học: hôm nay là ngày cuối", f"Hôm nay là ngày cuối để {what}. Mời bạn vào học."
    text = f"Bạn còn {days} ngày, đến hết {deadline:%d/%m/%Y}, để {what}. Mời bạn vào học."
    return f"Nhắc học: còn {days} ngày", text


def overdue(*, title: str, roster: int, done: int, missing: int, reached: bool, link: str) -> str:
    """The letter to the officer who answers for a campaign whose deadline has passed."""
    how = "Đã đạt chỉ tiêu." if reached else "Chưa đạt chỉ tiêu."
    return (
        f"Chiến dịch “{title}” đã hết hạn. {how}\n\n"
        f"Trong danh sách: {roster} người. Xong đúng hạn: {done} người. "
        f"Chưa xong: {missing} người.\n\n"
        f"Mời anh, chị xem danh sách và ký kết quả: {link}\n\n"
        "Máy chỉ nhắc anh, chị; không nhắc học viên sau hạn.\n"
    )
