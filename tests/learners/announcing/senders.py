"""Gateways for tests: they take a message, refuse it, fall silent, or take the power with them."""

from lms.core.errors import DomainError

TAKEN: list[tuple[str, str]] = []
REFUSAL = "Nhà mạng không nhận tin. Hãy thử lại sau."


def take(recipient: str, text: str, subject: str = "", headers: object = None) -> None:
    """A gateway that works."""
    TAKEN.append((recipient, text))


def refuse(recipient: str, text: str, subject: str = "", headers: object = None) -> None:
    """A gateway that says no."""
    raise DomainError(REFUSAL)


def fall_silent(recipient: str, text: str, subject: str = "", headers: object = None) -> None:
    """Nobody knows whether the message went."""
    raise TimeoutError


def die_with_the_fifth(
    recipient: str, text: str, subject: str = "", headers: object = None
) -> None:
    """Four messages go; with the fifth on its way the worker is killed."""
    TAKEN.append((recipient, text))
    if len(TAKEN) == 5:
        raise KeyboardInterrupt


def die(recipient: str, text: str, subject: str = "", headers: object = None) -> None:
    """The worker is killed with the message on its way."""
    TAKEN.append((recipient, text))
    raise KeyboardInterrupt
