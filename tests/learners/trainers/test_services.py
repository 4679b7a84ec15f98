"""The way to an appointment: opened, moved on, told, confirmed, by those whose place it is."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from learners.trainers.loading import load_rules, open_missing_files
from learners.trainers.models import Confirmation, StateChange, Tier, TrainerFile, TrainerRule
from learners.trainers.reviewing import note, review_one
from learners.trainers.services import (
    confirm,
    move,
    open_file,
    tell_languages,
    tell_trained_by,
)
from learners.trainers.states import State
from learners.trainers.tasks import review
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import appoint as appointed_on
from tests.facts import make_person
from tests.learners.trainers.conftest import meet_entry


def missing(file) -> list[str]:
    return [one.condition.measure for one in review_one(file).missing]


def test_a_file_is_opened_once_with_its_first_line_of_history(file, officer, learner):
    again = open_file(learner=learner, tier=Tier.CORE, words="", actor=officer)
    assert (again, file.area_id, file.state) == (file, learner.commune_id, State.CANDIDATE)
    line = StateChange.objects.get()
    assert (line.to_state, line.words, line.changed_by) == (
        "candidate",
        "Hội Phụ nữ giới thiệu",
        officer,
    )
    assert AuditEntry.objects.filter(action="trainers.open_file").count() == 1


@pytest.mark.parametrize(
    ("role", "place", "tier", "may"),
    [
        (Role.COMMUNE_OFFICER, "05503", Tier.CORE, True),
        (Role.COMMUNE_OFFICER, "05503", Tier.EXPERT, False),
        (Role.COMMUNE_OFFICER, "01906", Tier.CORE, False),
        (Role.PROVINCE_OFFICER, "19", Tier.CORE, True),
        (Role.PROVINCE_OFFICER, "19", Tier.EXPERT, True),
        (Role.AGENCY_OFFICER, None, Tier.CORE, False),
        (Role.AUDITOR, "19", Tier.CORE, False),
        (Role.TRAINER, "05503", Tier.CORE, False),
        (None, None, Tier.CORE, False),
    ],
)
def test_the_level_that_appoints_keeps_the_files(areas, make_user, learner, role, place, tier, may):
    user = make_user(role=role, area=areas.get(place))
    with suppress(DomainError):
        open_file(learner=learner, tier=tier, words="", actor=user)
    assert TrainerFile.objects.exists() is may


def test_nobody_keeps_their_own_file(officer, make_learner, province):
    own = make_learner("Ma Văn Bình", user=officer)
    with pytest.raises(DomainError, match="chính mình"):
        open_file(learner=own, tier=Tier.CORE, words="", actor=officer)
    file = open_file(learner=own, tier=Tier.CORE, words="", actor=province)
    with pytest.raises(DomainError, match="chính mình"):
        move(file=file, to=State.TRAINING, words="Tôi giỏi", actor=officer)


def test_who_misses_something_goes_on_only_with_a_reason(file, officer):
    with pytest.raises(DomainError, match="lý do"):
        move(file=file, to=State.TRAINING, words=" ", actor=officer)
    moved = move(file=file, to=State.TRAINING, words="Học trước, giấy bổ sung sau", actor=officer)
    assert (moved.state, moved.changes.first().words) == (
        State.TRAINING,
        "Học trước, giấy bổ sung sau",
    )


def test_who_misses_nothing_goes_on_without_one(file, officer, say):
    meet_entry(file, say)
    file.refresh_from_db()
    assert (missing(file), file.missing) == ([], 0)
    assert move(file=file, to=State.TRAINING, words="", actor=officer).state == State.TRAINING


def test_moving_twice_is_moving_once_and_back_needs_a_reason(waiting, officer):
    assert move(file=waiting, to=State.WAITING, words="", actor=officer).changes.count() == 3
    with pytest.raises(DomainError, match="lý do"):
        move(file=waiting, to=State.TRAINING, words="", actor=officer)


@pytest.mark.parametrize("to", [State.APPOINTED, State.SUSPENDED, State.EXPIRED, State.WITHDRAWN])
def test_an_act_of_weight_is_no_mere_step(file, officer, to):
    with pytest.raises(DomainError):
        move(file=file, to=to, words="x", actor=officer)


def test_a_step_where_there_is_no_way_says_where_there_is_one(file, officer):
    with pytest.raises(DomainError, match="Từ đây đi tiếp được tới: đang học"):
        move(file=file, to=State.WAITING, words="x", actor=officer)


def test_a_candidate_is_told_what_is_missing(file, say):
    assert missing(file) == ["proficient", "introduced"]
    say(file, "introduced")
    assert missing(file) == ["proficient"]
    say(file, "introduced", 0)  # the newest word counts
    assert missing(file) == ["proficient", "introduced"]


def test_what_is_counted_is_not_confirmed(file, officer, say):
    for measure in ("age", "proficient", "no_such_thing"):
        with pytest.raises(DomainError, match="tự đếm"):
            say(file, measure)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"held_on": timezone.localdate() + timedelta(days=2)}, "chưa tới"),
        ({"evidence": "  "}, "minh chứng"),
        ({"words": ""}, "lý do"),
        ({"number": Decimal(-1)}, "Số chưa đúng"),
    ],
)
def test_a_word_without_proof_is_none(file, officer, changed, words):
    told = {
        "measure": "introduced",
        "number": Decimal(1),
        "held_on": timezone.localdate(),
        "words": "Đã giới thiệu",
        "evidence": "Giấy số 3",
    }
    with pytest.raises(DomainError, match=words):
        confirm(file=file, actor=officer, **told | changed)
    assert Confirmation.objects.count() == 0


def test_the_same_word_twice_is_one(file, say):
    say(file, "introduced")
    say(file, "introduced")
    assert Confirmation.objects.count() == 1


def test_nobody_is_trained_by_themselves_nor_in_a_circle(officer, file, make_learner):
    second, third = (make_learner(name) for name in ("Trần Văn Bình", "Lý Thị Sáy"))
    files = [file] + [
        open_file(learner=one, tier=Tier.CORE, words="", actor=officer) for one in (second, third)
    ]
    tell_trained_by(file=files[1], trained_by=file.learner, actor=officer)
    tell_trained_by(file=files[2], trained_by=second, actor=officer)
    for trainer in (file.learner, second, third):
        with pytest.raises(DomainError, match="Người kèm"):
            tell_trained_by(file=file, trained_by=trainer, actor=officer)
    assert tell_trained_by(file=files[2], trained_by=None, actor=officer).trained_by is None


def test_languages_are_told_by_oneself_or_by_who_keeps_the_file(file, officer, make_user):
    tell_languages(file=file, languages=["tyz", "vie", "klingon"], actor=file.learner.user)
    file.refresh_from_db()
    assert (file.languages, file.spoken) == (["vie", "tyz"], "Kinh (tiếng phổ thông), Tày")
    tell_languages(file=file, languages=["hmv"], actor=officer)
    with pytest.raises(DomainError):
        tell_languages(file=file, languages=[], actor=make_user(role=Role.TRAINER))


def test_the_rules_are_loaded_once_and_an_edited_one_is_kept(areas):
    load_rules()
    TrainerRule.objects.filter(tier="core").update(decision="Quyết định 5")
    load_rules()
    assert TrainerRule.objects.count() == 2
    assert TrainerRule.objects.get(tier="core").decision == "Quyết định 5"


def test_a_new_version_of_the_rule_judges_from_its_first_day(file):
    rule = TrainerRule.objects.get(tier="core")
    rule.pk, rule.version = None, "2"
    rule.valid_from = timezone.localdate()
    rule.conditions[0]["number"] = 60  # years of age
    rule.save()
    assert missing(file) == ["age", "proficient", "introduced"]
    yesterday = timezone.localdate() - timedelta(days=1)
    assert review_one(file, yesterday).rule.version == "1"


def test_who_was_appointed_before_there_were_files_gets_one_once(areas, commune):
    load_rules()
    today = timezone.localdate()
    person = make_person(commune)
    appointed_on(person, commune, today - timedelta(days=400), today - timedelta(days=100))
    appointed_on(person, commune, today - timedelta(days=99), today + timedelta(days=200))
    assert (open_missing_files(), open_missing_files()) == (1, 0)
    file = TrainerFile.objects.get()
    assert (file.state, file.valid_to) == ("appointed", today + timedelta(days=200))
    assert file.changes.count() == 1


def test_the_night_writes_what_lapsed_and_again_changes_nothing(areas, commune):
    load_rules()
    today = timezone.localdate()
    for last in (today, today - timedelta(days=1)):
        appointed_on(make_person(commune), commune, today - timedelta(days=300), last)
    review()
    assert sorted(TrainerFile.objects.values_list("state", flat=True)) == ["appointed", "expired"]
    assert review() == 0
    assert StateChange.objects.filter(to_state="expired").count() == 1


def test_the_cost_of_a_look_does_not_grow_with_the_files(areas, commune, django_assert_num_queries):
    load_rules()
    for _ in range(3):
        appointed_on(make_person(commune), commune, timezone.localdate() - timedelta(days=300))
    open_missing_files()
    files = list(TrainerFile.objects.all())
    with django_assert_num_queries(5):  # confirmed, rule, two measures, what is written
        note(files[:1])
    with django_assert_num_queries(5):
        note(files)
