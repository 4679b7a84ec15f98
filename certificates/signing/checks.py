"""What `manage.py check --deploy` says of the signer. It never asks a token or an office."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from certificates.signing import signers


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
    if Path(settings.SIGNING_KEY_FILE).stat().st_mode & 0o007:
        found.append(
            Warning(
                "everybody on this machine may read SIGNING_KEY_FILE",
                hint="chmod 640; docs/signing.md says who should own it",
                id="signing.W002",
            )
        )
    return found


def _worthless(why: str) -> Warning:
    return Warning(
        f"papers are signed with a development key, which has no legal force: {why}",
        hint="docs/signing.md",
        id="signing.W001",
    )
