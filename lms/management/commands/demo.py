"""Make the product ready to be tried, and say how to get in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.models import CoursePage
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from learners.study.services import record_lesson
from lms.core.models import Area, User
from lms.core.places import PROVINCE_CODE
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


LOGINS = [
    Login("Người học", "0912000001", "Nguyễn Thị Lan", "/hoc/"),
    Login("Cán bộ xã", "xa@demo.vn", "Ma Văn Bình", "/theo-doi/", Role.COMMUNE_OFFICER, "05503"),
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
        for login in LOGINS:
            self._ensure(login)
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
            grant_role(user=user, role=login.role, area=Area.objects.get(pk=login.area), actor=None)
        if login.role is None and not Learner.objects.filter(user=user).exists():
            self._begin_learning(user, login)

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

    def _say(self) -> None:
        site = settings.SITE_URL
        lines = [f"  {one.who:<12} {one.contact:<18} {site}{one.page}" for one in LOGINS]
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Bình dân học AI: {site}",
                    f"Đăng nhập ở {site}/tai-khoan/vao/ bằng một trong các địa chỉ:",
                    *lines,
                    "Mã 6 số hiện ngay ở cửa sổ này và trong tệp "
                    f"{settings.DATA_DIR / 'outbox.txt'}",
                    "",
                ]
            )
        )
