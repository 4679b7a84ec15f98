"""People set right what is kept about them: at once, or, once a paper states it, by request.

Where somebody lives in the village and how to reach them is theirs to say. Name, birth, sex and
commune are too, as long as nothing was handed out or seen on paper that states who they are; after
that a tap would make the register and the paper disagree, so the commune decides.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from learners.people import changes
from learners.people.changes import FIELDS, Facts
from learners.people.models import Learner, Move
from learners.people.selectors import is_theirs
from learners.rights import services
from learners.rights.models import DataRequest
from learners.rights.selectors import is_bound, subject_of
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import Area, User

# What a paper states; the rest is always set right at once.
STATED = ("full_name", "birth_year", "birth_month", "birth_day", "sex")
_LONGEST_WORDS = 1_000


@transaction.atomic
def correct_own(
    *, learner: Learner, facts: Facts, commune: Area, actor: User
) -> DataRequest | None:
    """Set right what may be, ask the commune for the rest; returns that request, if there is one.

    Raises DomainError when the facts cannot be, when it is somebody else's record, or for a second
    change of the commune on one day.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if not is_theirs(learner, actor):
        raise DomainError("Đây là hồ sơ của người khác.")
    wanted = facts.clean()
    asked = None
    if is_bound(subject_of(learner)):
        asked = _ask(learner, wanted, commune, actor)
        wanted |= {name: getattr(learner, name) for name in STATED}
        commune = learner.commune
    changes.correct(learner=learner, facts=Facts(**wanted), reason="asked", actor=actor)
    if commune.pk != learner.commune_id:
        _move(learner, commune, actor)
        audit.record(actor=actor, action="rights.correct", target=learner, fields=["commune"])
    return asked


def _ask(
    learner: Learner, wanted: dict[str, object], commune: Area, actor: User
) -> DataRequest | None:
    """A request that says what should stand there instead; none when nothing differs."""
    differs = [name for name in STATED if wanted[name] != getattr(learner, name)]
    lines = [
        f"{FIELDS[name]}: {_say(learner, name)} → {wanted[name] or 'để trống'}" for name in differs
    ]
    if commune.pk != learner.commune_id:
        lines.append(f"xã, phường: {learner.commune} → {commune}")
    if not lines:
        return None
    words = "Xin sửa " + "; ".join(lines)
    asked = services.receive(
        learner=learner, kind=DataRequest.Kind.CORRECT, words=words, actor=actor
    )
    if asked.words != words:  # one was open already: the newer wish is added to it
        asked.words = f"{asked.words}\n{words}"[-_LONGEST_WORDS:]
        asked.save(update_fields=["words"])
    return asked


def _say(learner: Learner, name: str) -> str:
    return str(getattr(learner, name) or "để trống")


def _move(learner: Learner, commune: Area, actor: User) -> None:
    """Where somebody lives from today on; the days before keep counting where they lived."""
    today = timezone.localdate()
    if learner.moves.filter(moved_on__gte=today).exists():
        raise DomainError("Hôm nay bạn đã đổi nơi ở một lần. Nếu chọn nhầm, hãy báo xã, phường.")
    Move.objects.create(
        learner=learner,
        from_commune_id=learner.commune_id,
        to_commune=commune,
        moved_on=today,
        recorded_by=actor,
    )
    Learner.objects.filter(pk=learner.pk).update(
        commune=commune,
        address_mapping=Learner.Mapping.PICKED,
        address_mapped_on=today,
    )


def facts_of(learner: Learner) -> dict[str, object]:
    """What stands on the register, as a form shows it first."""
    blank = asdict(Facts(full_name="", birth_year=0))
    return {name: getattr(learner, name) for name in blank}
