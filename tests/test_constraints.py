"""What the database itself refuses, whoever writes: every constraint of the register, of
what people did, of numbers and of papers is broken once, and every one must be named here."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from certificates.models import Certificate, NumberSeries
from certificates.services import issue
from learners.duplicates.models import Merge, Pair
from learners.imports.models import ColumnMemory, Import, ImportRow
from learners.monitoring.models import DailyCount, Goal, GoalShare, OpeningBalance
from learners.people.models import (
    Consent,
    ConsentText,
    DigitalTeam,
    Learner,
    Move,
    PaperCode,
    TeamMember,
)
from learners.rights.models import DataRequest
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency, ProficiencyRule
from learners.study.services import open_attempt
from learners.trainers.models import Appointment
from lms.core.roles import Role
from tests.factories import finish_course, finish_lessons
from tests.facts import appoint, assess_on
from tests.learners.imports.lists import AN, applied

NOW = timezone.now
DAY = date(2026, 3, 1)


def set_to(model, **values):
    """Every row of a model gets these values, past every service."""
    return lambda: model.objects.update(**values)


def again(model, *, order="pk", **changes):
    """The first row of a model once more, as a new row."""

    def write():
        row = model.objects.order_by(order).first()
        row.pk = None
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return write


_ended = {"state": "revoked", "ended_at": None}
BROKEN = {
    "learner_birth_year": set_to(Learner, birth_year=1899),
    "learner_birth_date": set_to(Learner, birth_month=None, birth_day=5),
    "learner_has_a_name_or_is_erased": set_to(Learner, full_name=""),
    "learner_id_is_whole": set_to(Learner, id_hash="", id_seen="", id_last3="123"),
    "one_learner_an_id": again(Learner, user=None),
    "learner_not_merged_into_itself": lambda: Learner.objects.update(merged_into=F("pk")),
    "move_goes_elsewhere": lambda: Move.objects.update(to_commune=F("from_commune")),
    "one_move_a_day": again(Move),
    "one_team_a_hamlet": again(DigitalTeam),
    "in_a_team_once": again(TeamMember, order="is_head"),
    "one_head_a_team": set_to(TeamMember, is_head=True),
    "member_ends_after_start": set_to(TeamMember, valid_to=DAY - timedelta(days=1)),
    "paper_code_lives_for_a_while": lambda: PaperCode.objects.update(expires_at=F("made_at")),
    "one_text_a_version": again(ConsentText),
    "consent_on_paper_names_it": set_to(Consent, method="paper", paper=""),
    "one_open_request_a_kind": again(DataRequest),
    "reply_is_due_first": lambda: DataRequest.objects.update(due_on=DAY - timedelta(days=1)),
    "request_ends_with_a_day": lambda: DataRequest.objects.update(ended_at=NOW()),
    "one_standing_consent_a_purpose": again(Consent),
    "consent_withdrawn_after_given": lambda: Consent.objects.update(
        withdrawn_at=NOW() - timedelta(days=999)
    ),
    "enrolled_once": again(Enrolment),
    "completed_after_start": lambda: Enrolment.objects.update(
        completed_at=NOW() - timedelta(days=999)
    ),
    "completion_keeps_its_rule": set_to(Enrolment, rule=None),
    "lesson_done_once": again(LessonDone),
    "lesson_score_is_possible": set_to(LessonDone, correct=4, total=3),
    "attempt_numbered_once": again(Attempt),
    "one_open_attempt": again(Attempt, order="-pk", number=9),
    "attempt_is_open_or_graded": set_to(Attempt, correct=None),
    "proficiency_can_be_reached": set_to(ProficiencyRule, test_pass_mark=21),
    "appointed_once_a_day": again(Appointment),
    "appointment_ends_after_start": set_to(Appointment, valid_to=DAY - timedelta(days=1)),
    "one_pair": again(Pair),
    "one_pair_an_origin": again(Pair, order="-pk"),
    "pair_in_order": lambda: Pair.objects.exclude(right=None).update(right=F("left")),
    "pair_of_two": set_to(Pair, right=None, candidate=None),
    "merged_once": again(Merge),
    "merge_of_two": set_to(Merge, kept=F("merged")),
    "one_memory_a_source": again(ColumnMemory),
    "import_applied_with_a_day": set_to(Import, applied_at=None),
    "import_undone_with_a_day": lambda: Import.objects.update(undone_at=NOW()),
    "one_row_a_line": again(ImportRow),
    "made_row_has_a_learner": set_to(ImportRow, made=True, learner=None),
    "one_goal_an_indicator": again(Goal),
    "goal_is_positive": set_to(Goal, number=0),
    "one_share_an_area": again(GoalShare),
    "one_count_a_day": again(DailyCount),
    "balance_once_a_source": again(OpeningBalance),
    "one_standing_certificate": again(Certificate, code="x", number="y"),
    "certificate_is_pending_or_whole": set_to(Certificate, number=None),
    "certificate_ends_with_a_day": set_to(Certificate, **_ended),
    "replaced_certificate_names_the_new": lambda: Certificate.objects.update(
        state="replaced", ended_at=NOW()
    ),
    "one_series_a_year": again(NumberSeries),
}


@pytest.fixture
def one_of_each(learner, make_learner, course, commune, other_commune, make_user):
    """A row of every model, made by the services where there is one."""
    finish_course(learner, course)
    issue(certificate_id=Certificate.objects.get().pk)
    other = make_learner("Trần Văn Bình")
    finish_lessons(other, course)
    open_attempt(learner=other, course=course)
    _write_down(learner, other, commune, other_commune)
    assess_on(DAY, learner)
    appoint(learner, commune, DAY)
    Pair.objects.create(left=learner, right=other, score=70)
    Pair.objects.create(left=learner, candidate={}, origin="test:1", score=70)
    Merge.objects.create(kept=learner, merged=other)
    applied(make_user(role=Role.COMMUNE_OFFICER), AN, commune=commune)
    goal = Goal.objects.create(
        indicator="experts", title="Chuyên gia", number=30, deadline=DAY, source="QĐ"
    )
    GoalShare.objects.create(goal=goal, area=commune, number=30)
    DailyCount.objects.create(day=DAY, area=commune, indicator="experts", value=1)
    OpeningBalance.objects.create(title="Cũ", area=commune, number=1, unit="people", source="BC")


def _write_down(learner, other, commune, other_commune):
    """What the register keeps of a person beside the person."""
    Learner.objects.filter(pk=learner.pk).update(id_hash="h", id_last3="123", id_seen="paper")
    Move.objects.create(learner=learner, from_commune=other_commune, to_commune=commune)
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm Đồng")
    TeamMember.objects.create(team=team, learner=learner, is_head=True, valid_from=DAY)
    TeamMember.objects.create(team=team, learner=other, valid_from=DAY)
    PaperCode.objects.create(
        learner=learner, code_hash="h", made_by=learner.user, expires_at=NOW() + timedelta(days=1)
    )
    DataRequest.objects.create(learner=learner, kind="copy", reply_due_on=DAY, due_on=DAY)


def test_every_constraint_is_in_the_list():
    models = [*apps.get_app_config("learners").get_models(), Certificate, NumberSeries]
    assert {c.name for model in models for c in model._meta.constraints} == set(BROKEN)


def test_the_database_refuses_each_of_them(one_of_each):
    assert {name: refusal_of(write) for name, write in BROKEN.items()} == {
        name: name if connection.vendor == "postgresql" else "refused" for name in BROKEN
    }


def refusal_of(write) -> str:
    """By which constraint it is refused, where the database says so; nothing is written."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError as refusal:
        if connection.vendor == "postgresql":
            return refusal.__cause__.diag.constraint_name
        return "refused"
    return "written"


@pytest.mark.parametrize(
    "write",
    [
        again(Proficiency),  # one assessment a person
        again(Certificate, enrolment_id=None),
        again(Certificate, state="pending", number=None, facts=None, issued_at=None),
        set_to(ProficiencyRule, version=None),
        set_to(Attempt, submitted_at=None),
        set_to(Enrolment, run=-1),
    ],
)
def test_what_has_no_name_is_refused_too(one_of_each, write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize("model", [Learner, Enrolment, Goal])
def test_what_others_hang_on_is_not_deleted_past_the_services(one_of_each, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_all(model)


def delete_all(model) -> None:
    """Past Django, which would look after what hangs on the rows; checked at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608  (a name of our own)
    connection.check_constraints()
