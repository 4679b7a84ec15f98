"""The sheet of a month: each session once, in Vietnam's month, and the same on page and paper."""

import re
import subprocess
from datetime import datetime, timedelta
from itertools import chain

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learners.attendance.services import mark
from learners.classes.models import Help, Session
from learners.classes.services import Times
from learners.paper import month
from learners.paper.month import Month, month_from
from learners.paper.month_document import draw_month
from learners.people.models import DigitalTeam, TeamMember
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.paper.conftest import seat_people

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def at(*parts: int) -> datetime:
    """A moment on Vietnam's clock."""
    return timezone.make_aware(datetime(*parts))


def evening(*parts: int, minutes: int = 120) -> Times:
    return Times(at(*parts), at(*parts) + timedelta(minutes=minutes))


@pytest.fixture
def held(make_class, trainer):
    """A class whose two sessions were held in October, the last one at its very end."""
    times = [evening(2026, 10, 1, 0, 30), evening(2026, 10, 31, 23, 30, minutes=90)]
    made = make_class(trainer=trainer, sessions=[*times, evening(2026, 11, 1, 0, 0)])
    seat_people(made, trainer.user)
    seats = list(made.seats_taken.order_by("pk"))
    for session, there in zip(made.sessions.order_by("number"), (3, 2, 1), strict=True):
        for seat in seats[:there]:
            mark(session=session, seat=seat, presence="late", actor=trainer.user)
        mark(session=session, seat=seats[3], presence="absent", actor=trainer.user)
    return made


@pytest.fixture(autouse=True)
def _in_november():
    """The clock stands at 5 November 2026."""
    with time_machine.travel(at(2026, 11, 5, 8, 0), tick=False):
        yield


def numbers(sheet) -> list[tuple]:
    return [(line.session, str(line.day), line.minutes, line.people) for line in sheet.lines]


def test_a_session_counts_in_the_month_in_which_it_begins_in_vietnam(held, trainer):
    sheet = month.trainer_month(user=trainer.user, learner=trainer, month=OCTOBER)
    assert numbers(sheet) == [(1, "2026-10-01", 120, 3), (2, "2026-10-31", 90, 2)]
    assert (sheet.sessions, sheet.minutes, sheet.people) == (2, 210, 5)
    november = month.trainer_month(user=trainer.user, learner=trainer, month=Month(2026, 11))
    assert numbers(november) == [(3, "2026-11-01", 120, 1)]


def test_a_session_to_which_nobody_came_is_not_paid(make_class, trainer):
    made = make_class(trainer=trainer, sessions=[evening(2026, 10, 10, 19, 0)])
    seat_people(made, trainer.user)
    seat = made.seats_taken.first()
    mark(session=made.sessions.get(), seat=seat, presence="absent", actor=trainer.user)
    assert Session.objects.get().state == "planned"
    assert not month.trainers_of(user=trainer.user, month=OCTOBER).exists()


def help_in(session, helper, minutes, name):
    learner = make_person(session.training_class.commune, name=name)
    told = {"session": session, "helper": helper, "learner": learner, "minutes": minutes}
    trainer = session.training_class.opened_by
    return Help.objects.create(**told, confirmed_by=trainer, confirmed_at=timezone.now())


@pytest.fixture
def team(held, commune):
    """A team whose head helped two people at once in the first session, and one in the last."""
    team = DigitalTeam.objects.create(commune=commune, hamlet="Hồng Thái 2")
    head = make_person(commune, name="Bế Văn Đàn")
    TeamMember.objects.create(team=team, learner=head, is_head=True, valid_from="2026-10-01")
    first, second, _ = held.sessions.order_by("number")
    help_in(first, head, 100, "Ma A")
    help_in(first, head, 90, "Ma B")
    help_in(second, head, 45, "Ma C")
    gone = make_person(commune, name="La Thị Cũ")
    TeamMember.objects.create(
        team=team, learner=gone, valid_from="2026-01-01", valid_to="2026-10-15"
    )
    help_in(first, gone, 30, "Ma D")
    help_in(second, gone, 30, "Ma E")  # no member any more
    help_in(second, make_person(commune, name="Người Ngoài"), 30, "Ma F")
    return team


def test_a_team_is_credited_its_members_minutes_and_never_more_than_the_session(team):
    sheet = month.team_month(team=team, month=OCTOBER)
    found = [(line.who, line.session, line.minutes, line.people) for line in sheet.lines]
    assert found == [
        ("La Thị Cũ", 1, 30, 1),
        ("Bế Văn Đàn", 1, 120, 2),
        ("Bế Văn Đàn", 2, 45, 1),
    ]
    assert (sheet.sessions, sheet.minutes, sheet.people) == (2, 195, 4)


def test_a_note_that_nobody_confirmed_is_on_no_sheet(team):
    Help.objects.filter(helper__full_name="La Thị Cũ").update(confirmed_at=None)
    who = {line.who for line in month.team_month(team=team, month=OCTOBER).lines}
    assert who == {"Bế Văn Đàn"}


def test_who_assisted_is_told_apart_from_who_taught(held, trainer, make_trainer):
    assistant = make_trainer("Dương Văn Phụ", 1990)
    held.trainers.create(learner=assistant, part="assistant")
    sheet = month.trainer_month(user=assistant.user, learner=assistant, month=OCTOBER)
    assert sheet.minutes_by_part == {"trợ giảng": 210}
    text = text_of(draw_month(sheet))
    assert "BẢNG KÊ BUỔI DẠY, TRỢ GIẢNG" in text
    lead = month.trainer_month(user=trainer.user, learner=trainer, month=OCTOBER)
    assert lead.minutes_by_part == {"giảng viên": 210}


def test_who_changed_part_within_a_month_has_both_sums(held, trainer, make_trainer):
    held.trainers.update(until=at(2026, 10, 15))
    held.trainers.create(learner=trainer, part="assistant", since=at(2026, 10, 15))
    sheet = month.trainer_month(user=trainer.user, learner=trainer, month=OCTOBER)
    assert sheet.minutes_by_part == {"giảng viên": 120, "trợ giảng": 90}
    assert "Trong đó: giảng viên 120 phút, trợ giảng 90 phút." in text_of(draw_month(sheet))


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


class TestPages:
    def open(self, client, user, **query):
        client.force_login(user)
        return client.get(reverse("paper:month"), query)

    def test_a_trainer_sees_their_own_month_at_once(self, client, held, trainer):
        page = self.open(client, trainer.user, thang="2026-10")
        assert page.status_code == 200
        assert page.context["sheet"].minutes == 210
        assert "tháng 10 năm 2026" in page.content.decode()

    def test_paper_and_page_say_the_same_numbers(self, client, held, trainer, make_user, team):
        officer = make_user(role=Role.COMMUNE_OFFICER)
        for query in ({"giang-vien": trainer.pk}, {"to": team.pk}):
            page = self.open(client, officer, thang="2026-10", **query)
            sheet = page.context["sheet"]
            pdf = client.get(f"{reverse('paper:month_pdf')}?{page.context['query']}")
            text = text_of(pdf.content)
            lines = [f"{line.day:%d/%m/%Y} {line.minutes} {line.people}" for line in sheet.lines]
            assert [line in text for line in lines] == [True] * len(lines)
            assert f"Cộng: {sheet.sessions} buổi {sheet.minutes} {sheet.people}" in text

    def test_it_is_laid_out_as_decree_30_says(self, held, trainer):
        text = text_of(
            draw_month(month.trainer_month(user=trainer.user, learner=trainer, month=OCTOBER))
        )
        wanted = (
            *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
            *("ỦY BAN NHÂN DÂN", "XÃ TÂN CƯƠNG", "Số: ……/BK-UBND", "Tân Cương, ngày"),
            *("BẢNG KÊ BUỔI DẠY", "CHỦ TỊCH", "Nơi nhận:", "Ma Thị Hương"),
        )
        assert [words in text for words in wanted] == [True] * len(wanted)

    def test_a_long_month_goes_over_several_pages_with_numbers(self, held, trainer):
        sheet = month.trainer_month(user=trainer.user, learner=trainer, month=OCTOBER)
        sheet.lines.extend(chain.from_iterable([sheet.lines[:1]] * 60))
        done = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=draw_month(sheet), capture_output=True
        )
        pages = done.stdout.decode().split("\f")[:-1]
        assert [page.split()[0] for page in pages[1:]] == [
            str(n + 2) for n in range(len(pages) - 1)
        ]
        assert len(pages) > 2

    def test_others_sheets_are_not_known_to_exist(
        self, client, held, trainer, team, make_trainer, make_user, other_commune
    ):
        other = make_trainer("Lý A Sử").user
        stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        for user in (other, stranger):
            for query in ({"giang-vien": trainer.pk}, {"to": team.pk}):
                page = self.open(client, user, thang="2026-10", **query)
                pdf = client.get(reverse("paper:month_pdf"), {"thang": "2026-10"} | query)
                assert (page.status_code, pdf.status_code) == (404, 404)

    def test_the_head_of_a_team_opens_its_sheet_without_a_role(
        self, client, team, trainer, learner, areas
    ):
        TeamMember.objects.filter(team=team, is_head=True).update(is_head=False)
        TeamMember.objects.create(team=team, learner=learner, is_head=True)
        page = self.open(client, learner.user, thang="2026-10")
        assert page.status_code == 200
        assert (page.context["sheet"].kind, page.context["sheet"].key) == ("team", team.pk)
        pdf = client.get(f"{reverse('paper:month_pdf')}?{page.context['query']}")
        assert "BUỔI GIÚP HỌC" in text_of(pdf.content)
        assert reverse("paper:month") in client.get(reverse("joining:code")).content.decode()
        of_trainer = client.get(reverse("paper:month"), {"giang-vien": trainer.pk})
        assert of_trainer.status_code == 404

    def test_who_only_belongs_to_a_team_is_refused(self, client, team, learner):
        TeamMember.objects.create(team=team, learner=learner)
        assert self.open(client, learner.user).status_code == 403

    def test_a_citizen_is_refused(self, client, learner):
        assert self.open(client, learner.user).status_code == 403

    @pytest.mark.parametrize("query", [{"to": "x"}, {"giang-vien": "9" * 40}, {"to": "-1"}])
    def test_a_strange_address_is_not_found(self, client, areas, make_user, query):
        assert self.open(client, make_user(role=Role.PROVINCE_OFFICER), **query).status_code == 404

    def test_one_session_or_many_cost_the_same_queries(self, client, held, trainer, team):
        counts = set()
        for wanted, query in (("2026-11", {}), ("2026-10", {})):
            self.open(client, trainer.user, thang=wanted)
            with CaptureQueriesContext(connection) as counted:
                client.get(reverse("paper:month"), {"thang": wanted} | query)
            counts.add(len(counted))
        assert len(counts) == 1


@pytest.mark.parametrize("text", ["", "2026-13", "2026-1", "abcd-ef", "1999-01", "２０２６-10"])
def test_an_address_that_names_no_month_means_this_one(text):
    assert month_from(text) == Month(2026, 11)


def test_months_follow_one_another():
    assert (str(Month(2026, 12).shifted(1)), str(Month(2026, 1).shifted(-1))) == (
        "2027-01",
        "2025-12",
    )
