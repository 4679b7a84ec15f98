"""Everything a fresh or an upgraded installation needs; running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from certificates.keys.services import make_key
from certificates.signing.services import prepare_signer
from learners.assessing.loading import load_tasks
from learners.campaigns.noting import load_alert_rule
from learners.closing.services import load_closing_rule
from learners.monitoring.goals import load_goals
from learners.people.consents import load_texts
from learners.returns.services import load_return_rule
from learners.rights.days import load_days_off
from learners.study.services import load_proficiency_rule
from learners.trainers.loading import load_rules, open_missing_files
from lms.core.places import load_areas


class Command(BaseCommand):
    help = (
        "Tạo bảng, nạp 92 xã phường, các khóa học, ba mục tiêu. Chạy lại bao nhiêu lần cũng được."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        self.stdout.write(f"Địa bàn: thêm {load_areas()}.")
        call_command("load_courses", stdout=self.stdout)
        load_texts()
        load_days_off()
        load_goals()
        load_proficiency_rule()
        load_rules()
        open_missing_files()
        load_tasks()
        load_closing_rule()
        load_return_rule()
        load_alert_rule()
        make_key()
        self.stdout.write(f"Ký giấy: {prepare_signer()}.")
