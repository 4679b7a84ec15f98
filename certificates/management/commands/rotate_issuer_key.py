"""From now on the issuer signs with a new key; what was signed before stays checkable."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.keys.services import disown_key, rotate_key
from lms.core.errors import DomainError


class Command(BaseCommand):
    help = "Đổi khóa ký của đơn vị cấp. Khóa bị lộ: thêm --stolen MÃ --since NGÀY --reason LÝ-DO."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stolen", metavar="KID", default="")
        parser.add_argument("--since", metavar="2026-11-30T08:00", default="")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["stolen"]:
            self.stdout.write(f"Từ nay ký bằng khóa {rotate_key()}.")
            return
        try:
            since = timezone.make_aware(datetime.fromisoformat(options["since"]))
        except ValueError as problem:
            raise CommandError("Hãy ghi thời điểm như 2026-11-30T08:00.") from problem
        try:
            key = disown_key(kid=options["stolen"], since=since, reason=options["reason"])
        except DomainError as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(
            f"Đã công bố: khóa {key} bị lộ từ {since:%H:%M, %d/%m/%Y}. Giấy cấp với khóa này vẫn "
            "có giá trị, nhưng từ nay phải kiểm tra khi có mạng."
        )
