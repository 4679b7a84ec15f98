"""Lists written at once: one person stays one person, whichever comes first."""

from functools import partial

import pytest

from learners.duplicates.models import Pair
from learners.imports import services, tasks
from learners.people.models import Learner
from lms.core.models import Job
from lms.core.roles import Role
from tests.learners.imports.lists import AN, BINH, SAY, again, apply, as_csv, planned, undo, upload

pytestmark = pytest.mark.django_db(transaction=True)
FOUR = range(4)


@pytest.fixture
def officer(make_user, areas):
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER)


def confirmed(taken) -> int:
    return services.confirm_plan(pk=taken.pk, actor=taken.uploaded_by).pk


def test_the_same_person_from_four_lists_at_once_is_one_person(together, officer, commune):
    others = [(f"Ma Văn {name}", "09/08/1970", "", "", "", "") for name in "ÁÔƠỨ"]
    lists = [planned(officer, AN, SAY, others[n], commune=commune) for n in FOUR]
    jobs = [confirmed(taken) for taken in lists]
    together([partial(tasks.apply, job) for job in jobs])
    assert [again(taken).state for taken in lists] == ["applied"] * 4
    for name in ("Nguyễn Văn An", "Lý Thị Sáy"):
        assert Learner.objects.filter(full_name=name).count() == 1
    new = sum(again(taken).counts["new"] for taken in lists)
    assert new == Learner.objects.count()


def test_one_job_taken_by_four_workers_is_done_once(together, officer, commune):
    taken = planned(officer, AN, BINH, SAY, commune=commune)
    job = confirmed(taken)
    together([partial(tasks.apply, job) for _ in FOUR])
    assert (Learner.objects.count(), again(taken).counts["new"]) == (3, 3)
    assert Job.objects.get(pk=job).state == Job.State.DONE


def test_four_who_confirm_at_once_start_one_job(together, officer, commune):
    taken = planned(officer, AN, commune=commune)
    found = together([partial(confirmed, taken) for _ in FOUR])
    assert len(set(found)) == 1


def test_two_who_upload_the_same_file_at_once_make_nobody_twice(together, officer, commune):
    content = as_csv([AN, BINH, ("Nguyễn Văn Ân", "01/02/1980", "", "", "", "")])
    lists = together([partial(upload, officer, content, commune=commune) for _ in range(2)])
    assert lists[0].file_hash == lists[1].file_hash
    assert lists[0].file.name != lists[1].file.name
    for taken in lists:
        services.confirm_columns(
            pk=taken.pk, columns={"0": "full_name", "1": "birth_date"}, actor=officer
        )
    together([partial(tasks.plan, again(taken).job_id) for taken in lists])
    together([partial(tasks.apply, confirmed(again(taken))) for taken in lists])
    assert Learner.objects.filter(full_name="Nguyễn Văn An").count() == 1
    assert Pair.objects.filter(left__full_name="Nguyễn Văn An").count() == 1


def test_a_list_is_undone_while_another_is_written(together, officer, commune):
    first = apply(planned(officer, AN, SAY, commune=commune))
    second = planned(officer, AN, commune=commune)
    job = confirmed(second)
    together([partial(undo, first), partial(tasks.apply, job)])
    assert Learner.objects.filter(full_name="Lý Thị Sáy").count() == 0
    # Undone first, the other list makes the person anew; written first, they stay.
    assert Learner.objects.filter(full_name="Nguyễn Văn An").count() == 1
    assert again(second).rows.get().learner == Learner.objects.get()
