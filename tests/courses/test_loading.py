"""Bringing files into Wagtail: twice is once, and what an author wrote is the author's."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.images.models import Image
from wagtail.models import Revision

from courses.lesson_files import BadFile
from courses.loading import Report, load_course
from courses.models import CoursePage, LessonPage
from tests.courses.content import LESSON, SVG, write_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Pictures of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def load(catalog, tmp_path):
    """Write the small course with these changes, load it, say what was done."""

    def write_and_load(overwrite=False, **changes) -> Report:
        report = Report()
        folder = write_course(tmp_path, **changes)
        load_course(folder, catalog=catalog, overwrite=overwrite, report=report)
        return report

    return write_and_load


def edit(page, **fields) -> None:
    """What an author does in Wagtail."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


CHANGED = LESSON.replace("Một chuyện.", "Chuyện khác.")


class TestLoading:
    def test_a_course_and_its_lessons_are_published(self, load):
        report = load()
        course = CoursePage.objects.live().get()
        lesson = course.lessons.get()
        assert report.written == ["Khóa thử", "Bài thử"]
        assert (course.number, course.slug, course.mandatory, course.outcome_lines) == (
            7,
            "khoa-thu",
            False,
            ["Biết thử."],
        )
        assert course.hours == Decimal("1.8")
        assert (lesson.slug, lesson.minutes, lesson.module) == ("bai-thu", 15, "Phần một")
        assert [q.text for q in lesson.practice_questions()] == ["AI có thể sai không?"]
        assert [q.text for q in course.bank_questions()] == ["AI là gì?"]

    def test_a_second_run_writes_nothing(self, load):
        load()
        before = (Revision.objects.count(), Image.objects.count())
        report = load()
        assert (report.written, report.unchanged) == ([], ["Khóa thử", "Bài thử"])
        assert (Revision.objects.count(), Image.objects.count()) == before

    def test_a_changed_file_is_loaded_when_nobody_edited(self, load):
        load()
        report = load(lesson=CHANGED)
        situation = LessonPage.objects.get().body[1].value
        assert (report.written, report.unchanged) == (["Bài thử"], ["Khóa thử"])
        assert str(situation["text"]) == "<p>Chuyện khác.</p>"

    def test_a_picture_that_was_drawn_anew_is_loaded(self, load):
        load()
        old = CoursePage.objects.get().picture
        report = load(picture=SVG.replace("/>", "><circle r='9'/></svg>"))
        new = CoursePage.objects.get().picture
        assert (report.written, new == old) == (["Khóa thử"], False)

    def test_the_same_picture_is_stored_once(self, load):
        load()
        load(lesson=LESSON.replace("Mở đầu.", "![Bìa](hinh/bia.svg)"))
        assert Image.objects.count() == 1

    def test_a_picture_weighs_in_the_lesson(self, load):
        load()
        light = LessonPage.objects.get().weight
        load(lesson=LESSON.replace("Mở đầu.", "![Bìa](hinh/bia.svg)"))
        assert LessonPage.objects.get().weight == light + len(SVG)


class TestAuthorsEdits:
    def test_what_an_author_edited_is_kept(self, load):
        load()
        edit(LessonPage.objects.get(), title="Tên tác giả đặt")
        report = load(lesson=CHANGED)
        assert (report.kept, LessonPage.objects.get().title) == (
            ["Tên tác giả đặt"],
            "Tên tác giả đặt",
        )

    def test_a_draft_of_an_author_is_kept_too(self, load):
        load()
        lesson = LessonPage.objects.get()
        lesson.title = "Nháp"
        draft = lesson.save_revision()
        report = load(lesson=CHANGED)
        lesson.refresh_from_db()
        assert (report.kept, lesson.latest_revision_id) == (["Bài thử"], draft.pk)

    def test_what_an_author_took_down_stays_down(self, load):
        load()
        LessonPage.objects.get().unpublish()
        report = load(lesson=CHANGED)
        assert (report.kept, LessonPage.objects.live().count()) == (["Bài thử"], 0)

    def test_overwrite_overwrites(self, load):
        load()
        edit(LessonPage.objects.get(), title="Tên tác giả đặt")
        report = load(overwrite=True)
        assert (report.written, LessonPage.objects.get().title) == (["Bài thử"], "Bài thử")

    def test_after_an_overwrite_files_are_followed_again(self, load):
        load()
        edit(LessonPage.objects.get(), title="Tên tác giả đặt")
        load(overwrite=True)
        assert load(lesson=CHANGED).written == ["Bài thử"]


class TestBadFiles:
    def test_a_missing_picture_is_named_and_nothing_is_written(self, load):
        with pytest.raises(BadFile) as refusal:
            load(lesson=LESSON.replace("Mở đầu.", "![Bìa](hinh/khong-co.svg)"))
        assert str(refusal.value) == "khoa-thu: không có hình hinh/khong-co.svg."
        assert CoursePage.objects.count() == 0

    def test_a_missing_line_is_named_and_nothing_is_written(self, load):
        with pytest.raises(BadFile) as refusal:
            load(lesson=LESSON.replace("phút: 15\n", ""))
        assert str(refusal.value) == "01-bai-thu.md: phần đầu thiếu dòng “phút: …”."
        assert CoursePage.objects.count() == 0


class TestTheCommand:
    def test_all_of_ours_is_loaded_once(self, catalog):
        said = StringIO()
        call_command("load_courses", stdout=said)
        pages = CoursePage.objects.count() + LessonPage.objects.count()
        call_command("load_courses", stdout=said)
        assert said.getvalue().splitlines() == [
            f"Khóa học: ghi {pages} trang, không đổi 0, giữ bản tác giả đã sửa 0.",
            f"Khóa học: ghi 0 trang, không đổi {pages}, giữ bản tác giả đã sửa 0.",
        ]

    def test_what_it_loads_passes_the_editors_own_checks(self, catalog):
        call_command("load_courses", stdout=StringIO())
        for page in [*LessonPage.objects.all(), *CoursePage.objects.all()]:
            page.full_clean()
            for name in ("body", "practice", "bank"):
                if hasattr(page, name):
                    field = page._meta.get_field(name)
                    field.stream_block.clean(getattr(page, name))
