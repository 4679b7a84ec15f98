"""Make the product ready to be tried, and say how to get in."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.models import CoursePage
from learners.campaigns.models import Campaign
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import Plan, Times, open_class, take_seat
from learners.duplicates.models import Pair
from learners.duplicates.services import scan_learner
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from learners.publishing.services import publish_due
from learners.resolution.importing import take_in
from learners.resolution.models import ResolutionTask, TaskIndicator
from learners.resolution.planning import plan_of
from learners.returns.models import Return
from learners.study.services import record_lesson
from lms.boards import LOCKED, SIGNED, fill_campaign, fill_figures, fill_returns
from lms.core.factors import seed_demo_factor
from lms.core.identity import fold
from lms.core.models import PROVINCE_CODE, Area, AreaFigure, Organisation, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to sign in as."""

    who: str
    contact: str
    name: str
    page: str
    role: Role | None = None
    area: str = PROVINCE_CODE
    organisation: str = ""


LOGINS = [
    Login("Người học", "0912000001", "Nguyễn Thị Lan", "/hoc/"),
    Login("Giảng viên", "0912000002", "Ma Thị Hương", "/day/", Role.TRAINER, "05503"),
    Login("Cán bộ xã", "xa@demo.vn", "Ma Văn Bình", "/theo-doi/", Role.COMMUNE_OFFICER, "05503"),
    Login(
        "Cán bộ cơ quan",
        "coquan@demo.vn",
        "Hoàng Minh Tuấn",
        "/theo-doi/",
        Role.AGENCY_OFFICER,
        organisation="Sở Khoa học và Công nghệ",
    ),
    Login("Cán bộ tỉnh", "tinh@demo.vn", "Trần Thu Hà", "/theo-doi/", Role.PROVINCE_OFFICER),
    Login("Kiểm tra", "kiemtra@demo.vn", "Lê Minh Đức", "/theo-doi/", Role.AUDITOR),
    Login("Tác giả", "tacgia@demo.vn", "Nông Thị Mai", "/bien-tap/", Role.AUTHOR),
    Login("Vận hành", "vanhanh@demo.vn", "Vũ Quang Huy", "/quan-tri/", Role.OPERATOR),
]


class Command(BaseCommand):
    help = "Chuẩn bị bản chạy thử: dữ liệu mẫu và tài khoản cho từng loại người dùng."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Chỉ chạy khi DEMO=1: lệnh này thêm người và tài khoản mẫu.")
        call_command("prepare", stdout=self.stdout)
        if not Learner.objects.exists():
            call_command("make_province", stdout=self.stdout)
        publish_due(today=timezone.localdate())
        for login in LOGINS:
            self._ensure(login)
        if not Pair.objects.exists():
            self._write_some_twice()
        if not TrainingClass.objects.exists():
            self._open_class()
        if not ResolutionTask.objects.exists():
            self._write_tasks()
        if not AreaFigure.objects.exists():
            fill_figures(keeper=User.objects.get(email="tinh@demo.vn"))
        if not Return.objects.exists():
            self._send_returns()
        if not Campaign.objects.exists():
            fill_campaign(responsible=User.objects.get(email="coquan@demo.vn"))
        self._say()

    def _ensure(self, login: Login) -> None:
        is_mail = "@" in login.contact
        contact = {"email": login.contact} if is_mail else {"phone": f"+84{login.contact[1:]}"}
        user = User.objects.filter(**contact).first() or User.objects.create_user(
            **contact, full_name=login.name
        )
        mark_verified(user=user)
        held = user.grants.filter(role=login.role).valid_on(timezone.localdate()).exists()
        if login.role and not held:
            area = Area.objects.get(pk=login.area)
            unit = self._organisation(login.organisation, area)
            grant_role(user=user, role=login.role, area=area, organisation=unit, actor=None)
        if login.role:
            seed_demo_factor(user)
        if login.role in (None, Role.TRAINER) and not Learner.objects.filter(user=user).exists():
            self._begin_learning(user, login)

    def _organisation(self, name: str, area: Area) -> Organisation | None:
        if not name:
            return None
        named = Organisation.objects.filter(search_key=fold(name), area=area)
        return named.first() or Organisation.objects.create(name=name, kind="agency", area=area)

    def _begin_learning(self, user: User, login: Login) -> None:
        learner = claim_learner(
            user=user,
            full_name=login.name,
            birth_year=1975,
            commune=Area.objects.get(name="Tân Cương"),
            consents=[Consent.Purpose.STUDY],
            actor=user,
        )
        course = CoursePage.objects.live().order_by("number").first()
        for lesson in course.lessons[:2] if course else []:
            record_lesson(learner=learner, lesson=lesson, correct=3, total=3)

    def _write_some_twice(self) -> None:
        """Some people of Tân Cương in another spelling: something to decide at the desk."""
        home = Learner.objects.standing().filter(commune__name="Tân Cương", source="demo")
        for person in home.filter(user=None).order_by("pk")[:6]:
            again = Learner.objects.create(
                full_name=fold(person.full_name).title(),
                birth_year=person.birth_year,
                sex=person.sex,
                commune_id=person.commune_id,
                hamlet=person.hamlet,
                source=Learner.Source.DEMO,
            )
            scan_learner(learner=again)

    def _open_class(self) -> None:
        """The trainer has a class in Tân Cương: one session just begun, three to come, people."""
        user = User.objects.get(phone="+84912000002")
        lead = Learner.objects.get(user=user)
        first = timezone.localtime().replace(minute=0, second=0, microsecond=0)
        days = [first + timedelta(weeks=week) for week in range(4)]
        plan = Plan(
            course=CoursePage.objects.live().order_by("number")[0],
            commune=lead.commune,
            sessions=[Times(day, day + timedelta(hours=2)) for day in days],
            trainers=[lead],
            hamlet="Xóm Gò Móc",
            hall="Nhà văn hóa xóm Gò Móc",
            hall_holds=60,
            seats=12,
        )
        made = open_class(plan=plan, actor=user)
        home = Learner.objects.standing().filter(commune=lead.commune, user=None)
        for person in home.order_by("pk")[:14]:
            take_seat(training_class=made, learner=person, via=Seat.Via.SEARCH, actor=user)

    def _write_tasks(self) -> None:
        """Three invented tasks of the resolution; each says in its words that it is a sample."""
        text = (Path(__file__).parent / "demo_tasks.tsv").read_text(encoding="utf-8")
        keeper = User.objects.get(email="tinh@demo.vn")
        take_in(text=text, digest=plan_of(text).digest, actor=keeper)
        TaskIndicator.objects.filter(name="MẪU: Số người thành thạo").update(feed="proficient")

    def _send_returns(self) -> None:
        """Two other communes have sent theirs; Tân Cương, whose officer can sign in, has not."""
        officer = User.objects.create_user(email="xa2@demo.vn", full_name="Nông Thị Thu (mẫu)")
        mark_verified(user=officer)
        for code in (SIGNED, LOCKED):
            area = Area.objects.get(pk=code)
            grant_role(
                user=officer, role=Role.COMMUNE_OFFICER, area=area, organisation=None, actor=None
            )
        fill_returns(
            officer=officer,
            checker=User.objects.get(email="coquan@demo.vn"),
            keeper=User.objects.get(email="tinh@demo.vn"),
        )

    def _say(self) -> None:
        site = settings.SITE_URL
        lines = [f"  {one.who:<16} {one.contact:<18} {site}{one.page}" for one in LOGINS]
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Bình dân học AI: {site}",
                    f"Đăng nhập ở {site}/tai-khoan/vao/ bằng một trong các địa chỉ:",
                    *lines,
                    "Mã 6 số hiện ngay ở cửa sổ này và trong tệp "
                    f"{settings.DATA_DIR / 'outbox.txt'}",
                    "Người có vai trò còn qua bước thứ hai: mã hiện ngay trên trang.",
                    "",
                ]
            )
        )
