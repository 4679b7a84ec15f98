"""Audit the public log: read all of it anew, or (`check_log 100 250`) compare two sizes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.transparency.auditing import audit_log, compare


class Command(BaseCommand):
    help = (
        "Kiểm lại sổ công khai: băm lại mọi dòng, so với mọi đầu sổ đã ký; hoặc so hai cỡ của sổ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sizes", nargs="*", type=int, help="hai cỡ của sổ, nhỏ trước lớn sau")

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = options["sizes"]
        if len(sizes) not in (0, 2):
            raise CommandError("Hãy cho hai cỡ của sổ, hoặc không cho gì để kiểm lại tất cả.")
        if sizes:
            try:
                told = compare(*sizes)
            except ValueError as problem:
                raise CommandError("Sổ không có hai cỡ này, nhỏ trước lớn sau.") from problem
            self.stdout.write("\n".join(told.path))
            if not told.holds:
                raise CommandError("Bằng chứng KHÔNG khớp: sổ lớn không chỉ thêm vào sổ nhỏ.")
            self.stdout.write(f"Khớp: sổ {sizes[1]} dòng chỉ thêm vào sổ {sizes[0]} dòng.")
            return
        faults = audit_log()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Sổ công khai có {len(faults)} chỗ không khớp.")
        self.stdout.write("Sổ công khai khớp với mọi dòng, mọi giấy và mọi đầu sổ đã ký.")
