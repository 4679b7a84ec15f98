"""Count days of the past: where a count is missing, and again where there is one."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learners.monitoring.proving import count_days


class Command(BaseCommand):
    help = "Đếm số liệu của từng ngày từ --from đến --to; ngày đã đếm thì đếm lại và đối chiếu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first > last:
            raise CommandError("--from phải trước hoặc đúng bằng --to.")
        if last > timezone.localdate():
            raise CommandError("--to không được sau hôm nay.")
        for proof in count_days(first=first, last=last):
            told = f"{len(proof.differences)} số không khớp, {len(proof.explained)} số ghi muộn"
            self.stdout.write(f"{proof.day}: {told if proof.cells else 'đếm lần đầu'}.")
