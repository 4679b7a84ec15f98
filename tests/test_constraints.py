"""What the database itself refuses, whoever writes: every constraint of the register, of
what people did, of numbers and of papers is broken once, and every one must be named here."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from certificates.keys.services import make_key
from certificates.papers.models import Certificate
from certificates.papers.services import issue, open_for_trainers
from certificates.signing.services import open_files
from certificates.transparency.services import append
from learners.announcing.models import Announcement
from learners.attendance.services import mark
from learners.campaigns.models import (
    AlertNote,
    AlertRule,
    CampaignList,
    Letter,
    SignOff,
)
from learners.classes.calendar import make_feed
from learners.classes.models import (
    ClassList,
    Help,
    Seat,
)
from learners.classes.services import take_seat
from learners.closing.models import AttendanceFact, Closing, ClosingRule, HoursCredit
from learners.duplicates.models import Merge, Pair
from learners.flags.models import CallBack, CallDraw, Flag
from learners.imports.models import Import
from learners.monitoring.models import CarriedPerson, DailyCount, Goal, GoalShare, OpeningBalance
from learners.paper.models import Sheet, SheetScan
from learners.people.models import (
    DigitalTeam,
    Learner,
    Move,
    PaperCode,
    TeamMember,
)
from learners.publishing.models import DataLicence
from learners.rights.models import DataRequest
from learners.study.models import Attempt, Enrolment, Proficiency, ProficiencyRule
from learners.study.services import load_proficiency_rule, open_attempt
from lms.core.models import Organisation
from lms.core.roles import Role
from tests.broken import BROKEN, DAY, NOW, again, set_to
from tests.certificates.designing.looks import designs_of_papers
from tests.certificates.sharing.ways import behind_doors_of_sharing
from tests.certificates.ways import rows_of_papers
from tests.factories import finish_course, finish_lessons
from tests.facts import appoint, assess_on
from tests.guarded import past_the_guards
from tests.learners.announcing.ways import announced
from tests.learners.assessing.ways import row_of_each
from tests.learners.campaigns.ways import campaign_of, reminder_of
from tests.learners.imports.lists import AN, applied
from tests.learners.publishing.ways import behind_doors_of_publishing
from tests.learners.resolution.ways import task_rows
from tests.learners.returns.ways import signed_return
from tests.learners.trainers.ways import trainer_rows


@pytest.fixture
def one_of_each(learner, make_learner, course, commune, other_commune, make_user, make_class):
    """A row of every model, made by the services where there is one."""
    finish_course(learner, course)
    make_key()
    paper = issue(certificate_id=Certificate.objects.get().pk)
    append()
    open_files(certificate_ids=[paper.pk])
    behind_doors_of_sharing(paper)
    other = make_learner("Trần Văn Bình")
    finish_lessons(other, course)
    open_attempt(learner=other, course=course)
    load_proficiency_rule()
    row_of_each(other, make_class())
    _write_down(learner, other, commune, other_commune)
    assess_on(DAY, learner)
    appointed = appoint(learner, commune, DAY)
    (of_trainer,) = open_for_trainers(appointment_ids=[appointed.pk])
    issue(certificate_id=of_trainer.pk)
    officer = make_user(role=Role.PROVINCE_OFFICER)
    rows_of_papers(Certificate.objects.get(kind="completion"), officer)
    Certificate.objects.filter(state="pending").delete()
    trainer_rows(learner)
    Pair.objects.create(left=learner, right=other, score=70)
    Pair.objects.create(left=learner, candidate={}, origin="test:1", score=70)
    Merge.objects.create(kept=learner, merged=other)
    applied(make_user(role=Role.COMMUNE_OFFICER), AN, commune=commune)
    goal = Goal.objects.create(
        indicator="experts", title="Chuyên gia", number=30, deadline=DAY, source="QĐ"
    )
    GoalShare.objects.create(goal=goal, area=commune, number=30)
    DailyCount.objects.create(day=DAY, area=commune, indicator="experts", value=1)
    balance = OpeningBalance.objects.create(
        title="Cũ", area=commune, number=1, unit="people", source="BC"
    )
    CarriedPerson.objects.create(balance=balance, learner=learner)
    behind_doors_of_publishing(learner.user)
    DataLicence.objects.create(name="CC BY", decision="QĐ", decided_on=DAY)
    signed_return(commune, learner.user)
    _teach(make_class().sessions.get(number=1), learner, other)
    school = Organisation.objects.create(name="Trường", kind="school", area=commune)
    Goal.objects.create(
        indicator="finishers",
        title="Của trường",
        number=5,
        deadline=DAY,
        source="QĐ",
        area=None,
        organisation=school,
    )
    task_rows(make_user(role=Role.PROVINCE_OFFICER), school)
    _aim(other)
    designs_of_papers(course, learner.user)


def _teach(session, learner, other):
    """What a class leaves behind, up to its end."""
    trainer = session.training_class.opened_by
    seat = take_seat(
        training_class=session.training_class, learner=other, via=Seat.Via.SEARCH, actor=trainer
    )
    for presence in ("present", "late"):
        mark(session=session, seat=seat, presence=presence, actor=trainer)
    ClassList.objects.create(
        training_class=session.training_class,
        list=Import.objects.get(),
        file_name="a.csv",
        handed_in_by=trainer,
    )
    announced(other, session.training_class)
    Announcement.objects.update(session=session, kind="reminder")
    make_feed(actor=trainer)
    Help.objects.create(session=session, helper=learner, learner=other, minutes=30)
    sheet = Sheet.objects.create(session=session, code="ABCDEFG")
    SheetScan.objects.create(sheet=sheet, page=1, sha256="a" * 64)
    rule = ClosingRule.objects.create(version="1", valid_from=DAY, decision="QĐ")
    told = {"training_class": session.training_class}
    closing = Closing.objects.create(**told, rule=rule, closed_by=trainer)
    Flag.objects.create(**told, kind="too_many", key="too_many:1")
    draw = CallDraw.objects.create(closing=closing, seed="a", percent=5, pool=[other.pk])
    CallBack.objects.create(draw=draw, learner=other)
    AttendanceFact.objects.create(**told, learner=other, there=1, held=1, enough=True)
    HoursCredit.objects.create(session=session, learner=learner, kind="taught", minutes=60)


def _aim(learner):
    """A campaign of an agency, signed."""
    user = learner.user
    campaign = campaign_of(learner, user)
    reminder_of(campaign, learner)
    AlertRule.objects.create(version="1", valid_from=DAY, decision="QĐ")
    AlertNote.objects.create(key="silent:05503:", title="Im ắng", words="Đã gọi", noted_by=user)
    Letter.objects.create(user=user, key="weekly:2026-W48")
    CampaignList.objects.create(campaign=campaign, list=Import.objects.get())
    SignOff.objects.create(campaign=campaign, day=DAY, result={}, sha256="a", signed_by=user)


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
    boxes = ("learners", "certificates")
    models = [model for box in boxes for model in apps.get_app_config(box).get_models()]
    assert {c.name for model in models for c in model._meta.constraints} == set(BROKEN)


def test_the_database_refuses_each_of_them(one_of_each):
    assert {name: refusal_of(write) for name, write in BROKEN.items()} == {
        name: name if connection.vendor == "postgresql" else "refused" for name in BROKEN
    }


def refusal_of(write) -> str:
    """By which constraint it is refused, where the database says so; nothing is written."""
    try:
        with past_the_guards(), transaction.atomic():
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
        again(
            Certificate,
            **{"state": "pending", "number": None, "facts": None, "issued_at": None},
            **{"series": "", "year": None, "serial": None},
        ),
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
