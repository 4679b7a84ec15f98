"""What `manage.py check --deploy` says of the signer. It never asks a token or an office."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from certificates.signing import signers

_SOON = 30  # days


@register("signing", deploy=True)
def check_signer(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of papers that are worth nothing, and of a signer that cannot sign."""
    try:
        kind = signers.kind()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="signing.E001")]
    if kind == signers.Kind.DEVELOPMENT and not settings.DEMO:
        return [_worthless("SIGNER is development")]
    # The web process is not told where the key is; whoever is told is checked.
    if kind == signers.Kind.FILE and settings.SIGNING_KEY_FILE:
        return _of_key_file()
    return []


def _of_key_file() -> list[CheckMessage]:
    try:
        signer = signers.signer()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="signing.E002")]
    found: list[CheckMessage] = []
    if signer.development:
        found.append(_worthless("SIGNING_KEY_FILE is the key of a development authority"))
    found += _of_last_day(signer.certificate.not_valid_after)
    if Path(settings.SIGNING_KEY_FILE).stat().st_mode & 0o007:
        found.append(
            Warning(
                "everybody on this machine may read SIGNING_KEY_FILE",
                hint="chmod 640; docs/signing.md says who should own it",
                id="signing.W002",
            )
        )
    return found


def _of_last_day(last: datetime) -> list[CheckMessage]:
    """An Error when the certificate has ended, a Warning when it soon will."""
    left, hint = (last - timezone.now()).days, "docs/signing.md says how a certificate is renewed"
    if left < 0:
        return [Error(f"the signing certificate ended on {last:%F}", hint=hint, id="signing.E003")]
    if left < _SOON:
        return [Warning(f"the signing certificate ends on {last:%F}", hint=hint, id="signing.W003")]
    return []


def _worthless(why: str) -> Warning:
    return Warning(
        f"papers are signed with a development key, which has no legal force: {why}",
        hint="docs/signing.md",
        id="signing.W001",
    )
