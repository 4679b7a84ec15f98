"""Preparing an installation, and starting it in production."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core import serializers
from django.core.management import CommandError, call_command

from courses.models import CoursePage
from learners.people.models import Learner
from lms.settings.secret import kept_secret


def everything() -> dict[str, str]:
    """Every row of every table."""
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models()
    }


@pytest.fixture
def media(settings, tmp_path):
    """Pictures of this test stay in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
class TestPrepare:
    def test_a_fresh_installation_has_places_and_courses_and_nobody(self, catalog, media):
        call_command("prepare", stdout=StringIO())
        assert (CoursePage.objects.live().count() > 0, Learner.objects.count()) == (True, 0)

    def test_running_it_again_changes_nothing(self, catalog, media):
        call_command("prepare", stdout=StringIO())
        before = everything()
        call_command("prepare", stdout=StringIO())
        assert everything() == before

    def test_the_demo_is_never_made_on_the_register_of_the_province(self, settings):
        settings.DEMO = False
        with pytest.raises(CommandError) as refusal:
            call_command("demo", stdout=StringIO())
        assert str(refusal.value) == ("Chỉ chạy khi DEMO=1: lệnh này thêm người và tài khoản mẫu.")


class TestProduction:
    ENV = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "SECRET_KEY": "a" * 10 + "0123456789-bcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH",
        "ID_HASH_KEY": "b" * 10 + "0123456789-bcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "https://binhdanhocai.thainguyen.gov.vn",
        "CODE_SENDER_PHONE": "lms.core.senders.by_email",
    }

    def manage(self, tmp_path, *command, **env) -> subprocess.CompletedProcess:
        outside = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *command],
            cwd=project.BASE_DIR,
            env={**outside, **self.ENV, "DATA_DIR": str(tmp_path), **env},
            capture_output=True,
            text=True,
            check=False,
        )

    @pytest.mark.parametrize(
        "database", ["sqlite:////tmp/khong-mo.sqlite3", "postgres://lms@127.0.0.1:5432/lms"]
    )
    def test_django_has_nothing_to_say_about_it(self, tmp_path, database):
        done = self.manage(
            tmp_path, "check", "--deploy", "--fail-level", "WARNING", DATABASE_URL=database
        )
        assert (done.returncode, done.stderr) == (0, "")

    def test_an_empty_secret_does_not_pass(self, tmp_path):
        done = self.manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="")
        assert done.returncode == 1

    def test_it_does_not_start_when_the_secret_is_not_set(self, tmp_path):
        outside = {k: v for k, v in self.ENV.items() if k != "SECRET_KEY"}
        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=project.BASE_DIR,
            env={"PATH": os.environ["PATH"], **outside, "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.strip().splitlines()[-1] == (
            "django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable"
        )

    @pytest.mark.parametrize("key", ["", "short", ENV["SECRET_KEY"]])
    def test_it_does_not_start_with_a_weak_key_for_id_numbers(self, tmp_path, key):
        done = self.manage(tmp_path, "check", ID_HASH_KEY=key)
        assert done.stderr.strip().splitlines()[-1] == (
            "django.core.exceptions.ImproperlyConfigured: "
            "ID_HASH_KEY needs 32 characters or more, other than SECRET_KEY"
        )

    def test_nothing_is_missing_from_the_migrations(self, tmp_path):
        done = self.manage(tmp_path, "makemigrations", "--check", "--dry-run")
        assert (done.returncode, done.stdout.strip()) == (0, "No changes detected")


def test_a_demo_keeps_a_secret_of_its_own(tmp_path):
    first = kept_secret(tmp_path / "var")
    mode = (tmp_path / "var" / "secret-key").stat().st_mode & 0o777
    assert (kept_secret(tmp_path / "var"), len(first) >= 50, mode) == (first, True, 0o600)
    assert kept_secret(tmp_path / "var", "id-hash-key") != first
