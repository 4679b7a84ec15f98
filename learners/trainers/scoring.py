"""The teaching assessment: five criteria, scores from 1 to 4, two assessors. Data in, data out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# Each with what it looks at; the order is that of the columns c1 to c5.
CRITERIA = (
    (
        "Chuẩn bị và nội dung",
        "Mục tiêu rõ, nội dung đúng giáo trình, ví dụ gần với đời sống của người học.",
    ),
    (
        "Nói và chỉ dẫn dễ hiểu",
        "Nói chậm, rõ, ít từ khó; làm mẫu từng bước, ai cũng nhìn và nghe được.",
    ),
    (
        "Để người học tự làm",
        "Cầm tay chỉ việc mà không làm hộ; mỗi người đều được thực hành trên máy của mình.",
    ),
    (
        "Quan tâm từng người",
        "Để ý người lớn tuổi, người chậm, người chưa thạo tiếng phổ thông; khích lệ, không chê.",
    ),
    (
        "An toàn và trung thực",
        "Nhắc giữ kín thông tin riêng, kiểm lại điều AI trả lời; chưa biết thì nói thật.",
    ),
)
LEVELS = {1: "1: chưa được", 2: "2: còn lúng túng", 3: "3: làm được", 4: "4: làm tốt"}
ASSESSORS = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What two assessors found together."""

    average: Decimal
    lowest: int
    passed: bool


def judge(sheets: Sequence[Sequence[int]], *, pass_average: Decimal, lowest: int) -> Result | None:
    """The result of the sheets of all assessors; None while one is missing.

    Passed with an average over all scores of at least `pass_average` and none under `lowest`.
    """
    if len(sheets) < ASSESSORS:
        return None
    scores = [score for sheet in sheets for score in sheet]
    exact = Decimal(sum(scores)) / len(scores)
    least = min(scores)
    return Result(round(exact, 2), least, exact >= pass_average and least >= lowest)
