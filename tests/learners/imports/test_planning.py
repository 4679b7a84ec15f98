"""The plan: for each row who it is and why, before anything is written."""

import pytest

from learners.duplicates.models import Pair
from learners.imports import tasks
from learners.imports.models import Import
from learners.imports.planning import _Planner
from learners.people.models import Learner
from lms.core.models import Job, Organisation
from lms.core.roles import Role
from tests.learners.imports.lists import (
    AN,
    BINH,
    HEADINGS,
    NAMELESS,
    SAY,
    applied,
    as_csv,
    counts,
    plan,
    planned,
    reasons,
    row,
    states,
    upload,
)

pytestmark = pytest.mark.django_db
State = Import.State


def test_nothing_is_written_into_the_register_before_somebody_says_so(officer, commune):
    taken = planned(officer, AN, BINH, commune=commune)
    assert (taken.state, counts(taken)) == (State.PLANNED, (2, 2, 0, 0, 0))
    assert (Learner.objects.count(), Pair.objects.count()) == (0, 0)


def test_each_row_is_new_known_doubtful_or_refused_with_a_reason(officer, commune):
    applied(officer, AN, commune=commune)
    slip = ("Nguyễn Văn Ân", "01/02/1980", "", "", "Y Na", "")
    taken = planned(officer, AN, SAY, slip, NAMELESS, commune=commune)
    assert states(taken) == ["known", "new", "doubtful", "invalid"]
    known, new, doubtful, refused = reasons(taken)
    assert known.startswith("Họ và tên viết giống nhau.")
    assert new == ""
    assert doubtful.startswith("Giống một người trong sổ. Tên gọi khác nhau ở dấu")
    assert refused == "Họ và tên: để trống."


def test_a_row_keeps_the_line_it_stands_on_in_the_file(officer, commune):
    title = ("DANH SÁCH HỌC VIÊN", *[""] * 5)
    content = as_csv([("", *[""] * 5), HEADINGS, AN, NAMELESS], headings=title)
    taken = plan(upload(officer, content, commune=commune))
    assert list(taken.rows.order_by("line").values_list("line", flat=True)) == [4, 5]


def test_somebody_twice_in_a_list_is_told_by_the_earlier_line(officer, commune):
    taken = planned(officer, AN, SAY, AN, commune=commune)
    assert states(taken) == ["new", "new", "known"]
    assert (row(taken, 4).twin, row(taken, 4).learner) == (2, None)
    assert reasons(taken)[2].startswith("Trùng với dòng 2. ")


def test_somebody_perhaps_twice_in_a_list_is_doubtful(officer, commune):
    taken = planned(officer, AN, ("Nguyễn Văn Ân", *AN[1:]), commune=commune)
    assert states(taken) == ["new", "doubtful"]
    assert reasons(taken)[1].startswith("Giống dòng 2. ")


def test_a_person_of_another_commune_is_not_theirs_to_bring(officer, commune):
    elsewhere = ("Lý Thị Sáy", "05/06/1990", "", "Ba Bể", "", "")
    taken = planned(officer, AN, elsewhere, commune=commune)
    assert states(taken) == ["new", "invalid"]
    assert reasons(taken)[1] == (
        "Xã, phường: người này không ở địa bàn, không thuộc đơn vị bạn phụ trách. "
        "Hãy gửi dòng này cho cán bộ nơi đó."
    )


def test_a_province_officer_brings_people_of_every_commune(make_user, areas):
    officer = make_user(role=Role.PROVINCE_OFFICER)
    elsewhere = ("Lý Thị Sáy", "05/06/1990", "", "Ba Bể", "", "")
    taken = planned(officer, AN, elsewhere, BINH)
    assert states(taken) == ["new", "new", "invalid"]
    assert [r.commune_id for r in taken.rows.order_by("line")] == ["05503", "01906", None]


def test_people_of_an_agency_live_in_any_commune(make_user, areas):
    unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
    officer = make_user(role=Role.AGENCY_OFFICER, organisation=unit)
    elsewhere = ("Lý Thị Sáy", "05/06/1990", "", "Ba Bể", "", "")
    taken = planned(officer, AN, elsewhere, organisation=unit)
    assert states(taken) == ["new", "new"]
    assert {r.organisation_id for r in taken.rows.all()} == {unit.pk}


def test_of_a_stranger_elsewhere_only_that_they_are_there_is_told(officer, commune, make_user):
    province = make_user(role=Role.PROVINCE_OFFICER)
    card = "019180001234"
    there = ("Nguyễn Văn An", "01/02/1980", "0912345678", "Ba Bể", "", card)
    applied(province, there)
    here = ("Nguyễn Văn An", "01/02/1980", "", "", "", card)
    near = ("Nguyễn Văn An", "01/02/1980", "", "", "", "")
    taken = planned(officer, here, near, commune=commune)
    assert reasons(taken)[0] == "Người này có trong sổ ở địa bàn khác."
    assert states(taken)[0] == "known"
    for reason in reasons(taken):
        assert "điện thoại" not in reason


def test_a_split_unit_asks_and_is_never_guessed(make_user, areas):
    officer = make_user(role=Role.PROVINCE_OFFICER)
    split = ("Lý Thị Sáy", "05/06/1990", "", "Phường Cam Giá, thành phố Thái Nguyên", "", "")
    taken = planned(officer, split)
    (asked,) = taken.rows.all()
    assert (asked.state, asked.asks, asked.commune) == ("doubtful", True, None)
    assert asked.reason.startswith("Xã, phường:")


def test_a_plan_can_be_made_anew_with_other_columns(officer, commune):
    taken = planned(officer, AN, SAY, commune=commune)
    taken = plan(taken, {"0": "full_name", "1": "birth_date"})
    assert counts(taken) == (2, 2, 0, 0, 0)
    assert list(taken.rows.values_list("phone", flat=True)) == ["", ""]


def test_a_killed_plan_goes_on_where_it_stopped(officer, commune, monkeypatch, settings):
    """The chunk is small here; the worker dies after the second."""
    rows = [(f"Ma Văn {name}", "01/02/1980", "", "", "", "") for name in "ABCDEFGHIJ"]
    rows += [rows[0], rows[9]]
    settings.LIST_CHUNK = 3
    whole = plan(upload(officer, as_csv(rows), commune=commune))
    taken = upload(officer, as_csv(rows), commune=commune)
    write, written = _Planner.write, []

    def dies(self, chunk):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(write(self, chunk))

    with monkeypatch.context() as patch:
        patch.setattr(_Planner, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            plan(taken)
    taken = Import.objects.select_related("job").get(pk=taken.pk)
    assert (taken.job.state, taken.counts["read"]) == (Job.State.RUNNING, 6)
    Job.objects.filter(pk=taken.job_id).update(lease="")
    tasks.plan(taken.job_id)
    taken.refresh_from_db()
    told = ("line", "state", "reason", "twin", "full_name")
    assert list(taken.rows.order_by("line").values(*told)) == list(
        whole.rows.order_by("line").values(*told)
    )
    assert counts(taken) == counts(whole) == (12, 1, 2, 9, 0)
