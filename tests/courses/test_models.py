"""The tree of courses: it cannot be built any other way, and says what it weighs and asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page, Site

from courses.blocks import LessonBody, QuestionBlock
from courses.models import CatalogPage, CoursePage, HomePage, LessonPage
from courses.services import ensure_author_group, ensure_site
from tests.factories import make_course, make_lesson, ordering, single

pytestmark = pytest.mark.django_db


class TestTheTree:
    @pytest.mark.parametrize(
        ("parent", "children"),
        [
            (HomePage, {CatalogPage}),
            (CatalogPage, {CoursePage}),
            (CoursePage, {LessonPage}),
            (LessonPage, set()),
        ],
    )
    def test_each_page_has_its_one_kind_of_child(self, parent, children):
        assert set(parent.allowed_subpage_models()) == children

    @pytest.mark.parametrize(
        ("child", "parents"),
        [(CatalogPage, {HomePage}), (CoursePage, {CatalogPage}), (LessonPage, {CoursePage})],
    )
    def test_each_page_has_its_one_kind_of_parent(self, child, parents):
        assert set(child.allowed_parent_page_models()) == parents

    def test_there_is_one_home_and_one_catalogue(self, catalog):
        home = HomePage.objects.get()
        assert CatalogPage.can_create_at(home) is False
        assert HomePage.can_create_at(Page.objects.get(depth=1)) is False

    def test_the_site_is_made_once(self, catalog):
        again = ensure_site(hostname="hoc.thainguyen.gov.vn", port=443)
        site = Site.objects.get()
        assert (again, site.hostname, site.port) == (catalog, "hoc.thainguyen.gov.vn", 443)
        assert (HomePage.objects.count(), CatalogPage.objects.count()) == (1, 1)

    def test_the_group_of_authors_is_made_once(self, catalog):
        before = ensure_author_group()
        rights = (
            before.permissions.count(),
            before.page_permissions.count(),
            before.collection_permissions.count(),
        )
        again = ensure_author_group()
        assert (again, rights) == (before, (1, 3, 3))
        assert before.page_permissions.count() == 3


class TestLessons:
    def test_lessons_stand_in_order_and_only_published_ones(self, course):
        make_lesson(course, 3)
        course.lessons.first().unpublish()
        assert [lesson.title for lesson in course.lessons] == ["Bài 2", "Bài 3"]

    @pytest.mark.parametrize(
        ("questions", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4)]
    )
    def test_two_thirds_of_the_questions_make_a_lesson_done(self, course, questions, needed):
        lesson = course.lessons.first()
        lesson.practice = [("question", single(f"Câu {i}?")) for i in range(questions)]
        assert lesson.pass_mark == needed

    def test_a_lesson_without_pictures_weighs_the_page(self, course):
        assert course.lessons.first().weight == 90_000

    def test_a_lesson_knows_its_course(self, course):
        assert course.lessons.first().course == course

    def test_questions_stand_in_the_same_order_at_every_visit(self, course):
        lesson = course.lessons.first()
        lesson.practice = [("question", ordering("Xếp?", "a", "b", "c", "d", "e"))]
        lesson.save()
        visits = [LessonPage.objects.get(pk=lesson.pk).practice_questions() for _ in range(3)]
        assert visits == [visits[0]] * 3

    def test_an_ordering_keeps_the_places_its_author_wrote(self, course):
        lesson = course.lessons.first()
        lesson.practice = [("question", ordering("Xếp?", "một", "hai", "ba"))]
        lesson.save()
        question = LessonPage.objects.get(pk=lesson.pk).practice_questions()[0]
        by_place = sorted(question.options, key=lambda option: option.place)
        assert [(o.place, o.text, o.correct) for o in by_place] == [
            (1, "một", False),
            (2, "hai", False),
            (3, "ba", False),
        ]


class TestCourses:
    @pytest.mark.parametrize(
        ("hours", "text"), [("1.5", "1,5 giờ"), ("2.0", "2 giờ"), ("10.0", "10 giờ")]
    )
    def test_hours_are_written_as_people_say_them(self, course, hours, text):
        CoursePage.objects.update(hours=hours)
        course.refresh_from_db()
        assert course.hours_text == text

    def test_the_rule_is_the_numbers_a_completion_is_judged_by(self, course):
        assert course.rule == {
            "questions_drawn": 10,
            "pass_mark": 7,
            "tries": 3,
            "tries_hours": 24,
        }

    @pytest.mark.parametrize(
        "wrong", [{"pass_mark": 11}, {"pass_mark": 0}, {"tries": 0}, {"tries_hours": 0}]
    )
    def test_a_test_that_cannot_be_passed_is_refused_by_the_database(self, course, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            CoursePage.objects.filter(pk=course.pk).update(**wrong)


class TestBlocks:
    @pytest.mark.parametrize("name", LessonBody().child_blocks)
    def test_every_block_is_named_and_described_for_authors(self, name):
        block = LessonBody().child_blocks[name]
        assert all([block.label, block.meta.icon, block.meta.description, block.meta.template])

    @pytest.mark.parametrize(
        "name", [n for n, block in LessonBody().child_blocks.items() if n != "picture"]
    )
    def test_every_block_shows_its_preview(self, name):
        block = LessonBody().child_blocks[name]
        assert block.render(block.get_preview_value()).strip() != ""

    @pytest.mark.parametrize("missing", ["situation", "try_it"])
    def test_a_lesson_has_its_story_and_its_thing_to_try(self, missing):
        box = {"title": "Chuyện", "text": "<p>Một chuyện.</p>"}
        parts = [(name, box) for name in ("situation", "try_it") if name != missing]
        with pytest.raises(ValidationError):
            LessonBody().clean(LessonBody().to_python(raw(parts)))

    def test_an_author_sees_the_answers_in_the_preview_of_a_question(self):
        block = QuestionBlock()
        page = block.render(block.to_python(single("AI là gì?", right="máy", wrong="người")))
        seen = [page.count(word) for word in ("AI là gì?", "máy: phải rồi.", "người: chưa phải.")]
        assert seen == [1, 1, 1]

    @pytest.mark.parametrize(
        ("kind", "correct", "sentence"),
        [
            ("single", [True], "Câu hỏi cần ít nhất hai lựa chọn."),
            ("single", [True, True], "Đánh dấu đúng một lựa chọn đúng."),
            ("single", [False, False], "Đánh dấu đúng một lựa chọn đúng."),
            ("true_false", [True, False, False], "Câu đúng hay sai có hai lựa chọn."),
            ("multiple", [True, False], "Đánh dấu từ hai lựa chọn đúng trở lên."),
            ("ordering", [False], "Câu hỏi cần ít nhất hai lựa chọn."),
        ],
    )
    def test_a_question_that_cannot_be_answered_is_refused(self, kind, correct, sentence):
        block = QuestionBlock()
        options = [{"text": str(i), "correct": ok} for i, ok in enumerate(correct)]
        value = {"kind": kind, "text": "Hỏi?", "options": options, "explanation": ""}
        with pytest.raises(ValidationError) as refusal:
            block.clean(block.to_python(value))
        assert refusal.value.messages == [sentence]


def raw(parts: list[tuple[str, dict]]) -> list[dict]:
    """Blocks as they stand in the database."""
    return [{"type": kind, "value": value} for kind, value in parts]


def test_a_made_course_has_lessons_and_a_bank(catalog):
    course = make_course(catalog, number=2, lessons=3)
    assert (course.lessons.count(), len(course.bank_questions())) == (3, 20)
