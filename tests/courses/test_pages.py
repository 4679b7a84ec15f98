"""What a visitor sees of the courses: the same few queries for one as for many, and no answers."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg

from courses.models import CoursePage, LessonPage
from tests.core.door import heading
from tests.factories import make_course, make_lesson, ordering, single

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Pictures of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path


def with_picture(course: CoursePage) -> CoursePage:
    """A course as it really is: with a picture of its own."""
    course.picture = Image.objects.create(
        title=course.title, file=get_test_image_file_svg(filename=f"{course.slug}.svg")
    )
    course.picture_alt = "Một đồi chè"
    course.save()
    return course


def queries_of(path: str) -> int:
    """How many queries a page costs a visitor, once its pictures are ready."""
    Client().get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert Client().get(path).status_code == 200
    return len(asked)


class TestWhatIsShown:
    def test_the_home_page_leads_to_the_first_lesson(self, client, course):
        page = client.get("/").content.decode()
        assert page.count('href="/khoa-hoc/khoa-thu-1/bai-1/"') == 1
        assert page.count('href="/khoa-hoc/khoa-thu-1/"') == 1

    def test_the_catalogue_shows_courses_by_their_number(self, client, catalog):
        for number in (2, 3, 1):
            make_course(catalog, number=number, lessons=0)
        shown = client.get("/khoa-hoc/").context["courses"]
        assert [course.number for course in shown] == [1, 2, 3]

    def test_an_empty_catalogue_says_so(self, client, catalog):
        page = client.get("/khoa-hoc/").content.decode()
        assert page.count("Các khóa học đang được soạn. Mời bạn quay lại sau.") == 1
        assert client.get("/").status_code == 200

    def test_a_course_shows_its_lessons_in_order(self, client, course):
        answer = client.get("/khoa-hoc/khoa-thu-1/")
        assert (heading(answer), [lesson.title for lesson in answer.context["lessons"]]) == (
            "Khóa thử 1",
            ["Bài 1", "Bài 2"],
        )

    def test_a_lesson_says_where_it_stands_and_what_it_weighs(self, client, course):
        answer = client.get("/khoa-hoc/khoa-thu-1/bai-2/")
        shown = answer.context
        assert (
            heading(answer),
            shown["position"],
            shown["lesson_count"],
            shown["previous_lesson"].title,
        ) == ("Bài 2", 2, 2, "Bài 1")
        assert answer.content.decode().count("Bài 2/2 · 15 phút · 0,1 MB") == 1

    def test_what_is_not_published_is_not_there(self, client, course):
        course.lessons.first().unpublish()
        assert client.get("/khoa-hoc/khoa-thu-1/bai-1/").status_code == 404
        assert [lesson.title for lesson in client.get(course.url).context["lessons"]] == ["Bài 2"]


class TestQueries:
    @pytest.mark.parametrize("path", ["/", "/khoa-hoc/"])
    def test_three_courses_cost_as_many_queries_as_one(self, catalog, path):
        with_picture(make_course(catalog, number=1))
        one = queries_of(path)
        for number in (2, 3):
            with_picture(make_course(catalog, number=number))
        assert queries_of(path) == one

    @pytest.mark.parametrize("path", ["/khoa-hoc/khoa-thu-1/", "/khoa-hoc/khoa-thu-1/bai-1/"])
    def test_three_lessons_cost_as_many_queries_as_one(self, catalog, path):
        course = make_course(catalog, lessons=1)
        one = queries_of(path)
        for place in (2, 3):
            make_lesson(course, place)
        assert queries_of(path) == one


class TestAnswersStayHidden:
    @pytest.fixture
    def lesson(self, course) -> LessonPage:
        lesson = course.lessons.first()
        lesson.practice = [
            ("question", single("AI là gì?", right="máy", wrong="người")),
            ("question", {**single("Chọn?"), "explanation": "LỜI GIẢI CHUNG"}),
            ("question", ordering("Xếp?", "mở", "gõ", "đọc")),
        ]
        lesson.save()
        return LessonPage.objects.get(pk=lesson.pk)

    def hidden_in(self, lesson: LessonPage) -> list[str]:
        """What a page may not hold before the answer: replies, explanations, marks of right."""
        questions = lesson.practice_questions()
        words = [o.feedback for q in questions for o in q.options] + [
            q.explanation for q in questions
        ]
        return [word for word in words if word] + [
            "correct",
            "feedback",
            "explanation",
            "data-right",
            "data-place",
        ]

    def test_a_lesson_page_holds_no_question_at_all(self, client, lesson):
        page = client.get(lesson.url).content.decode()
        questions = [q.text for q in lesson.practice_questions()]
        assert [word for word in questions + self.hidden_in(lesson) if word in page] == []

    def test_a_practice_shows_questions_without_their_answers(self, client, lesson):
        page = client.get(f"/hoc/bai/{lesson.pk}/luyen-tap/").content.decode()
        asked = [q.text for q in lesson.practice_questions() if q.text in page]
        assert asked == ["AI là gì?", "Chọn?", "Xếp?"]
        assert [word for word in self.hidden_in(lesson) if word in page] == []

    def test_an_incomplete_answer_gives_nothing_away(self, client, lesson):
        question = lesson.practice_questions()[0]
        chosen = {f"q-{question.id}": question.options[0].id}
        answer = client.post(f"/hoc/bai/{lesson.pk}/luyen-tap/", chosen)
        page = answer.content.decode()
        assert (answer.status_code, [w for w in self.hidden_in(lesson) if w in page]) == (422, [])

    def test_a_course_page_holds_nothing_of_its_bank(self, client, course):
        page = client.get(course.url).content.decode()
        texts = [q.text for q in course.bank_questions()]
        assert [text for text in texts if text in page] == []

    def test_none_of_our_lessons_gives_its_answers_away(self, client, catalog):
        call_command("load_courses", verbosity=0)
        told = []
        for lesson in LessonPage.objects.live():
            page = client.get(lesson.url).content.decode()
            page += client.get(f"/hoc/bai/{lesson.pk}/luyen-tap/").content.decode()
            told += [(lesson.slug, word) for word in self.hidden_in(lesson) if word in page]
        assert told == []
