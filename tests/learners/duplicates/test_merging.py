"""Two records become one and everything follows; taken back, everything is as it was."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.duplicates.merging import merge, undo_merge
from learners.duplicates.models import Merge, Pair
from learners.monitoring.indicators import FOUR
from learners.people.models import Consent, Learner
from learners.people.selectors import learner_of
from learners.study.models import Enrolment, LessonDone
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, User
from tests.factories import make_course
from tests.facts import appoint, assess_on, enrol_on, make_person
from tests.learners.duplicates.conftest import ask
from tests.learners.duplicates.tables import rows_about_people

DAY, LATER = date(2026, 3, 1), date(2026, 4, 1)


def agree(learner: Learner, purpose: str = "study") -> Consent:
    return Consent.objects.create(learner=learner, purpose=purpose, text_version="1", method="web")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


class TestEverythingFollows:
    def test_facts_of_the_merged_record_hang_on_the_kept_one(self, lan, again, course, officer):
        own = [enrol_on(DAY, again, course), assess_on(DAY, again), agree(again)]
        own.append(appoint(again, again.commune, DAY))
        merge(kept=lan, merged=again, actor=officer)
        assert {fresh(row).learner_id for row in own} == {lan.pk}
        assert fresh(again).merged_into == lan

    def test_what_is_empty_is_filled_and_what_stands_stays(self, lan, again, officer):
        Learner.objects.filter(pk=lan.pk).update(sex="female", birth_month=3, birth_day=5)
        Learner.objects.filter(pk=again.pk).update(
            sex="male", email="lan@vidu.vn", hamlet="Xóm Mới", birth_month=4, birth_day=6
        )
        done = merge(kept=lan, merged=again, actor=officer)
        kept = fresh(lan)
        assert (kept.sex, kept.birth, kept.email) == ("female", "05/03/1975", "lan@vidu.vn")
        assert (kept.phone, kept.phone_tail, kept.hamlet) == ("+84912345678", "5678", "Xóm Mới")
        assert done.journal["filled"] == ["phone", "email", "hamlet"]

    def test_the_id_number_goes_over_whole_or_not_at_all(self, lan, again, officer):
        number = {"id_hash": "a" * 64, "id_last3": "123", "id_seen": "paper"}
        Learner.objects.filter(pk=again.pk).update(**number)
        merge(kept=lan, merged=again, actor=officer)
        assert {name: getattr(fresh(lan), name) for name in number} == number

    def test_the_better_of_two_that_cannot_stand_together_goes_over(
        self, lan, again, course, officer
    ):
        begun, finished = (
            enrol_on(DAY, lan, course),
            enrol_on(LATER, again, course, finished=LATER),
        )
        late, early = assess_on(LATER, lan), assess_on(DAY, again)
        merge(kept=lan, merged=again, actor=officer)
        assert (fresh(finished).learner_id, fresh(begun).learner_id) == (lan.pk, again.pk)
        assert (fresh(early).learner_id, fresh(late).learner_id) == (lan.pk, again.pk)
        assert Learner.objects.count() == 2  # nobody stands there only to make room

    def test_the_worse_one_stays_where_it_is(self, lan, again, course, officer):
        finished, begun = enrol_on(DAY, lan, course, finished=DAY), enrol_on(DAY, again, course)
        mine, hers = agree(lan), agree(again)
        done = merge(kept=lan, merged=again, actor=officer)
        assert (fresh(finished).learner_id, fresh(begun).learner_id) == (lan.pk, again.pk)
        assert (fresh(mine).learner_id, fresh(hers).learner_id) == (lan.pk, again.pk)
        assert done.journal["stayed"] == [
            ["learners.consent", hers.pk, "learner"],
            ["learners.enrolment", begun.pk, "learner"],
        ]

    def test_lessons_done_in_either_run_are_done(self, lan, again, course, officer):
        ours, theirs = enrol_on(DAY, lan, course), enrol_on(LATER, again, course)
        first, second = course.lessons
        for run, lesson in ((ours, first), (theirs, first), (theirs, second)):
            LessonDone.objects.create(enrolment=run, lesson=lesson, correct=3, total=3)
        before = rows_about_people()
        done = merge(kept=lan, merged=again, actor=officer)
        run = Enrolment.objects.get(learner=lan)
        assert set(run.lessons_done.values_list("lesson", flat=True)) == {first.pk, second.pk}
        undo_merge(merge=done, actor=officer)
        assert rows_about_people() == before

    def test_the_account_goes_over_and_leads_to_the_kept_record(self, lan, learner, officer):
        account = learner.user
        merge(kept=lan, merged=learner, actor=officer)
        assert fresh(lan).user == account
        assert learner_of(User.objects.get(pk=account.pk)) == lan

    def test_of_two_accounts_both_lead_to_the_kept_record(self, make_learner, officer):
        one, other = make_learner(), make_learner()
        merge(kept=one, merged=other, actor=officer)
        accounts = User.objects.filter(pk__in=(one.user_id, other.user_id))
        assert [learner_of(account) for account in accounts] == [one, one]

    def test_records_merged_before_point_on(self, lan, again, commune, officer):
        third = make_person(commune, name="Lan")
        merge(kept=again, merged=third, actor=officer)
        merge(kept=lan, merged=again, actor=officer)
        assert {fresh(third).merged_into_id, fresh(again).merged_into_id} == {lan.pk}

    def test_questions_follow_and_none_is_asked_twice(self, lan, again, commune, officer):
        third, fourth = (make_person(commune, name=name) for name in ("Ba", "Tư"))
        asked = ask(again, third)
        told_apart = ask(again, fourth, state="different")
        ask(lan, fourth)
        merge(kept=lan, merged=again, actor=officer)
        assert (fresh(asked).left_id, fresh(asked).right_id) == (lan.pk, third.pk)
        assert fresh(told_apart).left_id == again.pk
        waiting = Pair.objects.undecided().values_list("left_id", "right_id")
        assert set(waiting) == {(lan.pk, third.pk), (lan.pk, fourth.pk)}

    def test_it_is_written_down_without_names(self, lan, again, officer):
        merge(kept=lan, merged=again, actor=officer)
        entry = AuditEntry.objects.get(action="duplicates.merge")
        assert (entry.actor, entry.target) == (officer, f"learners.learner:{lan.pk}")
        assert entry.data == {"merged": again.pk, "moved": 0, "filled": ["phone"]}


class TestOnePersonOneCount:
    def test_who_was_two_is_counted_once(self, lan, again, course, officer):
        for person in (lan, again):
            enrol_on(DAY, person, course, finished=DAY)
            assess_on(DAY, person)
        counts = {i.code: i.count_by_area(DAY)[lan.commune_id] for i in FOUR}
        assert set(counts.values()) == {2}
        merge(kept=lan, merged=again, actor=officer)
        counts = {i.code: i.count_by_area(DAY)[lan.commune_id] for i in FOUR}
        assert set(counts.values()) == {1}


class TestRefused:
    def test_a_record_is_not_merged_into_itself(self, lan, officer):
        with pytest.raises(DomainError, match="Hai hồ sơ phải khác nhau"):
            merge(kept=lan, merged=lan, actor=officer)

    def test_nor_twice(self, lan, again, commune, officer):
        merge(kept=lan, merged=again, actor=officer)
        with pytest.raises(DomainError, match="không còn đứng riêng"):
            merge(kept=make_person(commune), merged=again, actor=officer)

    def test_a_merge_is_taken_back_once(self, lan, again, officer):
        done = merge(kept=lan, merged=again, actor=officer)
        undo_merge(merge=done, actor=officer)
        with pytest.raises(DomainError, match="đã được tách lại"):
            undo_merge(merge=done, actor=officer)

    def test_the_later_one_first(self, lan, again, commune, officer):
        first = merge(kept=lan, merged=again, actor=officer)
        merge(kept=lan, merged=make_person(commune), actor=officer)
        with pytest.raises(DomainError, match="Hãy tách lần gộp sau trước"):
            undo_merge(merge=first, actor=officer)

    def test_who_was_erased_meanwhile_does_not_come_back(self, lan, again, officer):
        done = merge(kept=lan, merged=again, actor=officer)
        Learner.objects.filter(pk=again.pk).update(full_name="", phone="", erased_at=timezone.now())
        with pytest.raises(DomainError, match="đã được xóa theo yêu cầu"):
            undo_merge(merge=done, actor=officer)

    def test_what_others_have_meanwhile_stands_in_the_way(self, lan, again, commune, officer):
        """The number of the merged record was given to a third one."""
        number = {"id_hash": "a" * 64, "id_last3": "123", "id_seen": "paper"}
        Learner.objects.filter(pk=again.pk).update(**number)
        done = merge(kept=lan, merged=again, actor=officer)
        Learner.objects.filter(pk=lan.pk).update(id_hash="", id_last3="", id_seen="")
        third = make_person(commune)
        Learner.objects.filter(pk=third.pk).update(**number)
        before = rows_about_people()
        with pytest.raises(DomainError, match="không tách lại được"):
            undo_merge(merge=done, actor=officer)
        assert rows_about_people() == before


class TestUndone:
    def test_what_came_since_stays_with_the_kept_record(self, lan, again, course, catalog, officer):
        old = enrol_on(DAY, again, course)
        done = merge(kept=lan, merged=again, actor=officer)
        new = enrol_on(LATER, lan, make_course(catalog, number=2))
        Learner.objects.filter(pk=lan.pk).update(phone="+84377000111", phone_tail="0111")
        undo_merge(merge=done, actor=officer)
        assert (fresh(old).learner_id, fresh(new).learner_id) == (again.pk, lan.pk)
        assert fresh(lan).phone == "+84377000111"  # corrected since: nobody's to take back

    def test_the_question_is_open_again(self, pair, lan, again, officer):
        Pair.objects.update(state="same", decided_by=officer, decided_at=timezone.now())
        undo_merge(merge=merge(kept=lan, merged=again, actor=officer), actor=officer)
        assert (fresh(pair).state, fresh(pair).decided_by) == ("open", None)

    def test_it_is_written_down(self, lan, again, officer):
        undo_merge(merge=merge(kept=lan, merged=again, actor=officer), actor=officer)
        assert Merge.objects.get().undone_by == officer
        assert AuditEntry.objects.filter(action="duplicates.undo_merge").count() == 1


facts = st.fixed_dictionaries(
    {
        "phone": st.sampled_from(["", "+84912345678", "+84377000111"]),
        "sex": st.sampled_from(["", "male", "female"]),
        "number": st.booleans(),
        "account": st.booleans(),
        "birthday": st.booleans(),
        "courses": st.dictionaries(st.sampled_from([0, 1]), st.sampled_from([None, DAY, LATER])),
        "assessed": st.sampled_from([None, DAY, LATER]),
        "consents": st.sets(st.sampled_from(["study", "contact"])),
        "appointed": st.sets(st.sampled_from([DAY, LATER])),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    people=st.lists(facts, min_size=4, max_size=4),
    order=st.permutations([(0, 1), (1, 2), (3, 2)]),
    asked=st.sets(st.sampled_from([(0, 2), (0, 3), (1, 3), (0, 1)])),
)
def test_merges_taken_back_one_after_the_other_leave_all_as_it_was(
    areas, two_courses, officer, make_user, people, order, asked
):
    with transaction.atomic():
        written = [
            write(place, told, areas, two_courses, make_user) for place, told in enumerate(people)
        ]
        for one, other in asked:
            ask(written[one], written[other])
        steps, states = [], [rows_about_people()]
        for merged, kept in order:
            try:
                steps.append(merge(kept=written[kept], merged=written[merged], actor=officer))
            except DomainError:  # one of them is merged already
                continue
            states.append(rows_about_people())
        standing = Learner.objects.standing().count()
        assert standing == len(people) - len(steps)
        counted = Enrolment.objects.filter(learner__merged_into__isnull=True)
        assert counted.values("course", "run", "learner").distinct().count() == counted.count()
        for step in reversed(steps):
            assert rows_about_people() == states.pop()
            undo_merge(merge=step, actor=officer)
        assert rows_about_people() == states.pop()
        transaction.set_rollback(True)


@pytest.fixture
def two_courses(catalog):
    return [make_course(catalog, number=number, lessons=0) for number in (1, 2)]


def write(place, told, areas, courses, make_user) -> Learner:
    """Somebody with all that was drawn for them."""
    person = make_person(areas["05503"], name=f"Người {place}", phone=told["phone"])
    person.sex = told["sex"]
    if told["number"]:
        person.id_hash, person.id_last3, person.id_seen = str(place) * 64, "123", "paper"
    if told["birthday"]:
        person.birth_month, person.birth_day = 3, 5
    if told["account"]:
        person.user = make_user()
    person.save()
    for number, finished in told["courses"].items():
        enrol_on(DAY, person, courses[number], finished=finished)
    if told["assessed"]:
        assess_on(told["assessed"], person)
    for purpose in told["consents"]:
        agree(person, purpose)
    for since in told["appointed"]:
        appoint(person, areas["05503"], since)
    return person
