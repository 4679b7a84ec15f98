"""From an issued paper to bytes that stay the same: rows, files, and what goes wrong between."""

import hashlib
import os
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from certificates.papers.copies import drawn
from certificates.papers.services import issue, open_for_trainers, revoke
from certificates.signing import services, signers, storage
from certificates.signing.guarding import SIGNED
from certificates.signing.models import SignedFile, SigningCertificate
from certificates.signing.personal_data import HOLDINGS
from certificates.signing.services import sign, sign_waiting, sweep
from lms.core.holdings import Subject
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.certificates.signing.keys import judged, told_by_poppler
from tests.facts import appoint


def files(settings) -> list[str]:
    """Every file there is among signed ones, by name."""
    return sorted(path.name for path in settings.SIGNED_ROOT.rglob("*") if path.is_file())


def test_an_issued_paper_is_signed_and_handed_out_byte_for_byte(signing, signed, owner, settings):
    content = owner.get(f"/hoc/giay/{signed.paper.code}.pdf").content
    assert hashlib.sha256(content).hexdigest() == signed.sha256
    assert files(settings) == [f"{signed.sha256}.pdf"]
    assert content.startswith(drawn(signed.paper))
    assert owner.get(f"/hoc/giay/{signed.paper.code}.pdf").content == content
    assert judged(content, signing).bottom_line
    assert "Total document signed" in told_by_poppler(content)
    entry = AuditEntry.objects.get(action="certificates.sign")
    assert entry.target == f"certificates.certificate:{signed.paper_id}"


def test_signing_twice_is_signing_once(signed, settings):
    before = SignedFile.objects.values().get()
    assert (sign(file_id=signed.pk), sign_waiting()) == (False, 0)
    assert SignedFile.objects.values().get() == before
    assert files(settings) == [f"{signed.sha256}.pdf"]


def test_the_bell_signs_without_anyone_waiting(
    signing, pending, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        issue(certificate_id=pending.pk)
    assert SignedFile.objects.get().state == SignedFile.State.SIGNED


def test_where_nobody_signs_nothing_waits_and_papers_are_drawn(settings, pending, owner):
    settings.SIGNER = "none"
    paper = issue(certificate_id=pending.pk)
    assert (SignedFile.objects.exists(), sign_waiting()) == (False, 0)
    assert owner.get(f"/hoc/giay/{paper.code}.pdf").content == drawn(paper)


def test_a_paper_that_ended_before_it_was_signed_needs_no_signature(waiting, make_user):
    revoke(certificate=waiting.paper, reason="Cấp nhầm", actor=make_user())
    assert not SignedFile.objects.exists()


def test_a_signature_stays_when_its_paper_is_revoked(signed, make_user, owner):
    revoke(certificate=signed.paper, reason="Cấp nhầm", actor=make_user())
    assert SignedFile.objects.get().sha256 == signed.sha256


@pytest.mark.parametrize(
    "act",
    [
        lambda: SignedFile.objects.update(sha256="0" * 64),
        lambda: SignedFile.objects.update(state="waiting"),
        lambda: SignedFile.objects.all().delete(),
    ],
)
def test_what_was_signed_is_never_changed(signed, act):
    SIGNED.install(connection)  # a database made without migrations has no guard yet
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        act()


def test_a_key_that_is_gone_holds_the_paper_and_says_so_until_it_is_back(waiting, settings):
    settings.SIGNER, settings.SIGNING_KEY_FILE = "file", "/nowhere/key"
    for tries in range(1, services.MOST_TRIES + 1):
        assert sign_waiting() == 0
        waiting.refresh_from_db()
        assert (waiting.tries, waiting.problem) == (tries, "ImproperlyConfigured")
    settings.SIGNER = "development"
    assert sign_waiting() == 0  # parked: somebody has to look
    assert sign(file_id=waiting.pk)


def test_an_office_that_is_away_is_waited_for_without_counting(waiting, settings):
    settings.SIGNING_TIME_STAMPS = "http://127.0.0.1:9/"  # nobody listens there
    for _ in range(services.MOST_TRIES + 1):
        assert sign_waiting() == 0
    waiting.refresh_from_db()
    assert (waiting.tries, waiting.problem) == (0, "TimestampRequestError")
    settings.SIGNING_TIME_STAMPS = ""
    assert sign_waiting() == 1


def test_a_worker_that_died_with_a_paper_in_its_hands_gives_it_back(waiting):
    assert services._take(waiting.pk, "the dead one")
    assert sign_waiting() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert sign_waiting() == 1


def test_a_late_worker_does_not_overwrite_what_another_signed(waiting):
    services._take(waiting.pk, "late")
    SignedFile.objects.update(claimed_until=None)
    assert sign(file_id=waiting.pk)
    kept = SignedFile.objects.get().sha256
    assert services._sign(waiting.pk, "late") is False
    assert SignedFile.objects.get().sha256 == kept


def test_files_of_killed_workers_are_swept_and_no_others(signed, settings):
    lost = [storage.path_of(storage.keep(text)) for text in (b"lost", b"young")]
    half = lost[0].with_name(".0123-ab.part")
    half.write_bytes(b"ha")
    two_days_ago = timezone.now().timestamp() - 2 * 86_400
    for path in (lost[0], half, storage.path_of(signed.sha256)):
        os.utime(path, (two_days_ago, two_days_ago))
    assert sweep() == 2
    assert files(settings) == sorted([f"{signed.sha256}.pdf", lost[1].name])


def test_a_file_lost_from_the_disk_leaves_a_drawn_paper(signed, owner, caplog):
    storage.path_of(signed.sha256).unlink()
    answer = owner.get(f"/hoc/giay/{signed.paper.code}.pdf")
    assert answer.content == drawn(signed.paper)
    assert "gone from the disk" in caplog.text


def test_with_a_certificate_past_its_last_day_nothing_is_signed_and_nobody_is_to_blame(
    waiting, signing, make_user, settings
):
    office = Client()
    with time_machine.travel(timezone.now() + timedelta(days=3_700)):
        assert not sign(file_id=waiting.pk)
        office.force_login(make_user(role=Role.PROVINCE_OFFICER))
        assert "Chứng thư của khóa ký đã hết hạn" in office.get("/theo-doi/ky-so/").content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries) == (SignedFile.State.WAITING, 0)
    assert sign(file_id=waiting.pk)  # with another certificate


def test_the_copy_of_ones_data_names_the_signature_of_a_trainers_paper_too(
    signed, learner, commune
):
    appointed = appoint(learner, commune, timezone.localdate(), None)
    (opened,) = open_for_trainers(appointment_ids=[appointed.pk])
    of_trainer = SignedFile.objects.get(paper=issue(certificate_id=opened.pk))
    assert sign(file_id=of_trainer.pk)
    told = HOLDINGS[0].collect(Subject(frozenset({learner.pk})))
    assert [row["Số giấy"] for row in told] == [signed.paper.number, of_trainer.paper.number]


def test_keys_are_changed_and_each_paper_knows_its_own(signed, settings, tmp_path):
    settings.SIGNING_DEVELOPMENT_FOLDER = tmp_path / "another"
    another = signers.signer().certificate
    keys = {services.known_certificate(certificate=another).key_id for _ in range(2)}
    known = set(SigningCertificate.objects.values_list("key_id", flat=True))
    assert (len(keys), keys | {signed.certificate.key_id}) == (1, known)
    assert SigningCertificate.objects.filter(development=True).count() == 2


class TestTheCheckOfADeployment:
    """`manage.py check --deploy` warns of papers that are worth nothing."""

    def told(self, capsys) -> str:
        call_command("check", "--deploy", "--tag", "signing")
        return "".join(capsys.readouterr())

    def test_it_warns_of_a_development_key_in_production(self, settings, capsys, tmp_path):
        settings.DEMO = False
        settings.SIGNER = "development"
        assert "signing.W001" in self.told(capsys)
        settings.SIGNER = "file"
        key = services.ensure_authority(tmp_path)
        settings.SIGNING_KEY_FILE = str(key)
        assert "signing.W001" in self.told(capsys)
        key.chmod(0o644)
        assert "signing.W002" in self.told(capsys)

    def test_it_is_content_with_a_demo_and_with_a_web_process_that_knows_no_key(
        self, settings, capsys
    ):
        for settings.SIGNER in ("development", "none", "out", "token", "file"):
            assert "signing." not in self.told(capsys)

    def test_it_tells_of_a_certificate_that_ends(self, settings, capsys, tmp_path):
        settings.SIGNER = "file"
        settings.SIGNING_KEY_FILE = str(services.ensure_authority(tmp_path))
        last = signers.signer().certificate.not_valid_after
        with time_machine.travel(last - timedelta(days=20)):
            assert "signing.W003" in self.told(capsys)
        with (
            time_machine.travel(last + timedelta(days=2)),
            pytest.raises(SystemCheckError, match=r"signing\.E003"),
        ):
            call_command("check", "--deploy", "--tag", "signing")

    def test_it_names_a_signer_that_there_is_not(self, settings):
        settings.SIGNER = "mực"
        with pytest.raises(SystemCheckError, match=r"signing\.E001"):
            call_command("check", "--deploy")
