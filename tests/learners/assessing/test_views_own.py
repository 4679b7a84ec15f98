"""The learner's pages, and the reviewer's: what one sees, what one may send."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from learners.assessing.examining import open_try
from learners.assessing.models import HandIn, ProficiencyTry
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import Proficiency
from tests.learners.assessing.ways import (
    approve,
    finish_courses,
    pass_test,
    picture,
    send_work,
    tick,
    try_form,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learning(client, learner):
    """The learner's browser."""
    client.force_login(learner.user)
    return client


def words_of(answer) -> str:
    """What a page says, on one line."""
    return " ".join(answer.content.decode().split())


def sent_picture(kind: str = "JPEG") -> SimpleUploadedFile:
    """A file as a browser sends it, whatever it is called."""
    return SimpleUploadedFile("anh.exe", picture(kind), content_type="text/html")


class TestMine:
    def test_what_is_met_and_what_is_missing(
        self, learning, klass, pupil, trainer, tasks, rule, course
    ):
        finish_courses(pupil, course)
        tick(klass, pupil, tasks[:3], trainer.user)
        page = learning.get("/hoc/thanh-thao/")
        assert [step.met for step in page.context["steps"]] == [True, False, False, True]
        assert "đã làm được" in words_of(page)

    def test_it_says_that_somebody_else_has_to_certify(
        self, learning, klass, pupil, trainer, tasks, rule
    ):
        tick(klass, pupil, tasks[:3], trainer.user)
        pupil.paper_results.create(
            sheet_number="A1",
            kind="proficiency",
            training_class=klass,
            rule=rule,
            correct=20,
            total=20,
            safety_correct=5,
            passed=True,
            entered_by=trainer.user,
        )
        assert "Có một người không dạy bạn cùng xác nhận" in words_of(
            learning.get("/hoc/thanh-thao/")
        )

    def test_who_is_proficient_is_told_so(self, learning, learner, rule):
        today = timezone.localdate()
        Proficiency.objects.create(learner=learner, rule=rule, assessed_on=today)
        page = learning.get("/hoc/thanh-thao/")
        assert "Bạn đã đạt kỹ năng AI cơ bản" in words_of(page)
        assert {step.met for step in page.context["steps"]} == {True}

    def test_without_a_rule(self, learning):
        assert "đang được soạn" in words_of(learning.get("/hoc/thanh-thao/"))
        assert "đang được soạn" in words_of(learning.get("/hoc/sat-hach/"))

    def test_who_is_not_on_the_register_is_led_there(self, client, make_user):
        client.force_login(make_user())
        for path in ("thanh-thao/", "sat-hach/", "thuc-hanh/1/"):
            answer = client.get(f"/hoc/{path}")
            assert answer.headers["Location"].startswith("/hoc/ghi-ten/")


class TestTheTest:
    def test_begun_answered_and_passed(self, learning, learner, rule):
        answer = learning.post("/hoc/sat-hach/")
        attempt = ProficiencyTry.objects.get()
        address = f"/hoc/sat-hach/{attempt.pk}/"
        assert answer.headers["Location"] == address
        for _ in range(2):  # a double click
            answer = learning.post(address, try_form(attempt))
            assert answer.headers["Location"] == f"{address}ket-qua/"
        page = learning.get(f"{address}ket-qua/")
        assert "Bạn đúng 20 trong 20 câu" in words_of(page)
        assert learning.get(address).headers["Location"] == f"{address}ket-qua/"

    def test_an_open_try_is_gone_on_with(self, learning, learner, rule):
        attempt = open_try(learner=learner)
        assert "Làm tiếp bài đang mở" in words_of(learning.get("/hoc/sat-hach/"))
        answer = learning.post("/hoc/sat-hach/")
        assert answer.headers["Location"] == f"/hoc/sat-hach/{attempt.pk}/"
        page = learning.get(f"/hoc/sat-hach/{attempt.pk}/ket-qua/")
        assert page.headers["Location"] == f"/hoc/sat-hach/{attempt.pk}/"

    def test_a_missing_answer_keeps_the_others(self, learning, learner, rule):
        attempt = open_try(learner=learner)
        form = try_form(attempt)
        form.pop(next(iter(form)))
        answer = learning.post(f"/hoc/sat-hach/{attempt.pk}/", form)
        attempt.refresh_from_db()
        assert (answer.status_code, attempt.submitted_at) == (422, None)
        assert "Còn câu chưa trả lời xong" in words_of(answer)
        assert answer.content.decode().count(" checked") >= 15

    def test_what_is_used_up_is_said(self, learning, learner, rule):
        for number in range(1, 4):
            attempt = open_try(learner=learner)
            form = {f"q-{data['id']}": "x" for data in attempt.questions}
            assert attempt.number == number
            ProficiencyTry.objects.filter(pk=attempt.pk).update(
                submitted_at=attempt.started_at,
                answers={},
                correct=0,
                safety_correct=0,
                passed=False,
            )
        assert form
        answer = learning.post("/hoc/sat-hach/")
        assert (answer.status_code, "3 lần trong 24 giờ" in words_of(answer)) == (409, True)
        page = learning.get(f"/hoc/sat-hach/{attempt.pk}/ket-qua/")
        assert "làm tiếp từ" in words_of(page)

    def test_who_has_passed_is_told_so(self, learning, learner, rule):
        pass_test(learner)
        assert "Bạn đã đạt bài sát hạch" in words_of(learning.get("/hoc/sat-hach/"))
        assert learning.post("/hoc/sat-hach/").status_code == 409

    def test_the_answers_do_not_travel_with_the_questions(self, learning, learner, rule):
        attempt = open_try(learner=learner)
        page = learning.get(f"/hoc/sat-hach/{attempt.pk}/").content.decode()
        replies = [o["feedback"] for data in attempt.questions for o in data["options"]]
        assert [reply for reply in replies if reply and reply in page] == []
        assert "correct" not in page
        assert "safety" not in page

    def test_somebody_elses_try_is_not_found(self, learning, rule, make_learner):
        attempt = open_try(learner=make_learner("Trần Văn Bình"))
        for path in ("", "ket-qua/"):
            assert learning.get(f"/hoc/sat-hach/{attempt.pk}/{path}").status_code == 404

    def test_whose_study_is_not_kept_is_led_to_the_consent(self, learning, learner, rule):
        attempt = open_try(learner=learner)
        withdraw(learner=learner, purpose=Consent.Purpose.STUDY, actor=learner.user)
        for path, form in (
            ("/hoc/sat-hach/", {}),
            (f"/hoc/sat-hach/{attempt.pk}/", try_form(attempt)),
        ):
            assert "/toi/" in learning.post(path, form).headers["Location"]


class TestHandingIn:
    def test_words_and_a_picture(self, learning, learner, tasks):
        address = f"/hoc/thuc-hanh/{tasks[0].pk}/"
        form = {"text": "Tôi đã hỏi.", "picture": sent_picture()}
        assert learning.post(address, form).headers["Location"] == address
        work = HandIn.objects.get()
        assert "đang chờ người khác xem" in words_of(learning.get(address))
        shown = learning.get(f"/hoc/thuc-hanh/bai/{work.pk}/anh/")
        assert (shown.headers["Content-Type"], b"".join(shown)[:3]) == (
            "image/jpeg",
            b"\xff\xd8\xff",
        )
        assert "no-store" in shown.headers["Cache-Control"]
        assert shown.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("kind", ["GIF", "TIFF"])
    def test_what_is_no_picture_is_refused_and_the_words_stay(self, learning, tasks, kind):
        form = {"text": "Bài của tôi", "picture": sent_picture(kind)}
        answer = learning.post(f"/hoc/thuc-hanh/{tasks[0].pk}/", form)
        assert (answer.status_code, HandIn.objects.count()) == (422, 0)
        assert "không phải là ảnh" in words_of(answer)
        assert "Bài của tôi" in words_of(answer)

    def test_a_file_too_heavy_is_refused_unread(self, learning, tasks):
        heavy = SimpleUploadedFile("a.jpg", b"\0" * (12 * 1024 * 1024 + 1))
        answer = learning.post(f"/hoc/thuc-hanh/{tasks[0].pk}/", {"picture": heavy})
        assert (answer.status_code, "nặng quá 12 MB" in words_of(answer)) == (422, True)

    def test_the_answer_is_read_on_the_same_page(self, learning, pupil, tasks, other_trainer):
        approve(send_work(pupil, tasks[0]), other_trainer.user)
        assert "Bạn đã làm được việc này" in words_of(
            learning.get(f"/hoc/thuc-hanh/{tasks[0].pk}/")
        )

    def test_a_task_to_come_is_not_found(self, learning, tasks):
        tasks[0].valid_from = "2999-01-01"
        tasks[0].save()
        assert learning.get(f"/hoc/thuc-hanh/{tasks[0].pk}/").status_code == 404


class TestReviewing:
    @pytest.fixture
    def work(self, pupil, tasks) -> HandIn:
        """Something that waits."""
        return send_work(pupil, tasks[0], text="Tôi làm rồi.", picture=picture())

    def test_the_queue_and_the_answer(self, client, work, other_trainer):
        client.force_login(other_trainer.user)
        assert work.task.title in words_of(client.get("/day/cham-bai/"))
        address = f"/day/cham-bai/{work.pk}/"
        assert "Tôi làm rồi." in words_of(client.get(address))
        assert b"".join(client.get(f"{address}anh/"))[:3] == b"\xff\xd8\xff"
        answer = client.post(address, {"outcome": "done", "words": "Rất tốt."})
        assert answer.headers["Location"] == "/day/cham-bai/"
        work.refresh_from_db()
        assert (work.state, work.words) == ("done", "Rất tốt.")
        assert "Không còn bài nào" in words_of(client.get("/day/cham-bai/"))
        assert "đã có người xem" in words_of(client.get(address))

    @pytest.mark.parametrize("form", [{}, {"outcome": "not_yet", "words": " "}, {"outcome": "x"}])
    def test_what_is_missing_is_asked(self, client, work, other_trainer, form):
        client.force_login(other_trainer.user)
        assert client.post(f"/day/cham-bai/{work.pk}/", form).status_code == 422
        work.refresh_from_db()
        assert work.state == "waiting"

    def test_who_came_second_is_told(self, client, work, other_trainer, make_user):
        approve(work, make_user(role="province_officer"))
        client.force_login(other_trainer.user)
        answer = client.post(f"/day/cham-bai/{work.pk}/", {"outcome": "not_yet", "words": "Chưa."})
        assert (answer.status_code, "đã có người xem" in words_of(answer)) == (409, True)

    def test_who_taught_never_meets_it(self, client, work, trainer):
        client.force_login(trainer.user)
        assert "Không còn bài nào" in words_of(client.get("/day/cham-bai/"))
        for path in ("", "anh/"):
            assert client.get(f"/day/cham-bai/{work.pk}/{path}").status_code == 404

    def test_the_picture_is_nobody_elses(self, client, work, make_learner):
        client.force_login(make_learner("Trần Văn Bình").user)
        assert client.get(f"/hoc/thuc-hanh/bai/{work.pk}/anh/").status_code == 404
        assert client.get(f"/day/cham-bai/{work.pk}/anh/").status_code == 403

    def test_a_picture_that_is_gone_is_not_found(self, client, work, other_trainer):
        work.picture.storage.delete(work.picture.name)
        client.force_login(other_trainer.user)
        assert client.get(f"/day/cham-bai/{work.pk}/anh/").status_code == 404

    @pytest.mark.parametrize("waiting", [1, 3])
    def test_the_queue_asks_as_much_for_one_as_for_three(
        self, client, pupil, tasks, other_trainer, waiting, django_assert_max_num_queries
    ):
        for task in tasks[:waiting]:
            send_work(pupil, task)
        client.force_login(other_trainer.user)
        with django_assert_max_num_queries(10):
            client.get("/day/cham-bai/")
