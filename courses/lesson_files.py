"""Reading the text files of `courses/content/` (format: its README.md). Pure: text in, data out."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.quiz import Kind, what_is_wrong

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
# Heading of a section → block type; the text after the colon is the block's title.
_BOXES = {"Tình huống": "situation", "Làm thử": "try_it", "Nhớ nhé": "remember"}
_QUESTIONS = "Câu hỏi"


class BadFile(ValueError):
    """A content file breaks the format; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture named in a file, relative to its course folder."""

    path: str
    alt: str
    caption: str


class Header(dict[str, Any]):
    """The lines between the two ---; asking for one that is missing says so."""

    def __missing__(self, key: str) -> Any:
        raise BadFile(f"{self.get('tệp')}: phần đầu thiếu dòng “{key}: …”.")


@dataclass(frozen=True, slots=True)
class LessonFile:
    """One file: header, body as (block type, value) pairs, questions as values of QuestionBlock."""

    name: str
    header: Header
    body: list[tuple[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)


def read_file(path: Path) -> LessonFile:
    """Read one content file; raises BadFile with a sentence for its author."""
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name}: hãy lưu tệp theo bảng mã UTF-8.") from error
    opening, header, body = (*text.split("---\n", 2), "", "")[:3]
    if opening or not body:
        raise BadFile(f"{path.name}: tệp phải mở đầu bằng phần giữa hai dòng ---.")
    try:
        lines = yaml.safe_load(header)
        if not isinstance(lines, dict):
            raise BadFile("phần đầu phải gồm các dòng “tên: giá trị”.")
        return LessonFile(path.name, Header(lines, tệp=path.name), *_Body(body).split())
    except (BadFile, yaml.YAMLError) as error:
        raise BadFile(f"{path.name}: {error}") from error


def as_html(markdown: str) -> str:
    """Markdown as the HTML of a rich text field."""
    return _MARKDOWN.render(markdown).replace("\n", "")


class _Body:
    """Walks the top-level Markdown blocks of one file."""

    def __init__(self, text: str) -> None:
        self.tokens = _MARKDOWN.parse(text)
        self.blocks: list[tuple[str, Any]] = []
        self.questions: list[dict[str, Any]] = []

    def split(self) -> tuple[list[tuple[str, Any]], list[dict[str, Any]]]:
        """The body and the questions."""
        for heading, tokens in _sections(self.tokens, "h2"):
            kind, _, title = heading.partition(":")
            if kind == _QUESTIONS or (not heading and _starts_with(tokens, "h3")):
                self._take_questions(tokens)
            elif kind in _BOXES:
                self._take_box(_BOXES[kind], title.strip(), tokens)
            else:
                if heading:
                    self.blocks.append(("heading", heading))
                self._take_prose(tokens)
        return self.blocks, self.questions

    def _take_box(self, block_type: str, title: str, tokens: list[Token]) -> None:
        """A box keeps its words together; its pictures stand right behind it."""
        pictures = [p for part in _top_level(tokens) if (p := _picture(part))]
        html = "".join(_html(part) for part in _top_level(tokens) if not _picture(part))
        value: Any = html if block_type == "remember" else {"title": title, "text": html}
        self.blocks.append((block_type, value))
        self.blocks.extend(("picture", picture) for picture in pictures)

    def _take_prose(self, tokens: list[Token]) -> None:
        for part in _top_level(tokens):
            if picture := _picture(part):
                self.blocks.append(("picture", picture))
            elif part[0].type == "blockquote_open":
                self.blocks.append(("callout", _html(part[1:-1])))
            elif self.blocks and self.blocks[-1][0] == "text":
                self.blocks[-1] = ("text", self.blocks[-1][1] + _html(part))
            else:
                self.blocks.append(("text", _html(part)))

    def _take_questions(self, tokens: list[Token]) -> None:
        for text, parts in _sections(tokens, "h3"):
            if text:
                self.questions.append(_question(text, _top_level(parts)))


def _question(text: str, parts: list[list[Token]]) -> dict[str, Any]:
    explanation = " ".join(_plain(p) for p in parts if p[0].type == "blockquote_open")
    lists = [p for p in parts if p[0].type in ("bullet_list_open", "ordered_list_open")]
    if len(lists) != 1:
        raise BadFile(f"câu “{text}” cần đúng một danh sách lựa chọn.")
    ordered = lists[0][0].type == "ordered_list_open"
    options = [_option(item[1:-1], ordered) for item in _top_level(lists[0][1:-1])]
    kind = Kind.ORDERING if ordered else _kind_of(options)
    if problem := what_is_wrong(kind, [option["correct"] for option in options]):
        raise BadFile(f"câu “{text}”: {problem}")
    return {"kind": kind.value, "text": text, "options": options, "explanation": explanation}


def _option(tokens: list[Token], ordered: bool) -> dict[str, Any]:
    words, *replies = _top_level(tokens) or [[]]
    text = _plain(words)
    feedback = " ".join(_plain(reply) for reply in replies)
    if ordered and text:
        return {"text": text, "correct": False, "feedback": feedback}
    mark, text = text[:3], text[3:].strip()
    if mark not in ("[x]", "[ ]") or not text:
        raise BadFile(f"lựa chọn “{mark}{text}” phải bắt đầu bằng [x] hoặc [ ], rồi tới chữ.")
    return {"text": text, "correct": mark == "[x]", "feedback": feedback}


def _kind_of(options: list[dict[str, Any]]) -> Kind:
    if {option["text"] for option in options} == {"Đúng", "Sai"}:
        return Kind.TRUE_FALSE
    several = sum(option["correct"] for option in options) > 1
    return Kind.MULTIPLE if several else Kind.SINGLE


def _sections(tokens: list[Token], tag: str) -> list[tuple[str, list[Token]]]:
    """Split at headings of one level: (heading text, what follows); the first may be unheaded."""
    found: list[tuple[str, list[Token]]] = [("", [])]
    skip = 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == tag and token.level == 0:
            found.append((tokens[at + 1].content, []))
            skip = 3
        if skip:
            skip -= 1
        else:
            found[-1][1].append(token)
    return [(heading, inside) for heading, inside in found if heading or inside]


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    """Group a flat token list into its outermost elements."""
    parts: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            parts.append([])
        parts[-1].append(token)
        depth += token.nesting
    return parts


def _starts_with(tokens: list[Token], tag: str) -> bool:
    return bool(tokens) and tokens[0].tag == tag


def _picture(part: list[Token]) -> Picture | None:
    """The picture, where a paragraph is nothing but one."""
    if part[0].type != "paragraph_open":
        return None
    inside = part[1].children or []
    if len(inside) != 1 or inside[0].type != "image":
        return None
    image = inside[0]
    return Picture(str(image.attrs["src"]), image.content, str(image.attrs.get("title", "")))


def _html(part: list[Token]) -> str:
    return str(_MARKDOWN.renderer.render(part, _MARKDOWN.options, {})).replace("\n", "")


def _plain(part: list[Token]) -> str:
    """The words of an element, without markup; a broken line is one line."""
    inline = [child for token in part for child in token.children or []]
    return "".join(" " if child.type == "softbreak" else child.content for child in inline).strip()
