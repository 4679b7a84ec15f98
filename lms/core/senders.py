"""Who carries a short message to a phone or a mailbox; chosen in settings.CODE_SENDERS.

A sender is a function (recipient, text); what has a subject (announcements, never codes) comes with
`subject=` to those that are asked for "email", and a letter that one may unsubscribe from with
`headers=` beside it. The province plugs its own SMS gateway in here, and
announcements to a class go through the same one.
"""

import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

from lms.core.errors import DomainError

logger = logging.getLogger(__name__)
Sender = Callable[..., None]


def send_code(*, channel: str, recipient: str, code: str) -> None:
    """Send a sign-in code; `channel` is "phone" (E.164) or "email"."""
    send_text(
        channel=channel,
        recipient=recipient,
        text=f"{code} là mã vào học Bình dân học AI, dùng được trong 10 phút. "
        "Không đưa mã này cho bất kỳ ai.",
    )


def send_text(
    *,
    channel: str,
    recipient: str,
    text: str,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a short message; raises DomainError, in words for people, when it cannot go.

    `subject` and `headers` are for mail only: a message to a phone has none.
    """
    sender: Sender = import_string(settings.CODE_SENDERS[channel])
    told: dict[str, object] = {}
    if subject and channel == "email":
        told["subject"] = subject
        if headers:
            told["headers"] = headers
    sender(recipient, text, **told)


def console_and_file(
    recipient: str, text: str, subject: str = "", headers: Mapping[str, str] | None = None
) -> None:
    """For trying the product: print the message and add it to `outbox.txt` in the data folder."""
    said = f"[{subject}] {' '.join(text.split())}" if subject else text
    line = f"{timezone.localtime():%H:%M:%S}  {recipient}  {said}"
    print(f"\n>>> {line}\n", flush=True)  # noqa: T201  (the console is the mailbox here)
    outbox = settings.DATA_DIR / "outbox.txt"
    with outbox.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def by_email(
    recipient: str,
    text: str,
    subject: str = "Mã vào học Bình dân học AI",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send through the mail server of EMAIL_URL."""
    letter = EmailMessage(subject, text, None, [recipient], headers=dict(headers or {}))
    try:
        letter.send()
    except OSError as error:  # smtplib's errors are OSErrors
        logger.exception("the mail server does not take letters")
        raise DomainError(
            "Chưa gửi được thư. Hãy thử lại sau ít phút, hoặc dùng số điện thoại."
        ) from error


def not_configured(recipient: str, text: str) -> None:
    """No SMS gateway is set up: say so instead of pretending."""
    logger.error("CODE_SENDER_PHONE is not set: no code can go to a phone")
    raise DomainError("Chưa gửi được tin nhắn tới điện thoại. Hãy dùng email.")
