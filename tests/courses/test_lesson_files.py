"""The text files of the curriculum: how they are written, and that all of ours are written so."""

import re
import unicodedata
from collections import Counter

import pytest

from courses.lesson_files import BadFile, LessonFile, Picture, as_html, read_file
from courses.loading import course_folders
from tests.courses.content import LESSON

FOLDERS = course_folders()
LESSONS = [path for folder in FOLDERS for path in sorted(folder.glob("[0-9]*.md"))]
BANKS = [folder / "ngan-hang.md" for folder in FOLDERS]
PICTURES = [path for folder in FOLDERS for path in sorted((folder / "hinh").iterdir())]


def label(path) -> str:
    """The name of a test's file."""
    return f"{path.parent.name}/{path.name}"


@pytest.fixture
def read(tmp_path):
    """Read a text as if it were a file."""

    def read_text(text: str | bytes, name: str = "01-bai.md") -> LessonFile:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path)

    return read_text


def lesson_with(section: str) -> str:
    """A file whose body is `section`."""
    return f"---\ntiêu đề: Bài\n---\n{section}"


class TestReading:
    def test_a_lesson_is_a_header_a_body_and_questions(self, read):
        lesson = read(LESSON)
        assert lesson.header["tiêu đề"] == "Bài thử"
        assert lesson.body == [
            ("text", "<p>Mở đầu.</p>"),
            ("situation", {"title": "Bà Lan hỏi", "text": "<p>Một chuyện.</p>"}),
            ("try_it", {"title": "Hỏi một câu", "text": "<ol><li>Mở ra.</li></ol>"}),
            ("remember", "<ul><li>AI có thể sai.</li></ul>"),
        ]
        assert lesson.questions == [
            {
                "kind": "single",
                "text": "AI có thể sai không?",
                "options": [
                    {"text": "Có", "correct": True, "feedback": "Phải rồi."},
                    {"text": "Không", "correct": False, "feedback": "Chưa phải."},
                ],
                "explanation": "Vì thế.",
            }
        ]

    @pytest.mark.parametrize(
        ("options", "kind"),
        [
            ("- [x] Một\n- [ ] Hai", "single"),
            ("- [x] Một\n- [x] Hai\n- [ ] Ba", "multiple"),
            ("- [x] Đúng\n- [ ] Sai", "true_false"),
            ("- [ ] Sai\n- [x] Đúng", "true_false"),
            ("1. Một\n2. Hai", "ordering"),
        ],
    )
    def test_the_kind_of_a_question_is_seen_from_how_it_is_written(self, read, options, kind):
        question = read(lesson_with(f"## Câu hỏi\n### Hỏi?\n{options}\n")).questions[0]
        assert question["kind"] == kind

    def test_a_picture_a_heading_and_a_callout_stand_where_they_are_written(self, read):
        lesson = read(
            lesson_with('## AI học\nChữ.\n\n![Bà Lan](hinh/lan.svg "Chú thích")\n\n> Coi chừng.\n')
        )
        assert lesson.body == [
            ("heading", "AI học"),
            ("text", "<p>Chữ.</p>"),
            ("picture", Picture("hinh/lan.svg", "Bà Lan", "Chú thích")),
            ("callout", "<p>Coi chừng.</p>"),
        ]

    def test_a_picture_in_a_box_stands_right_behind_it(self, read):
        lesson = read(lesson_with("## Tình huống: Lan\nMột.\n\n![Lan](hinh/lan.svg)\n\nHai.\n"))
        assert lesson.body == [
            ("situation", {"title": "Lan", "text": "<p>Một.</p><p>Hai.</p>"}),
            ("picture", Picture("hinh/lan.svg", "Lan", "")),
        ]

    def test_html_in_a_file_is_text(self, read):
        lesson = read(lesson_with("<script>alert(1)</script>\n"))
        assert lesson.body == [("text", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]

    def test_an_address_of_a_script_is_no_link(self):
        assert as_html("[bấm](javascript:alert(1))") == "<p>[bấm](javascript:alert(1))</p>"

    @pytest.mark.parametrize(
        "spelt",
        [
            unicodedata.normalize("NFD", LESSON).encode(),
            LESSON.replace("\n", "\r\n").encode(),
            LESSON.encode("utf-8-sig"),
        ],
        ids=["decomposed", "windows-lines", "notepad"],
    )
    def test_it_is_the_same_lesson_on_any_machine(self, read, spelt):
        assert read(spelt) == read(LESSON)


class TestBadFiles:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "tệp phải mở đầu bằng phần giữa hai dòng ---."),
            ("Không có phần đầu.", "tệp phải mở đầu bằng phần giữa hai dòng ---."),
            ("---\ntiêu đề: Bài\n", "tệp phải mở đầu bằng phần giữa hai dòng ---."),
            ("---\nchỉ là chữ\n---\nChữ.", "phần đầu phải gồm các dòng “tên: giá trị”."),
            ("---\n\n---\nChữ.", "phần đầu phải gồm các dòng “tên: giá trị”."),
            (LESSON.encode("utf-16"), "hãy lưu tệp theo bảng mã UTF-8."),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\nChữ.\n"),
                "câu “Hỏi?” cần đúng một danh sách lựa chọn.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n- [x] Một\n\nChữ\n\n1. Hai\n"),
                "câu “Hỏi?” cần đúng một danh sách lựa chọn.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n- Một\n- Hai\n"),
                "lựa chọn “Một” phải bắt đầu bằng [x] hoặc [ ], rồi tới chữ.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n- [x] Một\n-\n"),
                "lựa chọn “” phải bắt đầu bằng [x] hoặc [ ], rồi tới chữ.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n- [ ] Một\n- [ ] Hai\n"),
                "câu “Hỏi?”: Đánh dấu đúng một lựa chọn đúng.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n- [x] Một\n"),
                "câu “Hỏi?”: Câu hỏi cần ít nhất hai lựa chọn.",
            ),
            (
                lesson_with("## Câu hỏi\n### Hỏi?\n1. Một\n"),
                "câu “Hỏi?”: Câu hỏi cần ít nhất hai lựa chọn.",
            ),
        ],
    )
    def test_a_bad_file_is_named_with_what_to_do(self, read, text, sentence):
        with pytest.raises(BadFile) as refusal:
            read(text)
        assert str(refusal.value) == f"01-bai.md: {sentence}"

    def test_a_header_that_is_no_yaml_is_named(self, read):
        with pytest.raises(BadFile) as refusal:
            read("---\ntiêu đề: [mở\n---\nChữ.\n")
        assert str(refusal.value).partition(": ")[0] == "01-bai.md"

    def test_a_missing_line_of_the_header_is_named(self, read):
        with pytest.raises(BadFile) as refusal:
            read(LESSON).header["giờ học"]
        assert str(refusal.value) == "01-bai.md: phần đầu thiếu dòng “giờ học: …”."


class TestOurCurriculum:
    def test_there_is_a_curriculum(self):
        numbers = [read_file(folder / "khoa-hoc.md").header["thứ tự"] for folder in FOLDERS]
        assert numbers == sorted(set(numbers))
        assert numbers[:1] == [1]

    @pytest.mark.parametrize("path", LESSONS, ids=label)
    def test_a_lesson_has_one_story_one_try_one_summary_and_three_questions(self, path):
        lesson = read_file(path)
        parts = Counter(kind for kind, _ in lesson.body)
        assert (
            parts["situation"],
            parts["try_it"],
            parts["remember"],
            len(lesson.questions),
        ) == (1, 1, 1, 3)

    @pytest.mark.parametrize("path", LESSONS, ids=label)
    def test_a_lesson_says_what_the_catalogue_needs(self, path):
        header = read_file(path).header
        needed = ["tiêu đề", "mô-đun", "tóm tắt", "phút", "năng lực"]
        assert [line for line in needed if not header[line]] == []
        assert 1 <= header["phút"] <= 60

    @pytest.mark.parametrize("path", BANKS, ids=label)
    def test_a_bank_has_at_least_twenty_different_questions(self, path):
        texts = [question["text"] for question in read_file(path).questions]
        assert (len(texts) >= 20, len(set(texts))) == (True, len(texts))

    @pytest.mark.parametrize("path", LESSONS + BANKS, ids=label)
    def test_there_is_an_answer_to_every_answer(self, path):
        silent = [
            (question["text"], option["text"])
            for question in read_file(path).questions
            for option in question["options"]
            if question["kind"] != "ordering" and not option["feedback"]
        ]
        unexplained = [
            question["text"]
            for question in read_file(path).questions
            if question["kind"] == "ordering" and not question["explanation"]
        ]
        assert (silent, unexplained) == ([], [])

    @pytest.mark.parametrize("path", LESSONS, ids=label)
    def test_every_picture_of_a_lesson_is_there_and_described(self, path):
        pictures = [value for kind, value in read_file(path).body if kind == "picture"]
        missing = [p.path for p in pictures if not (path.parent / p.path).is_file()]
        assert (missing, [p.path for p in pictures if not p.alt]) == ([], [])

    @pytest.mark.parametrize("path", PICTURES, ids=label)
    def test_a_picture_is_light_and_does_nothing(self, path):
        drawn = path.read_text(encoding="utf-8")
        busy = re.findall(r"<script|<foreignObject|href|\bon\w+=|<!ENTITY|url\(h", drawn, re.I)
        assert (path.suffix, len(drawn.encode()) < 8_000, busy) == (".svg", True, [])
