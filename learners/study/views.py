"""The citizen's screens: practice, course test, what I have done."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from courses.models import CoursePage, LessonPage
from courses.quiz import grade
from learners.people.models import Consent, Learner
from learners.people.own import to_register
from learners.people.selectors import learner_of
from learners.study import device, selectors, services
from learners.study.answers import AnswerSheet, answered
from learners.study.models import Attempt
from learners.study.tries import asked
from lms.core.access import account_of
from lms.core.errors import DomainError


@method_decorator(never_cache, name="dispatch")
class StudyView(View):
    """A screen for anyone; knows the learner, and keeps what their device did before."""

    learner: Learner | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.learner = learner_of(request.user)
        if self.learner and (done := device.lessons_done(request.session)):
            with suppress(services.StudyNotKept):  # then it stays on the device
                services.keep_device_progress(learner=self.learner, done=done)
                device.forget(request.session)

    @property
    def on_device(self) -> set[str]:
        """The lessons done on this device by somebody not on the register."""
        return set(device.lessons_done(self.request.session))


class LearnerView(LoginRequiredMixin, StudyView):
    """A screen for people on the register; others are led there and back."""

    learner: Learner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.learner:
            return redirect(to_register(back=request.get_full_path()))
        return super().dispatch(request, *args, **kwargs)


class MineView(StudyView):
    """My learning: every course, how far, what comes next, and the rules in plain words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        states = selectors.course_states(learner=self.learner, on_device=self.on_device)
        begun = [state for state in states if state.done or state.enrolment]
        rule, steps = selectors.proficiency_steps(learner=self.learner, states=states)
        context = {
            "learner": self.learner,
            "begun": [(state, selectors.course_rule(state)) for state in begun],
            "others": [state for state in states if state not in begun],
            "proficiency_rule": rule,
            "proficiency_steps": steps,
        }
        return render(request, "learners/study/mine.html", context)


class LessonFragment(StudyView):
    """The personal part of a lesson page: is it done, what is next."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        place = selectors.place_of(pk)
        if place is None:
            raise Http404
        context = _lesson_context(self, *place)
        return render(request, "learners/study/lesson_fragment.html", context)


class CourseFragment(StudyView):
    """The personal part of a course page: progress, rule, next step."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        course = get_object_or_404(CoursePage.objects.live().defer("bank"), pk=pk)
        state = selectors.course_state(
            learner=self.learner, course=course, on_device=self.on_device
        )
        context = {"state": state, "rule": selectors.course_rule(state)}
        return render(request, "learners/study/course_fragment.html", context)


class PracticeView(StudyView):
    """The questions of a lesson: as often as one likes, with an answer to each answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        practice = _practice(pk)
        return self._ask(practice.lesson, AnswerSheet(practice.questions))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        practice = _practice(pk)
        lesson, questions = practice.lesson, practice.questions
        sheet = AnswerSheet(questions, request.POST)
        if not sheet.complete:
            return self._ask(lesson, sheet, status=422)
        score = grade(questions, sheet.answers)
        passed = score.correct >= lesson.pass_mark
        run = self._record(lesson, score.correct, score.total) if passed else None
        context = {
            **_lesson_context(self, lesson, practice.outline, run),
            "score": score,
            "passed": passed,
            "answered": answered(score),
        }
        return render(request, "learners/study/practice_result.html", context)

    def _record(self, lesson: LessonPage, correct: int, total: int) -> selectors.Run | None:
        if self.learner:
            with suppress(services.StudyNotKept):  # then only this device remembers
                return services.record_lesson(
                    learner=self.learner, lesson=lesson, correct=correct, total=total
                )
        device.remember(self.request.session, lesson.pk, correct, total)
        return None

    def _ask(self, lesson: LessonPage, sheet: AnswerSheet, status: int = 200) -> HttpResponse:
        context = {"lesson": lesson, "course": lesson.course, "sheet": sheet}
        return render(self.request, "learners/study/practice.html", context, status=status)


class TestView(LearnerView):
    """Before the course test: the rule, the tries, and the button that opens it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(get_object_or_404(CoursePage.objects.live(), pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        course = get_object_or_404(CoursePage.objects.live(), pk=pk)
        try:
            attempt = services.open_attempt(learner=self.learner, course=course)
        except DomainError as error:
            return self._show(course, problem=error.message, status=409)
        return redirect("study:attempt", pk=attempt.pk)

    def _show(self, course: CoursePage, problem: str = "", status: int = 200) -> HttpResponse:
        state = selectors.course_state(learner=self.learner, course=course)
        if state.completed:
            return redirect("study:finished", pk=course.pk)
        context = {
            "state": state,
            "course": course,
            "rule": selectors.course_rule(state),
            "problem": problem,
        }
        return render(self.request, "learners/study/test.html", context, status=status)


class AttemptView(LearnerView):
    """The questions of an open attempt; once handed in, its result."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self._own_attempt(pk)
        if attempt.submitted_at:
            return redirect("study:result", pk=pk)
        return self._ask(attempt, AnswerSheet(asked(attempt.questions)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self._own_attempt(pk)
        if not attempt.submitted_at:
            sheet = AnswerSheet(asked(attempt.questions), request.POST)
            if not sheet.complete:
                return self._ask(attempt, sheet, status=422)
            try:
                services.submit_attempt(
                    attempt=attempt, answers=sheet.answers, actor=account_of(request)
                )
            except services.StudyNotKept:
                return redirect("rights:consent", code=Consent.Purpose.STUDY)
        return redirect("study:result", pk=pk)

    def _own_attempt(self, pk: int) -> Attempt:
        """Somebody else's attempt is not known to exist."""
        own = Attempt.objects.filter(enrolment__learner=self.learner)
        return get_object_or_404(own.select_related("enrolment__course"), pk=pk)

    def _ask(self, attempt: Attempt, sheet: AnswerSheet, status: int = 200) -> HttpResponse:
        course = attempt.enrolment.course
        context = {"attempt": attempt, "course": course, "sheet": sheet}
        return render(self.request, "learners/study/attempt.html", context, status=status)


class ResultView(AttemptView):
    """How an attempt went, with the answer to each answer; a pass leads to the finish."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self._own_attempt(pk)
        if not attempt.submitted_at:
            return redirect("study:attempt", pk=pk)
        course = attempt.enrolment.course
        score = grade(asked(attempt.questions), attempt.answers or {})
        context = {
            "attempt": attempt,
            "course": course,
            "score": score,
            "answered": answered(score),
            "next_try_at": selectors.next_try_at(enrolment=attempt.enrolment, course=course),
            "completed": attempt.enrolment.completed_at is not None,
        }
        return render(request, "learners/study/result.html", context)


class FinishedView(LearnerView):
    """You have finished."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        course = get_object_or_404(CoursePage.objects.live(), pk=pk)
        states = selectors.course_states(learner=self.learner)
        state = next((s for s in states if s.course.pk == course.pk), None)
        if not state or not state.completed:
            raise Http404
        _, steps = selectors.proficiency_steps(learner=self.learner, states=states)
        context = {
            "state": state,
            "learner": self.learner,
            "next_course": next((s for s in states if not s.completed), None),
            "proficiency_steps": steps,
        }
        return render(request, "learners/study/finished.html", context)


def _practice(pk: int) -> selectors.Practice:
    practice = selectors.practice(pk)
    if practice is None:
        raise Http404
    return practice


def _lesson_context(
    view: StudyView,
    lesson: LessonPage,
    outline: selectors.Outline | None,
    run: selectors.Run | None = None,
) -> dict[str, Any]:
    """What stands beside a lesson: done or not, how far the course is, what comes next."""
    state = selectors.course_state(
        learner=view.learner,
        course=lesson.course,
        on_device=view.on_device,
        run=run,
        outline=outline,
    )
    here = next((i for i, s in enumerate(state.lessons) if s.lesson.pk == lesson.pk), None)
    later = state.lessons[here + 1 :] if here is not None else ()
    return {
        "lesson": lesson,
        "course": lesson.course,
        "state": state,
        "learner": view.learner,
        "done": here is not None and state.lessons[here].done,
        "next_lesson": later[0].lesson if later else state.next_lesson,
    }
