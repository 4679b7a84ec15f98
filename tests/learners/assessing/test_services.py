"""Tasks ticked, work handed in and reviewed."""

import pytest

from learners.assessing.locking import CLOSED
from learners.assessing.models import HandIn, Outcome, PracticalResult
from learners.assessing.permissions import NOT_YOURSELF
from learners.assessing.selectors import tasks_done
from learners.assessing.services import hand_in, review, tick_tasks
from learners.classes.models import TrainingClass
from learners.people.consents import withdraw
from learners.people.models import Consent
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import assess_on, make_person
from tests.learners.assessing.ways import approve, picture, send_work, tick

pytestmark = pytest.mark.django_db


class TestTicking:
    def test_a_tick_says_who_saw_what_where(self, klass, pupil, trainer, course_task):
        assert tick(klass, pupil, [course_task], trainer.user) == 1
        result = PracticalResult.objects.get()
        assert (result.learner, result.task, result.outcome) == (pupil, course_task, Outcome.DONE)
        assert (result.route, result.judged_by) == ("observed", trainer.user)
        assert result.training_class == klass

    def test_twice_is_once(self, klass, pupil, trainer, tasks):
        assert tick(klass, pupil, tasks[:2], trainer.user) == 2
        before = list(PracticalResult.objects.order_by("pk").values_list())
        assert tick(klass, pupil, tasks[:2], trainer.user) == 0
        assert list(PracticalResult.objects.order_by("pk").values_list()) == before
        assert AuditEntry.objects.filter(action="assessing.tick").count() == 1

    def test_people_without_an_account_are_ticked_too(self, klass, seat, trainer, tasks, commune):
        somebody = make_person(commune)
        seat(somebody)
        assert tick(klass, somebody, tasks[:1], trainer.user) == 1

    def test_a_mistaken_tick_is_taken_back(self, klass, pupil, trainer, tasks):
        tick(klass, pupil, tasks[:2], trainer.user)
        back = {(pupil.pk, tasks[0].pk)}
        assert tick_tasks(training_class=klass, done=(), taken_back=back, actor=trainer.user) == 1
        assert [one.task for one in PracticalResult.objects.all()] == [tasks[1]]

    def test_what_somebody_proved_elsewhere_is_not_taken_back(
        self, klass, pupil, trainer, other_trainer, tasks
    ):
        approve(send_work(pupil, tasks[0]), other_trainer.user)
        back = {(pupil.pk, tasks[0].pk)}
        assert tick_tasks(training_class=klass, done=(), taken_back=back, actor=trainer.user) == 0
        assert PracticalResult.objects.done().count() == 1

    def test_what_an_assessment_rests_on_is_not_taken_back(self, klass, pupil, trainer, tasks):
        tick(klass, pupil, tasks[:1], trainer.user)
        assess_on(klass.opened_at.date(), pupil)
        back = {(pupil.pk, tasks[0].pk)}
        assert tick_tasks(training_class=klass, done=(), taken_back=back, actor=trainer.user) == 0

    def test_nobody_ticks_themselves(self, klass, seat, trainer, tasks):
        seat(trainer)
        with pytest.raises(DomainError, match=NOT_YOURSELF):
            tick(klass, trainer, tasks[:1], trainer.user)
        assert PracticalResult.objects.count() == 0

    def test_nobody_ticks_their_record_that_was_merged(self, klass, seat, trainer, commune, tasks):
        kept = make_person(commune, name="Ma Hương")
        seat(kept)
        trainer.merged_into = kept
        trainer.save()
        with pytest.raises(DomainError, match=NOT_YOURSELF):
            tick(klass, kept, tasks[:1], trainer.user)

    def test_one_refusal_changes_nothing_for_anybody(
        self, klass, seat, pupil, trainer, tasks, make_learner
    ):
        quiet = make_learner("Hà Thị Nụ")
        seat(quiet)
        withdraw(learner=quiet, purpose=Consent.Purpose.STUDY, actor=quiet.user)
        done = {(pupil.pk, tasks[0].pk), (quiet.pk, tasks[0].pk)}
        with pytest.raises(DomainError, match="Hà Thị Nụ đã rút lại sự đồng ý"):
            tick_tasks(training_class=klass, done=done, actor=trainer.user)
        assert PracticalResult.objects.count() == 0

    def test_who_is_not_in_the_class_is_refused(self, klass, learner, trainer, tasks):
        with pytest.raises(DomainError, match="không còn trong lớp này"):
            tick(klass, learner, tasks[:1], trainer.user)

    def test_a_task_of_another_course_is_refused(self, klass, pupil, trainer, course_task):
        course_task.course_number = 3
        course_task.save()
        with pytest.raises(DomainError, match="không thuộc lớp này"):
            tick(klass, pupil, [course_task], trainer.user)

    def test_a_trainer_of_another_class_is_refused(self, klass, pupil, other_trainer, tasks):
        with pytest.raises(DomainError, match="không do bạn phụ trách"):
            tick(klass, pupil, tasks[:1], other_trainer.user)

    def test_a_class_that_has_ended_is_refused(self, klass, pupil, trainer, tasks):
        TrainingClass.objects.update(state="closed", ended_at=klass.opened_at)
        with pytest.raises(DomainError, match=CLOSED):
            tick(klass, pupil, tasks[:1], trainer.user)

    def test_tasks_of_the_course_are_counted_by_person(
        self, klass, pupil, trainer, tasks, course_task, course, make_learner
    ):
        tick(klass, pupil, [course_task, *tasks], trainer.user)
        other = make_learner("Trần Văn Bình")
        assert tasks_done(learners=[pupil, other], course=course) == {pupil.pk: 1}
        assert tasks_done(learners=[pupil.pk], course=course) == {pupil.pk: 1}


class TestHandingIn:
    def test_words_or_a_picture(self, learner, tasks):
        words = send_work(learner, tasks[0], text="  Tôi đã hỏi AI cách muối cà. ")
        shown = send_work(learner, tasks[1], picture=picture("PNG"))
        assert (words.text, words.picture.name) == ("Tôi đã hỏi AI cách muối cà.", "")
        assert shown.picture.name.startswith("thuc-hanh/")
        assert shown.picture.name.endswith(".jpg")
        with pytest.raises(ValueError, match="not accessible via a URL"):
            _ = shown.picture.url

    def test_twice_is_once_and_the_first_stays(self, learner, tasks):
        first = send_work(learner, tasks[0], text="Một")
        again = send_work(learner, tasks[0], text="Hai")
        assert (again.pk, again.text) == (first.pk, "Một")

    @pytest.mark.parametrize(
        ("work", "sentence"),
        [
            ({"text": "   "}, "Hãy viết vài dòng hoặc chọn một tấm ảnh"),
            ({"picture": b"GIF89a"}, "không phải là ảnh"),
        ],
    )
    def test_what_is_nothing_is_refused(self, learner, tasks, work, sentence):
        with pytest.raises(DomainError, match=sentence):
            send_work(learner, tasks[0], **work)
        assert HandIn.objects.count() == 0

    def test_work_of_somebody_else_is_refused(self, learner, tasks, make_learner):
        other = make_learner("Trần Văn Bình")
        with pytest.raises(DomainError, match="chính mình"):
            hand_in(learner=learner, task=tasks[0], text="Thay bà.", actor=other.user)

    def test_a_task_that_is_done_needs_no_work(self, klass, pupil, trainer, tasks):
        tick(klass, pupil, tasks[:1], trainer.user)
        with pytest.raises(DomainError, match="đã làm được rồi"):
            send_work(pupil, tasks[0])

    def test_whose_study_is_not_kept_hands_in_nothing(self, learner, tasks):
        withdraw(learner=learner, purpose=Consent.Purpose.STUDY, actor=learner.user)
        with pytest.raises(DomainError, match="rút lại sự đồng ý"):
            send_work(learner, tasks[0])


class TestReviewing:
    def test_done(self, pupil, tasks, other_trainer):
        work = approve(send_work(pupil, tasks[0]), other_trainer.user)
        result = PracticalResult.objects.get()
        assert (work.state, work.reviewed_by) == ("done", other_trainer.user)
        assert (result.outcome, result.route) == (Outcome.DONE, "handed_in")

    def test_not_yet_says_why_and_the_way_is_open_again(self, pupil, tasks, other_trainer):
        work = send_work(pupil, tasks[0])
        with pytest.raises(DomainError, match="Hãy viết một câu"):
            review(handed_in=work, done=False, words="  ", actor=other_trainer.user)
        said = "Ảnh chưa thấy câu hỏi, bác chụp lại giúp nhé."
        review(handed_in=work, done=False, words=said, actor=other_trainer.user)
        result = PracticalResult.objects.get()
        assert (result.outcome, result.words) == (Outcome.NOT_YET, said)
        approve(send_work(pupil, tasks[0]), other_trainer.user)
        result.refresh_from_db()
        assert (result.outcome, HandIn.objects.count()) == (Outcome.DONE, 2)

    def test_the_same_answer_twice_is_once(self, pupil, tasks, other_trainer):
        work = send_work(pupil, tasks[0])
        assert approve(work, other_trainer.user) == approve(work, other_trainer.user)
        assert AuditEntry.objects.filter(action="assessing.review").count() == 1

    def test_another_answer_later_is_refused(self, pupil, tasks, other_trainer, make_user):
        work = approve(send_work(pupil, tasks[0]), other_trainer.user)
        officer = make_user(role=Role.COMMUNE_OFFICER)
        with pytest.raises(DomainError, match="đã có người xem"):
            review(handed_in=work, done=False, words="Chưa.", actor=officer)
        work.refresh_from_db()
        assert work.reviewed_by == other_trainer.user

    def test_what_was_seen_in_class_meanwhile_stays(
        self, klass, pupil, trainer, tasks, other_trainer
    ):
        work = send_work(pupil, tasks[0])
        tick(klass, pupil, tasks[:1], trainer.user)
        review(handed_in=work, done=False, words="Chưa rõ.", actor=other_trainer.user)
        result = PracticalResult.objects.get()
        assert (result.outcome, result.judged_by) == (Outcome.DONE, trainer.user)

    def test_who_taught_does_not_review(self, pupil, trainer, tasks, course_task):
        for task in (tasks[0], course_task):
            with pytest.raises(DomainError, match="Bạn đã dạy người này"):
                approve(send_work(pupil, task), trainer.user)

    def test_who_taught_another_course_reviews_the_task_of_this_one(
        self, pupil, trainer, course_task
    ):
        course_task.course_number = 3
        course_task.save()
        assert approve(send_work(pupil, course_task), trainer.user).state == "done"

    def test_nobody_reviews_their_own(self, trainer, tasks):
        with pytest.raises(DomainError, match=NOT_YOURSELF):
            approve(send_work(trainer, tasks[0]), trainer.user)

    def test_who_may_review(self, pupil, tasks, make_trainer, make_user, areas, other_trainer):
        work = send_work(pupil, tasks[0])
        far = areas["01906"]
        people = {
            "trainer here": other_trainer.user,
            "trainer elsewhere": make_trainer("Ma Văn Xa", 1980, area=far).user,
            "trainer anywhere": make_user(role=Role.TRAINER),
            "officer here": make_user(role=Role.COMMUNE_OFFICER),
            "officer elsewhere": make_user(role=Role.COMMUNE_OFFICER, area=far),
            "province": make_user(role=Role.PROVINCE_OFFICER),
            "auditor": make_user(role=Role.AUDITOR),
            "citizen": make_user(),
            "learner": pupil.user,
        }
        may = {
            who
            for who, user in people.items()
            if HandIn.objects.reviewable_by(user).filter(pk=work.pk).exists()
        }
        assert may == {"trainer here", "trainer anywhere", "officer here", "province"}
