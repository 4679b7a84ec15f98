"""What is not kept: lists nobody confirmed, and rows past their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.duplicates.models import Pair
from learners.duplicates.services import decide
from learners.imports import receipts
from learners.imports.models import Import
from learners.imports.selectors import annotated_path, rows_path
from learners.imports.tasks import forget
from learners.people.models import Learner
from tests.learners.imports.lists import AN, again, applied, as_csv, planned, states, upload

pytestmark = pytest.mark.django_db


def days_ago(taken: Import, days: int, *, applied: bool = False) -> Import:
    then = timezone.now() - timedelta(days=days, minutes=1)
    Import.objects.filter(pk=taken.pk).update(
        uploaded_at=then, **({"applied_at": then} if applied else {})
    )
    return again(taken)


@pytest.mark.parametrize("step", [lambda *a, **k: upload(a[0], as_csv(a[1:]), **k), planned])
def test_a_list_nobody_confirmed_for_a_week_is_deleted_and_says_so(officer, commune, step):
    taken = days_ago(step(officer, AN, commune=commune), 7)
    kept = planned(officer, AN, commune=commune)
    assert forget() == 1
    taken = again(taken)
    assert (taken.state, taken.file.name, taken.rows.count()) == ("refused", "", 0)
    assert taken.refusal.startswith("Quá 7 ngày không ai xác nhận")
    assert not rows_path(taken).exists()
    assert (again(kept).state, forget()) == ("planned", 0)


def test_rows_and_files_of_a_written_list_go_after_ninety_days_and_the_numbers_stay(
    officer, commune
):
    taken = applied(officer, AN, commune=commune)
    receipts.ready_file(taken)
    days_ago(taken, 89, applied=True)
    assert forget() == 0
    taken = days_ago(taken, 90, applied=True)
    assert forget() == 1
    taken = again(taken)
    assert (taken.state, taken.counts["new"], states(taken)) == ("applied", 1, [])
    assert not rows_path(taken).exists()
    assert not annotated_path(taken).exists()
    assert Learner.objects.count() == 1


def test_a_row_that_still_waits_at_the_desk_is_kept_until_it_is_decided(officer, commune):
    slip = ("Nguyễn Văn Ân", "01/02/1980", "", "", "", "")
    taken = days_ago(applied(officer, AN, slip, commune=commune), 90, applied=True)
    forget()
    assert states(taken) == ["doubtful"]
    decide(pair=Pair.objects.get(), decision="different", actor=officer)
    assert Learner.objects.filter(full_name="Nguyễn Văn Ân").count() == 1
