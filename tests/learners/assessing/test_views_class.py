"""The pages of a class: who opens them, what is saved, what is kept when something is wrong."""

import pytest

from learners.assessing.models import PaperResult, PracticalResult
from learners.study.services import complete_taught
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.assessing.ways import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(klass):
    """The addresses of the class."""
    return {
        name: f"/day/lop/{klass.pk}/{path}/"
        for name, path in (("progress", "tien-do"), ("tasks", "thuc-hanh"), ("paper", "phieu"))
    }


@pytest.fixture
def teaching(client, trainer):
    """The trainer's browser."""
    client.force_login(trainer.user)
    return client


def test_who_sees_a_class(client, pages, trainer, other_trainer, make_user, areas):
    elsewhere = areas["01906"]
    expected = {
        trainer.user: [200, 200, 200],
        make_user(role=Role.COMMUNE_OFFICER): [200, 200, 200],
        make_user(role=Role.PROVINCE_OFFICER): [200, 200, 200],
        make_user(role=Role.AUDITOR): [200, 403, 403],
        other_trainer.user: [404, 404, 404],
        make_user(role=Role.COMMUNE_OFFICER, area=elsewhere): [404, 404, 404],
        make_user(): [403, 403, 403],
    }
    for user, answers in expected.items():
        client.force_login(user)
        assert [client.get(path).status_code for path in pages.values()] == answers


def test_a_look_is_recorded(teaching, pages, pupil, trainer):
    teaching.get(pages["progress"])
    entry = AuditEntry.objects.filter(action="assessing.look").get()
    assert (entry.actor, entry.data) == (trainer.user, {"what": "tien-do"})


def test_the_page_says_who_is_stuck(teaching, pages, pupil):
    page = teaching.get(pages["progress"])
    assert page.status_code == 200
    assert "chưa học bài nào" in page.content.decode()
    assert "private" in page.headers["Cache-Control"]


def test_who_finished_in_another_class_is_not_said_to_have_learnt_nothing(
    teaching, pages, pupil, course
):
    complete_taught(course=course, learners=[pupil.pk], rule={})
    page = teaching.get(pages["progress"]).content.decode()
    assert "đã học xong khóa" in page
    assert "chưa học bài nào" not in page


def test_an_empty_class(teaching, pages, tasks):
    for path in pages.values():
        assert "Lớp chưa có ai" in teaching.get(path).content.decode()


class TestTasks:
    def test_a_form_sent_twice_is_saved_once(self, teaching, pages, pupil, tasks):
        done = [f"{pupil.pk}-{task.pk}" for task in tasks[:2]]
        for _ in range(2):
            answer = teaching.post(pages["tasks"], {"done": done})
            assert (answer.status_code, answer.headers["Location"]) == (302, pages["tasks"])
        assert PracticalResult.objects.count() == 2

    def test_only_what_changed_is_written(self, teaching, klass, pages, pupil, trainer, tasks):
        """An old form of another phone takes back nothing that it did not show as ticked."""
        tick(klass, pupil, tasks[:1], trainer.user)
        teaching.post(pages["tasks"], {"done": [f"{pupil.pk}-{tasks[1].pk}"]})
        assert PracticalResult.objects.done().count() == 2

    def test_a_tick_is_taken_back(self, teaching, klass, pages, pupil, trainer, tasks):
        tick(klass, pupil, tasks[:1], trainer.user)
        teaching.post(pages["tasks"], {"were": [f"{pupil.pk}-{tasks[0].pk}"]})
        assert PracticalResult.objects.count() == 0

    def test_what_was_ticked_is_kept_when_something_is_wrong(
        self, teaching, pages, pupil, learner, tasks, make_learner
    ):
        stranger = make_learner("Người Lạ")
        mine = f"{pupil.pk}-{tasks[0].pk}"
        answer = teaching.post(pages["tasks"], {"done": [mine, f"{stranger.pk}-{tasks[0].pk}"]})
        assert (answer.status_code, PracticalResult.objects.count()) == (422, 0)
        assert f'value="{mine}" checked' in answer.content.decode()
        assert "không còn trong lớp này" in answer.content.decode()

    def test_the_task_that_is_watched_is_chosen_first(
        self, teaching, klass, pages, pupil, trainer, tasks
    ):
        tick(klass, pupil, tasks[:1], trainer.user)
        page = " ".join(teaching.get(pages["tasks"]).content.decode().split())
        assert 'type="checkbox"' not in page
        assert (page.count("1/1 người làm được"), page.count("0/1 người làm được")) == (1, 5)
        assert f'href="?viec={tasks[1].pk}"' in page
        every = teaching.get(pages["tasks"], {"viec": "tat-ca"}).content.decode()
        assert every.count('type="checkbox"') == 6

    def test_one_task_at_a_time(self, teaching, pages, pupil, tasks):
        page = teaching.get(pages["tasks"], {"viec": tasks[0].pk}).content.decode()
        assert (page.count('type="checkbox"'), pupil.full_name in page) == (1, True)
        answer = teaching.post(f"{pages['tasks']}?viec={tasks[0].pk}", {"done": ["rác", "1-"]})
        assert answer.headers["Location"] == f"{pages['tasks']}?viec={tasks[0].pk}"

    def test_without_tasks_it_says_so(self, teaching, pages, pupil):
        assert "Chưa có việc thực hành nào" in teaching.get(pages["tasks"]).content.decode()

    def test_a_closed_class_is_shown_and_not_changed(self, teaching, klass, pages, pupil, tasks):
        klass.state, klass.ended_at = "closed", klass.opened_at
        klass.save()
        page = teaching.get(pages["tasks"], {"viec": "tat-ca"}).content.decode()
        assert ("đã kết thúc" in page, 'type="checkbox"' in page) == (True, False)
        answer = teaching.post(pages["tasks"], {"done": [f"{pupil.pk}-{tasks[0].pk}"]})
        assert (answer.status_code, PracticalResult.objects.count()) == (422, 0)


class TestPaper:
    def form(self, learner, **typed) -> dict[str, str]:
        """One line of the form."""
        typed = {"number": "A1", "correct": "8"} | typed
        return {"taken_on": "2026-01-05"} | {f"{learner.pk}-{k}": v for k, v in typed.items()}

    def test_a_sheet_is_entered_and_shown(self, teaching, pages, pupil):
        assert teaching.post(pages["paper"], self.form(pupil)).status_code == 302
        assert PaperResult.objects.get().passed
        page = " ".join(teaching.get(pages["paper"]).content.decode().split())
        assert "Phiếu A1: đúng 8/10, ngày 05/01/2026" in page

    def test_the_proficiency_sheet_has_its_safety_part(self, teaching, pages, pupil, rule):
        path = f"{pages['paper']}?bai=sat-hach"
        answer = teaching.post(path, self.form(pupil, correct="15", safety="4"))
        assert answer.headers["Location"] == path
        assert PaperResult.objects.get().kind == "proficiency"

    def test_an_empty_line_is_nobodys(self, teaching, pages, pupil):
        teaching.post(pages["paper"], self.form(pupil, number="", correct=""))
        assert PaperResult.objects.count() == 0

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"correct": ""}, "Nguyễn Thị Lan: Còn thiếu số câu đúng."),
            ({"number": ""}, "Nguyễn Thị Lan: Còn thiếu số phiếu."),
            ({"correct": "tám"}, "Hãy ghi một số"),
            ({"correct": "11"}, "Bài này không có nhiều câu như vậy"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, teaching, pages, pupil, typed, sentence
    ):
        form = self.form(pupil, number="B-77") | self.form(pupil, **{"number": "B-77"} | typed)
        answer = teaching.post(pages["paper"], form)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, PaperResult.objects.count()) == (422, True, 0)
        for value in (form[f"{pupil.pk}-number"], form[f"{pupil.pk}-correct"]):
            assert not value or f'value="{value}"' in page

    def test_a_day_to_come_is_refused(self, teaching, pages, pupil):
        answer = teaching.post(pages["paper"], self.form(pupil) | {"taken_on": "2999-01-01"})
        assert "không thể ở sau hôm nay" in answer.content.decode()
        assert answer.status_code == 422

    def test_a_sheet_twice_for_two_people_is_refused_in_words(
        self, teaching, pages, pupil, seat, make_learner
    ):
        other = make_learner("Trần Văn Bình")
        seat(other)
        typed = self.form(pupil, correct="7") | self.form(other, correct="9")
        answer = teaching.post(pages["paper"], typed)
        page = answer.content.decode()
        assert (answer.status_code, PaperResult.objects.count()) == (422, 0)
        assert "Phiếu số A1 đã được nhập" in page
        assert page.count('value="A1"') == 2  # nothing has to be typed again
        assert 'value="7"' in page
        assert 'value="9"' in page


@pytest.mark.parametrize("people", [1, 3])
def test_pages_ask_as_much_for_one_as_for_three(
    teaching, pages, people, make_learner, seat, tasks, rule, django_assert_max_num_queries
):
    for letter in "ABC"[:people]:
        seat(make_learner(f"Người {letter}"))
    for path, most in ((pages["progress"], 22), (pages["tasks"], 22), (pages["paper"], 20)):
        with django_assert_max_num_queries(most):
            teaching.get(path)
