"""Bring the starter curriculum into Wagtail."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.lesson_files import BadFile
from courses.loading import Report, course_folders, load_course
from courses.services import ensure_author_group, ensure_site


class Command(BaseCommand):
    help = "Đưa các khóa học trong courses/content vào Wagtail; giữ nguyên bài tác giả đã sửa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="ghi đè cả bài đã sửa")

    def handle(self, *args: Any, **options: Any) -> None:
        site = urlsplit(settings.SITE_URL)
        catalog = ensure_site(
            hostname=site.hostname or "localhost",
            port=site.port or (443 if site.scheme == "https" else 80),
        )
        ensure_author_group()
        report = Report()
        try:
            for folder in course_folders():
                load_course(folder, catalog=catalog, overwrite=options["overwrite"], report=report)
        except BadFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Khóa học: ghi {len(report.written)} trang, "
            f"không đổi {len(report.unchanged)}, giữ bản tác giả đã sửa {len(report.kept)}."
        )
