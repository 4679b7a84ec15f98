"""The description of the read API, by OpenAPI 3.1. Pure; a test walks what it says."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_DAY: Json = {"type": "string", "format": "date", "examples": ["2026-10-31"]}
_CODE: Json = {"type": "string", "pattern": r"^\d{2}(\d{3})?$", "examples": ["05503"]}

# Answers that every address behind a key may give: code → when.
_REFUSALS: Json = {
    "400": ("Có tham số sai; `errors` nói sai ở đâu.", {}),
    "401": (
        "Thiếu khóa, hoặc khóa sai, chưa tới ngày, hết hạn, đã thu hồi.",
        {"WWW-Authenticate": {"schema": _TEXT}},
    ),
    "429": (
        "Hỏi quá nhiều; chờ số giây ghi ở Retry-After.",
        {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}},
    ),
}
_UNKNOWN: Json = {"404": ("Không có xã, phường hay chỉ số này trong phạm vi của khóa.", {})}
# How many counts come at once, if not said otherwise, and at most; how many days at most.
PAGE, LARGEST_PAGE, LONGEST_SPAN = 500, 2_000, 366


def _object(optional: Json | None = None, **properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties | (optional or {}),
        "required": list(properties),
        "additionalProperties": False,
    }


def _maybe(one: Json) -> Json:
    return {"anyOf": [one, {"type": "null"}]}


def _list(name: str) -> Json:
    return _object(items={"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}})


_FIGURE = _object(value=_COUNT, as_of=_DAY, source=_TEXT)
SCHEMAS: dict[str, Json] = {
    "Indicator": _object(
        code=_TEXT,
        name=_TEXT,
        definition=_TEXT,
        version={"type": "string", "description": "Bản của định nghĩa đang dùng."},
        since=_DAY,
        versions={
            "type": "array",
            "description": "Mọi bản, cũ trước; ngày nào đếm theo bản của ngày ấy.",
            "items": _object(version=_TEXT, since=_DAY, definition=_TEXT, change=_TEXT),
        },
    ),
    "Commune": _object(
        code=_CODE,
        name=_TEXT,
        former_place=_TEXT,
        working_age=_maybe(_FIGURE),
        ended_on=_maybe(_DAY),
        successor=_maybe(_CODE),
    ),
    "Count": _object(day=_DAY, area=_CODE, indicator=_TEXT, value=_COUNT),
    "Goal": _object(
        indicator=_TEXT,
        title=_TEXT,
        number=_COUNT,
        deadline=_DAY,
        source=_TEXT,
        shares={"type": "array", "items": _object(area=_CODE, number=_COUNT)},
    ),
    "Indicators": _list("Indicator"),
    "Communes": _list("Commune"),
    "Goals": _list("Goal"),
    "Counts": _object(
        counted_at=_maybe({"type": "string", "format": "date-time"}),
        items={"type": "array", "items": {"$ref": "#/components/schemas/Count"}},
        next=_maybe({"type": "string", "description": "Đưa vào `after` để lấy trang sau."}),
    ),
    "Problem": _object(
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail={"type": "string", "description": "Một câu tiếng Việt: sao, và làm gì tiếp."},
        optional={"errors": {"type": "array", "items": _object(name=_TEXT, detail=_TEXT)}},
    ),
}


def _parameter(name: str, schema: Json, words: str) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


_COUNT_PARAMETERS = [
    _parameter("from", _DAY, "Từ ngày. Bỏ trống: ngày cuối đã đếm, hoặc `to` nếu có."),
    _parameter("to", _DAY, f"Đến hết ngày; nhiều nhất {LONGEST_SPAN} ngày. Bỏ trống: như `from`."),
    _parameter("area", _CODE, "Một xã, phường; 19 là phần không thuộc xã nào (chuyên gia)."),
    _parameter("indicator", _TEXT, "Một chỉ số, theo mã."),
    _parameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
        "Số dòng một trang.",
    ),
    _parameter("after", _TEXT, "Giá trị `next` của trang trước."),
]  # fmt: skip


def _path(words: str, schema: str, refusals: Json, parameters: Sequence[Json] = ()) -> Json:
    answers: Json = {
        "200": {
            "description": words,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    for status, (why, headers) in refusals.items():
        answers[status] = {
            "description": why,
            "headers": headers,
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    return {
        "get": {
            "summary": words,
            "operationId": schema.lower(),
            "parameters": list(parameters),
            "responses": answers,
        }
    }


_INFO: Json = {
    "title": "Bình dân học AI: số liệu cho trung tâm điều hành",
    "version": "1",
    "description": "Số đúng đến từng đơn vị, theo ngày, xã và chỉ số; chỉ có số đếm, không có "
    "người. Số công bố cho mọi người thì làm tròn, ở /du-lieu-mo/. Khóa do người vận hành cấp; "
    "gửi trong `Authorization: Bearer …`.",
}
_ITSELF: Json = {
    "get": {
        "summary": "Bản mô tả này.",
        "operationId": "openapi",
        "security": [],
        "responses": {
            "200": {
                "description": "Bản mô tả này.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }
}
_PATHS: Json = {
    "/api/v1/openapi.json": _ITSELF,
    "/api/v1/indicators": _path("Các chỉ số.", "Indicators", _REFUSALS),
    "/api/v1/communes": _path(
        "Các xã, phường, kèm số người trong độ tuổi lao động.", "Communes", _REFUSALS
    ),
    "/api/v1/counts": _path(
        "Số đếm cuối mỗi ngày.", "Counts", _REFUSALS | _UNKNOWN, _COUNT_PARAMETERS
    ),
    "/api/v1/goals": _path("Các mục tiêu và chỉ tiêu chia xã.", "Goals", _REFUSALS),
}


def document(site: str) -> Json:
    """The whole description, for an installation at `site`."""
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": site}],
        "security": [{"key": []}],
        "paths": _PATHS,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
        },
    }
