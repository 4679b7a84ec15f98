"""Who may already stand on the register when somebody is about to be put there."""

from dataclasses import dataclass

from learners.duplicates.candidates import find
from learners.people.changes import Facts
from learners.people.matching import Verdict, traits_of
from learners.people.models import Learner
from lms.core.models import Area, User

MOST = 10


@dataclass(frozen=True, slots=True)
class Likeness:
    """A person of the register, and why they may be the one."""

    learner: Learner
    reasons: tuple[str, ...]
    mine: bool  # whether one may see them; else only the place is told


def look_alikes(*, facts: Facts, commune: Area, user: User) -> list[Likeness]:
    """People of the register who are or may be the one of `facts`, the likeliest first.

    Somebody of another place is told by place only, and only when they are surely the same:
    whoever knows that much of a person knows the person.
    """
    told = Learner(**facts.clean(), commune=commune)
    told.set_keys()
    (matches,) = find([traits_of(told)])
    found = {match.learner_id: match.judgement for match in matches[:MOST]}
    people = Learner.objects.standing().filter(pk__in=found).select_related("commune")
    visible = set(people.visible_to(user).values_list("pk", flat=True))
    by_id = people.in_bulk()
    return [
        Likeness(by_id[pk], judgement.reasons, pk in visible)
        for pk, judgement in found.items()
        if pk in by_id and (pk in visible or judgement.verdict is Verdict.SAME)
    ]
