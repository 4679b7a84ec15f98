"""Refusals of the API as problem details (RFC 9457): a code for programs, words for people."""

from typing import Any

from django.http import JsonResponse


class Problem(Exception):
    """Raised wherever the API says no; `response` is what the program gets. Never holds data."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        errors: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.headers = status, headers or {}
        self.body: dict[str, Any] = {
            "type": f"urn:binh-dan-hoc-ai:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
        }
        if errors:
            self.body["errors"] = [
                {"name": name, "detail": words} for name, words in errors.items()
            ]

    def response(self) -> JsonResponse:
        """The answer."""
        return JsonResponse(
            self.body,
            status=self.status,
            content_type="application/problem+json",
            headers=self.headers,
            json_dumps_params={"ensure_ascii": False},
        )


def bad_request(**errors: str) -> Problem:
    """Parameters that cannot be read, each with what is wrong."""
    return Problem(
        400,
        "bad-parameters",
        "Tham số chưa đúng",
        "Hãy sửa các tham số nêu ở errors rồi hỏi lại.",
        errors=errors,
    )


def unknown_key() -> Problem:
    """Whatever is wrong with a key, the answer is the same."""
    return Problem(
        401,
        "unknown-key",
        "Cần khóa đọc dữ liệu",
        "Thiếu khóa, hoặc khóa không dùng được hôm nay. Hãy gửi Authorization: Bearer và khóa "
        "còn hạn; cần khóa mới thì hỏi người vận hành.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def out_of_scope() -> Problem:
    """What a key does not open is not known of."""
    return Problem(
        404,
        "not-in-scope",
        "Không có trong phạm vi của khóa",
        "Không có xã, phường hay chỉ số này trong phạm vi của khóa. Hãy xem /api/v1/communes và "
        "/api/v1/indicators.",
    )


def no_such_address() -> Problem:
    """Nothing stands there."""
    return Problem(
        404,
        "no-such-address",
        "Không có địa chỉ này",
        "Giao diện này không có địa chỉ như vậy. Hãy xem /api/v1/openapi.json.",
    )


def only_reading() -> Problem:
    """Nothing is written here."""
    return Problem(
        405,
        "only-reading",
        "Chỉ để đọc",
        "Giao diện này chỉ để đọc. Hãy dùng GET.",
        headers={"Allow": "GET, HEAD"},
    )


def too_often(seconds: int) -> Problem:
    """Asked too often; may go on when this minute is over."""
    return Problem(
        429,
        "too-often",
        "Hỏi quá nhiều",
        f"Hãy chờ {seconds} giây rồi hỏi tiếp.",
        headers={"Retry-After": str(seconds)},
    )


def our_fault(status: int = 500) -> Problem:
    """Something broke that the program can do nothing about; the log says what."""
    return Problem(
        status,
        "our-fault",
        "Hệ thống gặp lỗi",
        "Lỗi ở phía hệ thống, không phải ở câu hỏi. Hãy thử lại sau một phút.",
        headers={"Retry-After": "60"},
    )
