"""Facts as lines of evidence: who or what, the words to it, and the page on which it stands."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from learners.classes.models import Session, TrainingClass
from learners.closing.models import HoursCredit
from learners.monitoring.indicator import Told
from learners.people.models import Learner
from learners.study.models import Enrolment, Proficiency
from learners.trainers.models import Appointment


def person(learner: Learner, words: str, place: str = "") -> Told:
    """A line about somebody, leading to a place on their page.

    Who was erased has no name any more, and still counts; no way leads on from there, since a
    class and a day would say who it was.
    """
    if learner.erased_at:
        return Told("Người đã xóa hồ sơ theo yêu cầu", words)
    name = f"{learner.full_name}, sinh {learner.birth}"
    return Told(name, words, reverse("registry:person", args=[learner.pk]) + place)


def begun(fact: Enrolment) -> Told:
    """An enrolment by its first day."""
    words = f"{fact.course.title}, bắt đầu {_day(fact.started_at)}"
    return person(fact.learner, words, f"#ghi-danh-{fact.pk}")


def finished(fact: Enrolment) -> Told:
    """An enrolment by its last day."""
    ended = fact.completed_at or fact.started_at
    words = f"{fact.course.title}, hoàn thành {_day(ended)}"
    return person(fact.learner, words, f"#ghi-danh-{fact.pk}")


def proficient(fact: Proficiency) -> Told:
    """An assessment with the rule it followed."""
    words = f"sát hạch đạt {fact.assessed_on:%d/%m/%Y}, quy định bản {fact.rule.version}"
    return person(fact.learner, words, "#thanh-thao")


def appointed(fact: Appointment) -> Told:
    """An appointment by its decision."""
    until = f" đến {fact.valid_to:%d/%m/%Y}" if fact.valid_to else ""
    decision = f"quyết định {fact.decision_number} của {fact.issuer}"
    return person(fact.learner, f"{decision}, từ {fact.valid_from:%d/%m/%Y}{until}")


def opened(fact: TrainingClass) -> Told:
    """A class."""
    place = ", ".join(part for part in (fact.hall, fact.hamlet) if part)
    title = f"Lớp {fact.code}: {fact.course.title}"
    words = f"{place + ', ' if place else ''}mở {_day(fact.opened_at)}"
    return Told(title, words, reverse("classes:class", args=[fact.pk]))


def held(fact: Session) -> Told:
    """A session that was held, with its register."""
    training_class = fact.training_class
    title = f"Buổi {fact.number}, lớp {training_class.code}: {training_class.course.title}"
    return Told(title, _day(fact.starts_at), reverse("attendance:register", args=[fact.pk]))


def taught(fact: HoursCredit) -> Told:
    """Minutes credited to somebody who taught."""
    session = fact.session
    words = f"{fact.minutes} phút, buổi {session.number}, lớp {session.training_class.code}"
    return person(fact.learner, f"{words}, {_day(session.starts_at)}")


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"
