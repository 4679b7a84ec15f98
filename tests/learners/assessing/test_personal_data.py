"""What is kept of somebody can be shown whole, and goes whole, pictures too."""

import pytest

from learners.assessing.models import HandIn, PaperResult, PracticalResult, ProficiencyTry
from learners.assessing.personal_data import HOLDINGS
from learners.duplicates.merging import merge, undo_merge
from lms.core.holdings import Subject
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.assessing.ways import picture, row_of_each, send_work, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed(learner, klass, rule):
    """Somebody with a row of everything."""
    row_of_each(learner, klass)
    return Subject(frozenset({learner.pk}))


def test_all_of_it_is_shown_in_words(assessed):
    shown = {holding.code: holding.collect(assessed) for holding in HOLDINGS}
    assert {code: len(facts) for code, facts in shown.items()} == {
        "assessing.results": 1,
        "assessing.hand_ins": 1,
        "assessing.tries": 2,
        "assessing.sheets": 1,
    }
    assert shown["assessing.sheets"][0]["Số câu đúng"] == "8/10"
    assert [fact["Kết quả"] for fact in shown["assessing.tries"]] == ["chưa đạt", "đang làm"]


def test_all_of_it_goes_the_picture_with_it(
    assessed, learner, tasks, django_capture_on_commit_callbacks
):
    work = send_work(learner, tasks[4], picture=picture())
    storage, name = work.picture.storage, work.picture.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):  # it may be called again
            for holding in HOLDINGS:
                holding.erase(assessed)
    assert not storage.exists(name)
    for model in (HandIn, PaperResult, PracticalResult, ProficiencyTry):
        assert model.objects.count() == 0


def test_two_records_become_one_and_two_again(
    assessed, learner, klass, trainer, seat, tasks, commune, make_user
):
    """The task that was done counts; nothing is lost when the merge is undone."""
    double = make_person(commune, name="Nguyen Thi Lan")
    seat(double)
    tick(klass, double, tasks[:3], trainer.user)
    officer = make_user(role=Role.PROVINCE_OFFICER)
    merged = merge(kept=learner, merged=double, actor=officer)
    assert PracticalResult.objects.done().filter(learner=learner).count() == 3
    undo_merge(merge=merged, actor=officer)
    assert PracticalResult.objects.done().filter(learner=double).count() == 3
    assert PracticalResult.objects.done().filter(learner=learner).count() == 1
