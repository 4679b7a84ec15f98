"""Work the registers of attendance out anew from all their marks."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from learners.attendance.services import recount
from learners.classes.models import Session


class Command(BaseCommand):
    help = "Đếm lại điểm danh từ các lượt đã ghi; báo và sửa dòng nào sai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=0, help="chỉ các buổi của số ngày gần đây")

    def handle(self, *args: Any, **options: Any) -> None:
        sessions = Session.objects.filter(marks__isnull=False).distinct()
        if options["days"]:
            sessions = sessions.filter(starts_at__gte=timezone.now() - timedelta(options["days"]))
        looked = wrong = 0
        for session in sessions.order_by("pk").iterator(chunk_size=500):
            found = recount(session=session)
            looked, wrong = looked + 1, wrong + found
            if found:
                self.stdout.write(f"Buổi {session.pk}: {found} dòng sai, đã sửa.")
        self.stdout.write(f"Đã đếm lại {looked} buổi, {wrong} dòng sai.")
