"""Every constraint by its name, and a write that breaks it and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from certificates.badges.models import Badge, StatusList
from certificates.batches.models import Batch, BatchRow, Lane
from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.keys.models import IssuerKey
from certificates.papers.models import Certificate, NumberSeries
from certificates.printing.models import PrintedPaper, PrintRun
from certificates.sharing.models import Share
from certificates.signing.models import SignedFile
from certificates.transparency.models import LogEntry, LogNode, LogSize
from learners.announcing.models import Announcement, Delivery
from learners.assessing.models import HandIn, PaperResult, PracticalResult, PracticalTask
from learners.assessing.models import ProficiencyTry as Try
from learners.attendance.models import Attendance, Mark
from learners.campaigns.models import (
    AlertNote,
    AlertRule,
    Campaign,
    Letter,
    Member,
    Reminder,
    SignOff,
)
from learners.classes.models import (
    CalendarFeed,
    ClassList,
    ClassTrainer,
    Help,
    Seat,
    Session,
    TrainingClass,
)
from learners.closing.models import AttendanceFact, Closing, ClosingRule, HoursCredit
from learners.duplicates.models import Merge, Pair
from learners.flags.models import CallBack, CallDraw, Flag
from learners.imports.models import ColumnMemory, Import, ImportRow
from learners.monitoring.models import CarriedPerson, DailyCount, Goal, GoalShare, OpeningBalance
from learners.paper.models import Sheet, SheetScan
from learners.people.models import (
    Consent,
    ConsentText,
    DigitalTeam,
    Learner,
    Move,
    PaperCode,
    TeamMember,
)
from learners.publishing.models import ApiKey, DataLicence, Publication, PublishedCell
from learners.resolution.models import Objective, ResolutionTask, TakingPart, TaskIndicator
from learners.returns.models import Return, ReturnRule, ReturnStep
from learners.rights.models import DataRequest
from learners.study.models import Attempt, Enrolment, LessonDone, ProficiencyRule
from learners.trainers.models import (
    Appointment,
    Confirmation,
    Suspension,
    TrainerFile,
    TrainerRule,
    Trial,
    TrialSheet,
)
from lms.core.jobs import start
from tests.facts import at
from tests.learners.resolution.ways import note_again

NOW = timezone.now
DAY = date(2026, 3, 1)
DAY_AT = at(DAY)


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


def another_attendance() -> None:
    """A second line of one person in one session, from a mark that does not count."""
    one = Attendance.objects.get()
    spare = Mark.objects.exclude(pk=one.mark_id).get()
    Attendance.objects.create(
        session=one.session, seat=one.seat, mark=spare, presence=spare.presence
    )


def another_lane() -> None:
    """A second job for the same rows of a batch."""
    lane = Lane.objects.first()
    Lane.objects.create(batch=lane.batch, number=lane.number, job=start(task="x", actor=None))


_ended = {"state": "revoked", "ended_at": None}
BROKEN = {
    "one_key_signs": again(IssuerKey, kid="khac"),
    "key_ends_after_it_begins": lambda: IssuerKey.objects.update(
        used_until=F("used_from") - timedelta(days=1)
    ),
    "stolen_key_says_why_and_signs_no_more": set_to(IssuerKey, stolen_at=DAY_AT),
    "one_log_entry_an_act": again(LogEntry, waiting=False),
    "log_entry_has_a_leaf": again(LogEntry, act="ended", leaf=""),
    "one_hash_a_node": lambda: LogNode.objects.bulk_create(
        LogNode(level=9, place=0, digest=b"x") for _ in range(2)
    ),
    "log_leaf_names_its_entry": again(LogNode, place=9, entry=None),
    "one_log": lambda: LogSize.objects.create(only=False),
    "share_shows_what_it_can": set_to(Share, shows="all"),
    "badge_is_waiting_or_signed": set_to(Badge, named="z1"),
    "status_list_is_new_or_signed": set_to(StatusList, text="{}"),
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
    "proficiency_can_be_tried": set_to(ProficiencyRule, tries=0),
    "task_version_once": again(PracticalTask),
    "task_judged_once_a_person": again(PracticalResult),
    "one_waiting_hand_in": again(HandIn),
    "hand_in_waits_or_is_reviewed": set_to(HandIn, state="done"),
    "hand_in_holds_something": set_to(HandIn, text=""),
    "try_numbered_once": again(Try),
    "one_open_try": again(Try, order="-pk", number=9),
    "try_is_open_or_graded": set_to(Try, correct=None),
    "paper_score_is_possible": set_to(PaperResult, correct=11),
    "paper_proficiency_has_safety": set_to(PaperResult, kind="proficiency"),
    "paper_names_its_sheet": set_to(PaperResult, sheet_number=""),
    "sheet_counts_once": again(PaperResult),
    "sheet_voided_by_somebody_for_a_reason": set_to(PaperResult, voided_at=NOW()),
    "appointed_once_a_day": again(Appointment),
    "appointment_ends_after_start": set_to(Appointment, valid_to=DAY - timedelta(days=1)),
    "one_trainer_rule_a_version": again(TrainerRule),
    "trainer_rule_can_be_met": set_to(TrainerRule, pass_average=5),
    "one_trainer_file_a_tier": again(TrainerFile),
    "trainer_state": set_to(TrainerFile, state="ill"),
    "appointed_since_a_day": set_to(TrainerFile, state="appointed"),
    "one_open_suspension": again(Suspension),
    "suspension_ends_after_start": set_to(Suspension, ended_on=DAY),
    "confirmed_by_something": set_to(Confirmation, evidence=""),
    "one_open_trial": again(Trial),
    "trial_is_open_or_judged": set_to(Trial, passed=True),
    "one_sheet_a_place": again(TrialSheet, assessor=None),
    "judges_a_trial_once": lambda: TrialSheet.objects.update(
        assessor=Learner.objects.exclude(user=None).first().user_id
    ),
    "two_judge_a_trial": again(TrialSheet, place=3, assessor=None),
    "trial_sheet_is_empty_or_whole": set_to(TrialSheet, c1=4),
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
    "campaign_names_its_course": set_to(Campaign, counts="course"),
    "campaign_can_be_reached": set_to(Campaign, number=101),
    "campaign_has_a_decision": set_to(Campaign, decision=""),
    "meant_once_a_campaign": again(Member),
    "left_a_campaign_for_a_reason": set_to(Member, left_on=DAY),
    "reminded_once_a_step": again(Reminder),
    "one_letter_a_key": again(Letter),
    "letter_sent_with_a_time": set_to(Letter, state="sent"),
    "alert_rule_can_be_met": set_to(AlertRule, silent_days=0),
    "note_says_something": set_to(AlertNote, words=""),
    "one_standing_sign_off": again(SignOff),
    "sign_off_reopened_for_a_reason": set_to(SignOff, reason="nhầm"),
    "class_seats": set_to(TrainingClass, seats=0),
    "class_ends_with_a_day": set_to(TrainingClass, state="closed"),
    "teaches_a_class_once": again(ClassTrainer),
    "teaching_ends_after_it_began": lambda: ClassTrainer.objects.update(
        since=NOW(), until=NOW() - timedelta(days=1)
    ),
    "session_numbered_once": again(Session),
    "session_lasts": set_to(Session, ends_at=F("starts_at")),
    "one_seat_a_person": again(Seat),
    "class_list_waits_or_is_taken_in_or_sent_back": set_to(ClassList, file="a.csv"),
    "class_list_seats_from_the_register": lambda: ClassList.objects.update(
        list=None, sent_back="Thiếu năm sinh", seated_at=NOW()
    ),
    "one_feed_a_person": again(CalendarFeed, nonce="b" * 16),
    "reminded_once_a_session": again(Announcement, key=uuid4()),
    "told_once_a_way": again(Delivery),
    "announced_to_a_class_or_about_something": set_to(Announcement, about="Việc chung"),
    "sent_with_a_time": set_to(Delivery, sent_at=None),
    "only_a_message_is_read": lambda: Delivery.objects.update(read_at=NOW(), channel="email"),
    "helped_once_a_session": again(Help),
    "nobody_helps_themselves": set_to(Help, helper=F("learner")),
    "help_lasts_a_day_at_most": set_to(Help, minutes=0),
    "help_is_not_confirmed_and_struck": lambda: Help.objects.update(
        confirmed_at=NOW(), struck_at=NOW()
    ),
    "mark_made_before_received": again(Mark, pk=uuid4(), made_at=NOW() + timedelta(days=1)),
    "one_attendance_a_session": lambda: another_attendance(),
    "sheet_has_a_code": set_to(Sheet, code=""),
    "one_scan_a_picture": again(SheetScan),
    "scan_of_a_page": set_to(SheetScan, page=0),
    "closing_rule_can_be_met": set_to(ClosingRule, percent_there=101),
    "one_standing_closing": again(Closing),
    "reopened_by_somebody_for_a_reason": set_to(Closing, reason="nhầm"),
    "flag_waits_or_is_decided": set_to(Flag, state="explained"),
    "flag_has_a_key": set_to(Flag, key=""),
    "draw_of_a_share": set_to(CallDraw, percent=0),
    "draw_has_a_seed": set_to(CallDraw, seed=""),
    "called_once_a_draw": again(CallBack),
    "call_waits_or_was_made": set_to(CallBack, result="denies"),
    "one_attendance_fact_a_class": again(AttendanceFact),
    "there_at_most_as_held": set_to(AttendanceFact, there=2),
    "hours_credited_once": again(HoursCredit),
    "hours_of_one_day": set_to(HoursCredit, minutes=0),
    "one_goal_an_indicator_place_and_day": again(Goal),
    "one_goal_an_indicator_organisation_and_day": again(Goal, order="-pk"),
    "goal_of_a_place_or_an_organisation": set_to(Goal, area=None),
    "goal_is_positive": set_to(Goal, number=0),
    "one_share_an_area": again(GoalShare),
    "one_count_a_day": again(DailyCount),
    "balance_once_a_source": again(OpeningBalance),
    "balance_approved_by_another": set_to(OpeningBalance, approved_at=DAY_AT),
    "carried_once_a_balance": again(CarriedPerson),
    "objective_says_what": set_to(Objective, title=""),
    "resolution_task_says_what": set_to(ResolutionTask, title=""),
    "one_lead_a_task": set_to(ResolutionTask, lead_name="Sở"),
    "standing_task_has_no_deadline": set_to(ResolutionTask, is_standing=True),
    "task_dropped_for_a_reason": set_to(ResolutionTask, dropped_reason="nhầm"),
    "takes_part_once": again(TakingPart),
    "indicator_once_a_task": again(TaskIndicator, feed=""),
    "fed_once_a_task": again(TaskIndicator, order="-pk", name="Khác"),
    "indicator_has_a_name": again(TaskIndicator, name=""),
    "note_says_what": note_again(words=""),
    "note_percent": note_again(percent=101, document="1/BC"),
    "note_value_of_an_indicator": note_again(indicator=None),
    "note_corrected_for_a_reason": note_again(reason="nhầm"),
    "note_taken_back_says_no_number": note_again(corrects=True, reason="nhầm", counts=False),
    "done_with_evidence": note_again(percent=100),
    "return_is_due_on_a_day": set_to(ReturnRule, due_day=29),
    "one_return_a_month": again(Return),
    "return_of_a_month": set_to(Return, month=13),
    "correction_has_a_reason": set_to(Return, number=1),
    "return_state_fits_its_people": set_to(Return, state="drafted"),
    "two_people_sign_and_lock": set_to(Return, state="locked", locked_by=F("signed_by")),
    "return_step_names_what_was_signed": again(ReturnStep, sha256=""),
    "signing_freezes_the_content": again(ReturnStep, content=""),
    "sent_back_with_words": again(ReturnStep, words="Sửa"),
    "a_month_once_a_number": again(Publication),
    "a_correction_has_a_reason": again(Publication, number=7),
    "a_cell_once_a_publication": again(PublishedCell),
    "published_in_blocks": again(PublishedCell, indicator="x", low=3, high=7),
    "a_licence_is_decided": again(DataLicence, decision=""),
    "a_name_once_a_key": again(ApiKey, key_hash="x"),
    "key_ends_after_start": set_to(ApiKey, valid_to=date(2000, 1, 1)),
    "key_revoked_by_somebody": set_to(ApiKey, revoked_at=NOW()),
    "one_standing_certificate": again(Certificate, code="x", number="y", serial=99),
    "one_standing_trainer_paper": again(Certificate, order="-pk", code="x", number="y", serial=99),
    "one_paper_a_number": again(Certificate, code="x", number="y", state="revoked", ended_at=NOW()),
    "certificate_is_about_one_thing": set_to(Certificate, kind="trainer"),
    "expired_certificate_had_a_last_day": set_to(
        Certificate, state="expired", ended_at=NOW(), expires_on=None
    ),
    "signed_file_is_whole": set_to(SignedFile, sha256="a" * 64),
    "sent_out_in_a_batch": set_to(SignedFile, state="out"),
    "certificate_is_pending_or_whole": set_to(Certificate, number=None),
    "certificate_ends_with_a_day": set_to(Certificate, **_ended),
    "replaced_certificate_names_the_new": lambda: Certificate.objects.update(
        state="replaced", ended_at=NOW()
    ),
    "one_series_a_year": again(NumberSeries),
    "papers_end_with_a_reason": set_to(Batch, act="revoke", reason=""),
    "one_job_a_lane": another_lane,
    "one_row_a_place": again(BatchRow),
    "batch_row_is_about_something": set_to(
        BatchRow, enrolment=None, appointment=None, certificate=None
    ),
    "many_are_printed_by_a_job": set_to(PrintRun, job=None),
    "one_paper_a_page": again(PrintedPaper),
    "paper_picture_has_a_size": again(PaperPicture, digest="x", width=0),
    "one_paper_design_of_a_kind_from_a_day": again(PaperDesign, name="x"),
    "one_paper_design_of_a_course_from_a_day": again(PaperDesign, order="-name", name="x"),
    "paper_design_versions_are_numbered": again(PaperDesignVersion),
    "paper_design_says_who_issues": again(PaperDesignVersion, number=9, issuer=""),
    "paper_design_names_who_signs": again(PaperDesignVersion, number=9, first_name=""),
    "paper_design_names_the_second": again(PaperDesignVersion, number=9, second_post="GĐ"),
}
