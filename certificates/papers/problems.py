"""Why a paper could not be made, in words that say what to do next."""

from certificates.drawing.render import UndrawableName
from certificates.papers.stating import NotEarned

_FIELDS = {
    "full_name": "Họ tên",
    "course_title": "Tên khóa học",
    "decision": "Số quyết định",
    "issuer": "Tên đơn vị cấp",
}
NOT_EARNED = (
    "Sổ chưa ghi đủ điều kiện (chưa học xong, chưa dự đủ buổi hoặc đã thôi công nhận). "
    "Hãy kiểm tra hồ sơ rồi làm lại."
)
UNKNOWN = "Máy gặp lỗi khi vẽ giấy này. Hãy báo người vận hành; các giấy khác không bị ảnh hưởng."


def in_words(problem: Exception) -> str:
    """What somebody who asked for the paper reads."""
    if isinstance(problem, UndrawableName):
        shown = ", ".join(map(_shown, problem.characters[:5]))
        field = _FIELDS.get(problem.field, "Nội dung")
        return f"{field} có ký tự không in được: {shown}. Hãy sửa trong sổ rồi làm lại."
    return NOT_EARNED if isinstance(problem, NotEarned) else UNKNOWN


def _shown(char: str) -> str:
    """The character where it can be seen, and its code, which can always be read out."""
    return f"“{char}” (U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}"
