"""Tasks of the resolution as tests write them, through the same doors."""

from collections.abc import Callable
from datetime import date
from itertools import count

from django.utils import timezone

from learners.resolution.checking import Measure
from learners.resolution.deadlines import Deadline
from learners.resolution.facts import Agency, TaskFacts
from learners.resolution.models import (
    Objective,
    ProgressNote,
    ResolutionTask,
    TakingPart,
    TaskIndicator,
)
from learners.resolution.noting import Note, add_note
from learners.resolution.services import save_indicator, save_objective, save_task
from lms.core.models import Organisation, User

_keys = count(1)
DAY = date(2026, 3, 1)


def agency(organisation: Organisation) -> Agency:
    return Agency(organisation.name, organisation.pk)


def task(actor: User, number: str = "1", **facts) -> ResolutionTask:
    """A task under objective 1; what is not said is not known."""
    there = Objective.objects.filter(number="1").first()
    if not there:
        save_objective(objective=None, number="1", title="Mọi người biết dùng AI", actor=actor)
    told = {"number": number, "objective": "1", "title": f"Nhiệm vụ thử {number}"} | facts
    return save_task(task=None, facts=TaskFacts(**told), actor=actor)


def clear_task(actor: User, number: str = "1", **facts) -> ResolutionTask:
    """A task of which all six are clear."""
    told = {
        "lead": Agency("Sở Nội vụ"),
        "person": "Nguyễn Văn Phụ Trách",
        "post": "Phó Giám đốc",
        "deadline": Deadline(date(2099, 12, 31)),
        "product": "Báo cáo",
        "authority": "Chủ tịch UBND tỉnh",
    }
    made = task(actor, number, **told | facts)
    indicator(made, actor)
    return made


def indicator(of: ResolutionTask, actor: User, **measure) -> TaskIndicator:
    told = {"name": "Số người thành thạo", "unit": "người"} | measure
    return save_indicator(task=of, indicator=None, measure=Measure(**told), actor=actor)


def note(of: ResolutionTask, actor: User, percent: int | None = 50, **more) -> ProgressNote:
    told = {"day": timezone.localdate(), "words": "Đã làm một phần", "percent": percent} | more
    if percent == 100:
        told.setdefault("document", "12/BC-UBND")
    return add_note(task=of, note=Note(**told), key=f"k{next(_keys)}", actor=actor)


def task_rows(actor: User, organisation: Organisation) -> None:
    """A row of every table of tasks."""
    made = task(actor, lead=agency(organisation), deadline=Deadline(DAY))
    TakingPart.objects.create(task=made, organisation=organisation)
    note(made, actor, indicator=indicator(made, actor), value=1)
    indicator(made, actor, name="Chuyên gia", feed="experts")


def note_again(*, corrects: bool = False, **changes: object) -> Callable[[], None]:
    """The first note once more, otherwise; perhaps as one that corrects it."""

    def write() -> None:
        row = ProgressNote.objects.order_by("pk").first()
        row.corrects_id = row.pk if corrects else None
        row.pk, row.key = None, "again"
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return write


def behind_doors_of_tasks(actor: User, organisation: Organisation) -> dict[str, int]:
    """A task of an agency, with an indicator and a note that has a file."""
    made = task(actor, lead=agency(organisation))
    measure = indicator(made, actor)
    written = note(made, actor, file=b"%PDF-1.4\n%%EOF")
    names = ("task", "change", "drop", "add_indicator", "note")
    return {
        **{f"resolution:{name}": made.pk for name in names},
        **dict.fromkeys(("resolution:correct", "resolution:file"), written.pk),
        "resolution:indicator": measure.pk,
        "resolution:objective": made.objective_id,
    }
