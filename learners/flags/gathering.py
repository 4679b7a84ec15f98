"""The facts of one class that `patterns` looks through; a fixed number of queries a class."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from learners.attendance.models import Attendance, Mark
from learners.classes.models import ClassTrainer, Seat, Session, TrainingClass
from learners.flags import patterns
from learners.flags.patterns import Found, Meeting, Picture
from learners.paper.hands import comparable
from learners.paper.models import SheetScan
from lms.core.merged import merged_on


def oddities(training_class: TrainingClass) -> list[Found]:
    """Everything odd about a class, as it stands now."""
    held = list(training_class.sessions.filter(state=Session.State.HELD))
    found = list(patterns.two_places(_meetings(training_class, held)))
    found += patterns.same_signatures(_pictures(training_class), of=training_class.pk)
    found += _of_sessions(training_class, held)
    found += _of_homes(training_class)
    # Pairs of two other classes met on the way are told when those are looked at.
    mine = training_class.pk
    return [one for one in found if mine in (one.training_class, one.other_class)]


def _meetings(training_class: TrainingClass, held: list[Session]) -> list[Meeting]:
    """The sessions held, and those of other classes of the same trainers at the same times.

    With each goes who stood with its class when it began.
    """
    trainers = training_class.trainers.values("learner")
    if not held:
        return []
    between = Q()
    for session in held:
        between |= Q(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    theirs = ClassTrainer.objects.filter(learner__in=trainers).values("training_class")
    others = Session.objects.filter(
        between, state=Session.State.HELD, training_class__in=theirs
    ).exclude(training_class=training_class)
    sessions = [*held, *others]
    teaching: dict[int, list[ClassTrainer]] = defaultdict(list)
    named = ClassTrainer.objects.filter(
        training_class__in={one.training_class_id for one in sessions}
    )
    for trainer in named:
        teaching[trainer.training_class_id].append(trainer)
    return [
        Meeting(
            one.pk,
            one.training_class_id,
            one.starts_at,
            one.ends_at,
            frozenset(
                trainer.learner_id
                for trainer in teaching[one.training_class_id]
                if trainer.stood_at(one.starts_at)
            ),
        )
        for one in sessions
    ]


def _pictures(training_class: TrainingClass) -> list[Picture]:
    """The pages of the class, and of all classes of its trainers, while their pictures are kept."""
    trainers = training_class.trainers.values("learner")
    theirs = ClassTrainer.objects.filter(learner__in=trainers).values("training_class")
    scans = SheetScan.objects.exclude(flat="").filter(
        Q(sheet__session__training_class=training_class)
        | Q(sheet__session__training_class__in=theirs)
    )
    return [
        Picture(
            scan.pk,
            scan.sheet.session_id,
            scan.sheet.session.training_class_id,
            f"{scan.sheet_id}.{scan.page}",
            comparable(scan.hands),
        )
        for scan in scans.select_related("sheet__session").order_by("pk")
    ]


def _of_sessions(training_class: TrainingClass, held: list[Session]) -> Iterator[Found]:
    there: dict[int, int] = defaultdict(int)
    tapped: dict[int, list[datetime]] = defaultdict(list)
    counted = Attendance.objects.there().filter(session__in=held)
    for session, how, made_at in counted.values_list("session", "mark__how", "mark__made_at"):
        there[session] += 1
        if how == Mark.How.TAP:
            tapped[session].append(made_at)
    scans: dict[int, list[tuple[str, int]]] = defaultdict(list)
    scanned = Mark.objects.filter(session__in=held, how=Mark.How.SCAN)
    for session, device, seat in scanned.values_list("session", "device", "seat"):
        scans[session].append((device, seat))
    together = training_class.mode == TrainingClass.Mode.IN_PERSON
    holds = training_class.hall_holds if together else None
    for one in held:
        said = {"training_class": training_class.pk, "session": one.pk}
        yield from patterns.too_many(**said, there=there[one.pk], holds=holds)
        yield from patterns.at_once(**said, tapped=tapped[one.pk], there=there[one.pk])
        yield from patterns.one_phone(**said, scans=scans[one.pk])


def _of_homes(training_class: TrainingClass) -> Iterator[Found]:
    """Only classes in a hall of a commune: people of an agency, or online, live anywhere."""
    if training_class.organisation_id or training_class.mode != TrainingClass.Mode.IN_PERSON:
        return
    seats = Seat.objects.filter(training_class=training_class).seated()
    standing = seats.filter(learner__merged_into=None, learner__erased_at=None)
    merged, here = merged_on(timezone.localdate()), training_class.commune_id
    homes = list(standing.values_list("learner__commune", flat=True))
    yield from patterns.far_from_home(
        training_class=training_class.pk,
        commune=merged.get(here, here),
        homes=[merged.get(home, home) for home in homes],
    )
