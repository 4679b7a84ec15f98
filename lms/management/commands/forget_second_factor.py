"""For the operator at the machine, when nobody can help from a screen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.core.selectors import account_by_contact
from lms.core.services import reset_second_factor


class Command(BaseCommand):
    help = "Gỡ bước xác thực thứ hai của một tài khoản, và đăng xuất tài khoản đó ở mọi nơi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("contact", help="số điện thoại hoặc email của tài khoản")

    def handle(self, *args: Any, **options: Any) -> None:
        user = account_by_contact(options["contact"])
        if user is None:
            raise CommandError("Không có tài khoản nào như vậy.")
        reset_second_factor(user=user, actor=None)
        self.stdout.write("Đã gỡ. Người đó đăng nhập bằng mã gửi tới mình rồi thiết lập lại.")
