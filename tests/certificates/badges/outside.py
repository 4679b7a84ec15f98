"""Whoever checks a badge: openvc-core, with only what this site publishes and no network."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.resolvers import default_status_list_resolver
from openvc.verify import VerificationPolicy, VerificationResult, verify_credential

from certificates.badges.credential import CONTEXTS

_FILE = Path("certificates/badges/contexts/open-badges-3.0.3.json")
OPEN_BADGES = {CONTEXTS[1]: json.loads(_FILE.read_text())}


def published(url: str) -> bytes:
    """What the site answers a stranger."""
    answer = Client().get(urlsplit(url).path)
    assert answer.status_code == 200, url
    return answer.content


def verify(document: dict[str, Any], *, expired_too: bool = False) -> VerificationResult:
    """Raises openvc's errors for what is forged, changed, expired or revoked."""
    keys = DidResolverRegistry()
    keys.register(DidWebResolver(lambda url: json.loads(published(url))))
    lists = default_status_list_resolver(
        resolver=keys, fetch=lambda url: published(url).decode(), extra_contexts=OPEN_BADGES
    )
    policy = VerificationPolicy(
        expected_types=["OpenBadgeCredential"], require_not_expired=not expired_too
    )
    return verify_credential(
        document,
        policy=policy,
        resolver=keys,
        resolve_status_list=lists,
        extra_contexts=OPEN_BADGES,
    )
