"""Two records of one person become one, with all that hangs on them; and back again, exactly.

Whatever points at a record moves to the one that is kept: nobody is told here which tables there
are. Where a rule of the database forbids it (both are enrolled in one run of a course), the better
row goes to the kept record and the other stays with the merged one, but for its parts (the lessons
done in it): they join those of the better. A model says by `merge_rank` which is better. The
journal of the `Merge` holds what is needed to take it all back.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from learners.duplicates.models import Merge, Pair
from learners.people.models import Learner
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.errors import DomainError
from lms.core.models import User

# What the kept record takes over where it has nothing; fields that are one thing go together.
_FILLS = (
    *(("sex",), ("phone",), ("email",), ("organisation",)),
    ("birth_month", "birth_day"),
    ("id_hash", "id_last3", "id_seen"),
)
_CHANGED = (
    "Sau khi gộp đã có thay đổi khác nên không tách lại được. "
    "Hãy báo cán bộ tỉnh để xem từng hồ sơ."
)


@transaction.atomic
def merge(*, kept: Learner, merged: Learner, actor: User) -> Merge:
    """Make `merged` a part of `kept`; everything follows.

    Raises DomainError when one of them stands no longer on the register, or they are one.
    """
    kept, merged = _locked(kept, merged)
    if kept == merged:
        raise DomainError("Hai hồ sơ phải khác nhau thì mới gộp được.")
    for learner in (kept, merged):
        if learner.merged_into_id or learner.erased_at:
            raise DomainError(
                "Một trong hai hồ sơ không còn đứng riêng trong sổ. Hãy tải lại trang."
            )
    mover = _Mover(kept, merged)
    journal = mover.move_all()
    account = merged.user if not kept.user_id else None
    journal["account"] = bool(account)
    if account:
        merged.user = None
    merged.merged_into = kept
    merged.save()  # first: an ID number or an account belongs to one standing record
    kept.user = kept.user or account
    journal["filled"] = _fill(kept, merged)
    kept.save()
    done = Merge.objects.create(kept=kept, merged=merged, journal=journal, merged_by=actor)
    audit.record(
        actor=actor,
        action="duplicates.merge",
        target=kept,
        merged=merged.pk,
        moved=len(journal["moved"]),
        filled=journal["filled"],
    )
    return done


@transaction.atomic
def undo_merge(*, merge: Merge, actor: User) -> Merge:
    """Give both records back what they had before they were merged; what came since stays.

    Raises DomainError when it was undone already, when something merged or erased since stands in
    the way, or when what moved has changed so that it cannot go back.
    """
    kept, merged = _locked(merge.kept, merge.merged)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    _check_undo(merge, kept, merged)
    try:
        with transaction.atomic():
            _give_back(merge, kept, merged)
    except IntegrityError as error:
        raise DomainError(_CHANGED) from error
    merge.undone_by, merge.undone_at = actor, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    asked = Pair.objects.filter(left__in=(kept, merged), right__in=(kept, merged))
    asked.filter(state=Pair.State.SAME).update(
        state=Pair.State.OPEN, decided_by=None, decided_at=None
    )
    audit.record(actor=actor, action="duplicates.undo_merge", target=kept, merged=merged.pk)
    return merge


def _locked(kept: Learner, merged: Learner) -> tuple[Learner, Learner]:
    """Both rows, locked; merges and imports wait for one another, so that none meets half a one."""
    lock_register()
    rows = Learner.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=(kept.pk, merged.pk))}
    return found[kept.pk], found[merged.pk]


def _fill(kept: Learner, merged: Learner) -> list[str]:
    """Take over what is empty in the kept record; returns the names of the fields."""
    groups = list(_FILLS)
    if kept.birth_year != merged.birth_year:
        groups.remove(("birth_month", "birth_day"))
    if kept.commune_id == merged.commune_id:
        groups.append(("hamlet",))
    filled = [
        name
        for group in groups
        if not any(getattr(kept, name) for name in group)
        for name in group
        if getattr(merged, name)
    ]
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    return filled


def _check_undo(merge: Merge, kept: Learner, merged: Learner) -> None:
    if merge.undone_at:
        raise DomainError("Lần gộp này đã được tách lại rồi.")
    if kept.erased_at or merged.erased_at:
        raise DomainError("Hồ sơ đã được xóa theo yêu cầu nên không tách lại được.")
    later = Merge.objects.filter(undone_at=None, pk__gt=merge.pk)
    if later.filter(Q(kept=kept) | Q(merged=kept)).exists():
        raise DomainError("Sau đó hồ sơ này còn được gộp lần nữa. Hãy tách lần gộp sau trước.")


def _give_back(merge: Merge, kept: Learner, merged: Learner) -> None:
    journal = merge.journal
    for name in journal["filled"]:  # what was corrected since is nobody's to take back
        if getattr(kept, name) == getattr(merged, name):
            setattr(kept, name, getattr(Learner(), name))
    account = kept.user if journal["account"] else None
    if account:
        kept.user = None
    kept.save()
    merged.user = merged.user or account
    merged.merged_into = None
    merged.save()
    _Mover(kept, merged).move_back(journal)


class _Mover:
    """Everything that points at a record, on its way to another."""

    def __init__(self, kept: Learner, merged: Learner) -> None:
        self.kept, self.merged = kept, merged
        self.journal: dict[str, Any] = {
            name: [] for name in ("moved", "swapped", "stayed", "parts", "pairs")
        }

    def move_all(self) -> dict[str, Any]:
        """Move what may move; returns the journal of it."""
        for model, field in _pointing():
            for row in model._base_manager.filter(**{field: self.merged}).order_by("pk"):
                self._move(model, field, row)
        self._move_pairs()
        return self.journal

    def _move(self, model: type[models.Model], field: str, row: models.Model) -> None:
        rivals = list(_rivals(row, field, self.kept))
        label = model._meta.label_lower
        if not rivals:
            _point(model, row.pk, field, self.kept.pk)
            self.journal["moved"].append([label, row.pk, field])
        elif len(rivals) == 1 and _is_better(row, rivals[0]):
            self._swap(model, field, row.pk, rivals[0].pk)
            self.journal["swapped"].append([label, row.pk, rivals[0].pk, field])
            self._gather(better=row, other=rivals[0])
        else:
            self.journal["stayed"].append([label, row.pk, field])
            if len(rivals) == 1:
                self._gather(better=rivals[0], other=row)

    def _gather(self, better: models.Model, other: models.Model) -> None:
        """What is a part of one row and the better one has not goes over to it."""
        for model, field in _pointing(type(other), parts=True):
            for part in model._base_manager.filter(**{field: other}).order_by("pk"):
                if not any(_rivals(part, field, better)):
                    _point(model, part.pk, field, better.pk)
                    key = part._meta.pk.value_to_string(part)  # a mark's is a UUID
                    self.journal["parts"].append([model._meta.label_lower, key, field, other.pk])

    def _swap(self, model: type[models.Model], field: str, to_kept: int, to_merged: int) -> None:
        """Two rows that the database lets stand nowhere together exchange their records."""
        aside = Learner.objects.create(
            full_name="",
            birth_year=self.kept.birth_year,
            commune_id=self.kept.commune_id,
            source=self.kept.source,
            erased_at=timezone.now(),
        )
        _point(model, to_merged, field, aside.pk)
        _point(model, to_kept, field, self.kept.pk)
        _point(model, to_merged, field, self.merged.pk)
        aside.delete()

    def _move_pairs(self) -> None:
        """Questions, and what was found different, follow; none is asked twice."""
        pairs = Pair.objects.filter(Q(left=self.merged) | Q(right=self.merged))
        for pair in pairs.exclude(state=Pair.State.SAME).order_by("pk"):
            other = pair.right_id if pair.left_id == self.merged.pk else pair.left_id
            if other == self.kept.pk:
                continue
            left, right = sorted((self.kept.pk, other)) if other else (self.kept.pk, None)
            there = Q(right=right) if right else Q(origin=pair.origin)
            if Pair.objects.filter(there, left=left).exists():
                continue
            self.journal["pairs"].append([pair.pk, pair.left_id, pair.right_id])
            Pair.objects.filter(pk=pair.pk).update(left=left, right=right)

    def move_back(self, journal: dict[str, Any]) -> None:
        """Undo `move_all`; raises IntegrityError where a rule forbids it by now."""
        for label, pk, field, before in journal.get("parts", ()):
            _point(apps.get_model(label), pk, field, before)
        for label, to_kept, to_merged, field in journal["swapped"]:
            self._swap(apps.get_model(label), field, to_merged, to_kept)
        for label, pk, field in journal["moved"]:
            _point(apps.get_model(label), pk, field, self.merged.pk)
        for pk, left, right in journal["pairs"]:
            Pair.objects.filter(pk=pk).update(left=left, right=right)


def _pointing(
    at: type[models.Model] = Learner, *, parts: bool = False
) -> Iterator[tuple[type[models.Model], str]]:
    """Every model and field that points at a record, or only its parts: what would go with it."""
    for relation in at._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not isinstance(relation, models.ManyToOneRel) or model in (Pair, Merge):
            continue
        if not parts or relation.on_delete is models.CASCADE:
            yield model, relation.field.name


def _point(model: type[models.Model], pk: object, field: str, to: int) -> None:
    model._base_manager.filter(pk=pk).update(**{field: to})


def _rivals(row: models.Model, field: str, kept: models.Model) -> Iterator[models.Model]:
    """The rows of `kept` that a rule of the database forbids to stand beside `row`."""
    everything = type(row)._base_manager
    for others, condition in _rules(type(row), field):
        values = {name: row.serializable_value(name) for name in others}
        if None in values.values() or not everything.filter(condition, pk=row.pk).exists():
            continue
        yield from everything.filter(condition, **{field: kept}, **values)


def _rules(model: type[models.Model], field: str) -> Iterator[tuple[list[str], Q]]:
    """For each rule that makes `field` unique: the other fields of it, and its condition."""
    if getattr(model._meta.get_field(field), "unique", False):
        yield [], Q()
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and field in rule.fields:
            yield [name for name in rule.fields if name != field], rule.condition or Q()


def _is_better(row: models.Model, rival: models.Model) -> bool:
    rank = getattr(type(row), "merge_rank", None)
    return rank is not None and rank(row) > rank(rival)
