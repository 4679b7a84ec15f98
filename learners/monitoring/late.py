"""What became known of a day only after it was counted, and how much of a difference it explains.

Facts of a past day change in normal work: a class is closed and its hours are credited, two records
become one, marks of a phone without a signal arrive. Each such act leaves a moment of its own. The
rule (decision 0033): what nobody touched since must be there exactly as it was shown, and what was
touched may account for no more than itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import F, Q

from learners.attendance.models import Mark
from learners.classes.models import Session
from learners.closing.models import Closing
from learners.duplicates.models import Merge
from learners.monitoring.indicator import Indicator, end_of
from learners.people.models import Move
from learners.trainers.models import TrainerFile
from lms.core.models import AuditEntry
from lms.core.numbers import show_number

# An act is stamped before its transaction ends: a count that began in between did not see it.
_UNSEEN = timedelta(minutes=5)
_DAY_MINUTES = 1_440


def _merged(since: datetime) -> set[int]:
    merges = Merge.objects.filter(Q(merged_at__gte=since) | Q(undone_at__gte=since))
    return {pk for pair in merges.values_list("kept", "merged") for pk in pair}


def _moved(since: datetime) -> set[int]:
    moves = Move.objects.filter(recorded_at__gte=since)
    # Who moved because their commune was merged is counted there on every day all the same.
    moves = moves.exclude(from_commune__ended_on__lt=F("moved_on"))
    return set(moves.values_list("learner", flat=True))


def _corrected(since: datetime) -> set[int]:
    return _targets(("people.correct", "rights.correct"), "learners.learner", since)


def _taken_back(since: datetime) -> set[int]:
    rows = AuditEntry.objects.filter(at__gte=since, action="assessing.take_back")
    return {data["learner"] for data in rows.values_list("data", flat=True)}


def _decided(since: datetime) -> set[int]:
    acts = ("trainers.appoint", "trainers.suspend", "trainers.resume", "trainers.withdraw")
    files = _targets((*acts, "trainers.move"), "learners.trainerfile", since)
    return set(TrainerFile.objects.filter(pk__in=files).values_list("learner", flat=True))


def _closed(since: datetime) -> set[int]:
    closings = Closing.objects.filter(Q(closed_at__gte=since) | Q(reopened_at__gte=since))
    return set(closings.values_list("training_class", flat=True))


def _marked(since: datetime) -> set[int]:
    late = Mark.objects.filter(received_at__gte=since).order_by()
    return set(late.values_list("session__training_class", flat=True).distinct())


def _changed(since: datetime) -> set[int]:
    of_class = ("classes.change_place", "classes.change_trainers", "classes.cancel_class")
    of_session = ("classes.move_session", "classes.cancel_session", "classes.add_session")
    moved = Session.objects.filter(pk__in=_targets(of_session, "learners.session", since))
    classes = _targets(of_class, "learners.trainingclass", since)
    return classes | set(moved.values_list("training_class", flat=True))


def _targets(actions: Iterable[str], label: str, since: datetime) -> set[int]:
    """The ids of the rows of one table that acts were about."""
    acts = AuditEntry.objects.filter(at__gte=since, action__in=list(actions))
    named = acts.filter(target__startswith=f"{label}:").values_list("target", flat=True)
    return {int(target.rpartition(":")[2]) for target in named}


Source = Callable[[datetime], set[int]]
# What may be written of a past day: words → ids of whom, and of which class, it is about.
_OF_PEOPLE: dict[str, Source] = {
    "gộp hoặc tách hồ sơ": _merged,
    "chuyển nơi ở": _moved,
    "sửa hồ sơ": _corrected,
    "rút lại kết quả sát hạch": _taken_back,
    "quyết định về giảng viên": _decided,
}
_OF_CLASSES: dict[str, Source] = {
    "kết thúc hoặc mở lại lớp": _closed,
    "điểm danh gửi muộn": _marked,
    "đổi nơi học, giờ học hoặc người dạy": _changed,
}


@dataclass(frozen=True)
class Late:
    """Whom and which classes something was written of since a day was counted; read when asked."""

    since: datetime

    @cached_property
    def _people(self) -> dict[str, set[int]]:
        return {words: find(self.since - _UNSEEN) for words, find in _OF_PEOPLE.items()}

    @cached_property
    def _classes(self) -> dict[str, set[int]]:
        return {words: find(self.since - _UNSEEN) for words, find in _OF_CLASSES.items()}

    def explains(self, one: Indicator, *, area: str, day: date, shown: int) -> bool:
        """Whether `shown` was right with what was known then.

        Without all that was touched since, it is no more than what was shown; with all that this
        may have been, no less.
        """
        people, classes = _all(self._people), _all(self._classes)
        touched = Q(pk__in=[])
        if one.person:
            touched |= Q(**{f"{one.person}_id__in": people})
        if one.of_class:
            touched |= Q(**{f"{one.of_class}__in": classes})
        untouched = one.value_of(one.evidence(day, area).exclude(touched))
        return untouched <= shown <= untouched + self._most(one, day, touched)

    def _most(self, one: Indicator, day: date, touched: Q) -> int:
        """What the touched may have counted at most, wherever and whenever."""
        if one.minutes:  # credits are written anew at each closing: a session lasts a day at most
            sessions = Session.objects.filter(
                Q(training_class__in=_all(self._classes))
                | Q(hours__learner__in=_all(self._people)),
                starts_at__lt=end_of(day),
            )
            return sessions.distinct().count() * _DAY_MINUTES
        if one.unit == "id":
            return one.rows(day).model._default_manager.filter(touched).count()
        return len(_all(self._people))

    def words(self, indicators: Iterable[Indicator]) -> list[str]:
        """What was written that can change these numbers, and of how many, in words."""
        found = list(indicators)
        told = []
        if any(one.person for one in found):
            told += [
                f"{words} ({show_number(len(ids))} người)"
                for words, ids in self._people.items()
                if ids
            ]
        if any(one.of_class for one in found):
            told += [
                f"{words} ({show_number(len(ids))} lớp)"
                for words, ids in self._classes.items()
                if ids
            ]
        return told


def _all(found: dict[str, set[int]]) -> set[int]:
    return set().union(*found.values())
