"""Bringing the files of `courses/content/` into Wagtail. Idempotent; an author's edits are kept."""

import hashlib
import json
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.images.models import Image

from courses.lesson_files import BadFile, LessonFile, Picture, read_file
from courses.models import CatalogPage, CoursePage, LessonPage, LoadedPage

CONTENT = Path(__file__).parent / "content"


@dataclass(slots=True)
class Report:
    """What a load did, by page title."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_course(folder: Path, *, catalog: CatalogPage, overwrite: bool, report: Report) -> None:
    """Write one course and its lessons; pages an author edited are kept unless `overwrite`."""
    about = read_file(folder / "khoa-hoc.md")
    bank = read_file(folder / "ngan-hang.md")
    loader = _Loader(folder, overwrite, report)
    course = loader.write(CoursePage, catalog, folder.name, _course_fields(loader, about, bank))
    for path in sorted(folder.glob("[0-9]*.md")):
        lesson = read_file(path)
        loader.write(LessonPage, course, path.stem[3:], _lesson_fields(loader, lesson))


def course_folders(root: Path = CONTENT) -> list[Path]:
    """The folders that hold a course, in order of their number."""
    folders = [path.parent for path in root.glob("*/khoa-hoc.md")]
    return sorted(folders, key=lambda f: read_file(f / "khoa-hoc.md").header["thứ tự"])


class _Loader:
    """Writes the pages of one folder."""

    def __init__(self, folder: Path, overwrite: bool, report: Report) -> None:
        self.folder, self.overwrite, self.report = folder, overwrite, report

    def write(self, model: type[Any], parent: Any, slug: str, fields: dict[str, Any]) -> Any:
        """Create or update the page `slug` below `parent`; returns it in any case."""
        digest = _digest(fields)
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            page = model(slug=slug, show_in_menus=True, **fields)
            parent.refresh_from_db()
            parent.add_child(instance=page)
        elif not self._may_write(page, digest):
            return page
        else:
            for name, value in fields.items():
                setattr(page, name, value)
        page.source_digest = digest
        page.save()
        revision = page.save_revision()
        revision.publish()
        model.objects.filter(pk=page.pk).update(source_revision=revision.pk)
        self.report.written.append(page.title)
        return page

    def _may_write(self, page: LoadedPage, digest: str) -> bool:
        edited = page.latest_revision_id != page.source_revision or not page.live
        if edited and not self.overwrite:
            self.report.kept.append(page.title)
            return False
        if not edited and page.source_digest == digest:
            self.report.unchanged.append(page.title)
            return False
        return True

    def image(self, relative: str, title: str) -> Image:
        """The picture in Wagtail's library; the same bytes are stored once."""
        path = self.folder / relative
        if not path.is_file():
            raise BadFile(f"{self.folder.name}: không có hình {relative}.")
        data = path.read_bytes()
        found = get_image_model().objects.filter(file_hash=hashlib.sha1(data).hexdigest()).first()  # noqa: S324  (Wagtail's own key)
        if found:
            return found
        name = f"{self.folder.name}-{path.name}"
        image = Image(title=title[:255], file=ImageFile(BytesIO(data), name=name))
        image.file_size, image.file_hash = len(data), hashlib.sha1(data).hexdigest()  # noqa: S324
        image.save()
        return image


def _digest(fields: dict[str, Any]) -> str:
    """What the files say, pictures by their bytes: a picture drawn anew is a change too."""
    text = json.dumps(fields, sort_keys=True, default=lambda image: image.file_hash)
    return hashlib.sha256(text.encode()).hexdigest()


def _course_fields(loader: _Loader, about: LessonFile, bank: LessonFile) -> dict[str, Any]:
    header = about.header
    return {
        "title": header["tiêu đề"],
        "number": header["thứ tự"],
        "summary": header["tóm tắt"],
        "welcome": "".join(value for kind, value in about.body if kind == "text"),
        "outcomes": "\n".join(header["kết quả"]),
        "picture": loader.image(header["hình"], header["tiêu đề"]),
        "picture_alt": header["mô tả hình"],
        # As it was written: a number of a file is a binary one, and 1.8 has no end in binary.
        "hours": str(header["giờ học"]),
        "mandatory": bool(header.get("bắt buộc")) and header["bắt buộc"] != "không",
        "competences": ", ".join(str(code) for code in header["năng lực"]),
        "bank": [("question", question) for question in bank.questions],
    }


def _lesson_fields(loader: _Loader, lesson: LessonFile) -> dict[str, Any]:
    header = lesson.header
    return {
        "title": header["tiêu đề"],
        "module": header["mô-đun"],
        "summary": header["tóm tắt"],
        "minutes": header["phút"],
        "competences": ", ".join(str(code) for code in header["năng lực"]),
        "body": [_block(loader, kind, value) for kind, value in lesson.body],
        "practice": [("question", question) for question in lesson.questions],
    }


def _block(loader: _Loader, kind: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, Picture):
        image = loader.image(value.path, value.alt)
        return kind, {"image": image, "alt": value.alt, "caption": value.caption}
    return kind, value
