"""A small course in files, for tests to write, break and change."""

from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360"/>'

ABOUT = """---
tiêu đề: Khóa thử
tóm tắt: Để thử.
thứ tự: 7
giờ học: 1.8
bắt buộc: không
năng lực: [6.1]
hình: hinh/bia.svg
mô tả hình: Một đồi chè.
kết quả:
  - Biết thử.
---
Mời bạn.
"""

LESSON = """---
tiêu đề: Bài thử
mô-đun: Phần một
tóm tắt: Một bài.
phút: 15
năng lực: [6.1]
---
Mở đầu.

## Tình huống: Bà Lan hỏi
Một chuyện.

## Làm thử: Hỏi một câu
1. Mở ra.

## Nhớ nhé
- AI có thể sai.

## Câu hỏi
### AI có thể sai không?
- [x] Có
  > Phải rồi.
- [ ] Không
  > Chưa phải.
> Vì thế.
"""

BANK = """---
tiêu đề: Ngân hàng
---
### AI là gì?
- [x] Một chương trình
  > Phải rồi.
- [ ] Một con người
  > Chưa phải.
"""


def write_course(root: Path, lesson: str = LESSON, picture: str = SVG) -> Path:
    """The folder of a course with one lesson."""
    folder = root / "khoa-thu"
    (folder / "hinh").mkdir(parents=True, exist_ok=True)
    (folder / "khoa-hoc.md").write_text(ABOUT, encoding="utf-8")
    (folder / "ngan-hang.md").write_text(BANK, encoding="utf-8")
    (folder / "01-bai-thu.md").write_text(lesson, encoding="utf-8")
    (folder / "hinh" / "bia.svg").write_text(picture, encoding="utf-8")
    return folder
