"""Fill an empty register with an invented province, for trying and measuring."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from learners.people.models import Learner
from lms.synthetic import Size, count_days, make_province


class Command(BaseCommand):
    help = "Tạo một tỉnh giả lập: cùng --seed thì cùng số liệu. Chỉ chạy trên sổ chưa có ai."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=6_000)
        parser.add_argument("--enrolments", type=int, help="mặc định 1,6 lần số người")
        parser.add_argument("--seed", type=int, default=1945)
        parser.add_argument("--days", type=int, default=84, help="đếm lùi bao nhiêu ngày")
        parser.add_argument("--step", type=int, default=1, help="cách mấy ngày đếm một lần")

    def handle(self, *args: Any, **options: Any) -> None:
        if Learner.objects.exists():
            raise CommandError("Sổ đã có người: không trộn số liệu mẫu vào.")
        people = options["people"]
        size = Size(
            people=people,
            enrolments=options["enrolments"] or people * 16 // 10,
            core_trainers=min(2_400, people // 10),
            experts=min(21, people // 100),
        )
        with transaction.atomic():
            make_province(size, seed=options["seed"])
        count_days(days=options["days"], step=options["step"])
        self.stdout.write(f"Tỉnh mẫu: {people} người, {size.enrolments} ghi danh.")
