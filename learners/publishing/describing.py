"""What the open data says about itself to machines: JSON Schema, CSVW, DCAT. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Json = dict[str, Any]

TITLE = "Bình dân học AI tỉnh Thái Nguyên: số liệu tháng"
SUMMARY = (
    "Lượt tham gia, người tham gia, người hoàn thành, người thành thạo theo xã, phường và theo "
    "tháng; giảng viên theo cấp của cả tỉnh. Mọi số đếm người đều làm tròn, số dưới 15 ẩn đi."
)
PUBLISHER = "Chương trình Bình dân học AI, tỉnh Thái Nguyên"
# Proposed until the province decides (a row of DataLicence).
PROPOSED_LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.vi")

# Column → (JSON type, CSVW datatype, heading, what it means). Empty in CSV is null in JSON.
COLUMNS: dict[str, tuple[list[str], str, str, str]] = {
    "month_end": (["string"], "date", "Ngày cuối tháng", "Số liệu tính đến hết ngày này."),
    "correction": (
        ["integer"],
        "integer",
        "Đính chính số",
        "0 là lần công bố đầu; 1, 2… là lần đính chính.",
    ),
    "area_code": (
        ["string"],
        "string",
        "Mã địa bàn",
        "19 là cả tỉnh; xã, phường có năm chữ số, giữ số 0 ở đầu.",
    ),
    "area_name": (["string"], "string", "Địa bàn", "Tên tỉnh, xã, phường."),
    "indicator": (["string"], "string", "Chỉ số", "Mã của chỉ số."),
    "value": (
        ["integer", "null"],
        "integer",
        "Giá trị",
        "Số đã làm tròn đến hàng chục. Trống: có từ 1 đến 14, không công bố.",
    ),
    "low": (["integer"], "integer", "Ít nhất", "Số thật không nhỏ hơn số này."),
    "high": (["integer"], "integer", "Nhiều nhất", "Số thật không lớn hơn số này."),
    "new_in_month": (
        ["integer", "null"],
        "integer",
        "Mới trong tháng",
        "Chênh so với tháng trước, tính từ hai số đã làm tròn. Trống: một trong hai số bị ẩn, "
        "hoặc chưa có tháng trước.",
    ),
    "definition_version": (
        ["string"],
        "string",
        "Bản của định nghĩa",
        "Chỉ số được đếm theo bản nào của định nghĩa; lời của từng bản có trong JSON Schema.",
    ),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an indicator means from a day on, and what the version before did otherwise."""

    number: str
    since: date
    words: str
    change: str

    @property
    def told(self) -> str:
        """In a sentence."""
        change = f" ({self.change})" if self.change else ""
        return f"Bản {self.number}, từ {self.since.isoformat()}: {self.words}{change}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the descriptions are filled with."""

    site: str
    indicators: Sequence[tuple[str, str, Sequence[Meaning]]]  # code, name, oldest version first
    licence: str
    first: date | None
    last: date | None
    changed: str | None
    demo: bool

    @property
    def title(self) -> str:
        """The name of the data set; a trial installation says what it is."""
        return TITLE + (" (bản chạy thử, số liệu mẫu)" if self.demo else "")

    def at(self, name: str) -> str:
        """The stable address of a file of the data set."""
        return f"{self.site}/du-lieu-mo/{name}"


def json_schema(facts: Facts) -> Json:
    """What `so-lieu-thang.json` keeps to."""
    properties: dict[str, Json] = {
        name: {
            "type": types[0] if len(types) == 1 else types,
            "title": title,
            "description": words,
        }
        for name, (types, _, title, words) in COLUMNS.items()
    }
    properties["month_end"]["format"] = "date"
    properties["indicator"]["oneOf"] = [
        {"const": code, "title": name, "description": " ".join(one.told for one in versions)}
        for code, name, versions in facts.indicators
    ]
    for name in ("correction", "low", "high"):
        properties[name]["minimum"] = 0
    row = {
        "type": "object",
        "properties": properties,
        "required": list(COLUMNS),
        "additionalProperties": False,
    }
    texts = {name: {"type": "string"} for name in ("title", "licence", "publisher", "schema")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": facts.at("so-lieu-thang.schema.json"),
        "title": facts.title,
        "type": "object",
        "properties": {**texts, "rows": {"type": "array", "items": row}},
        "required": [*texts, "rows"],
        "additionalProperties": False,
    }


def csvw(facts: Facts) -> Json:
    """Metadata of `so-lieu-thang.csv`, at the address where readers of CSVW look for it."""
    columns = [
        {
            "name": name,
            "titles": name,
            "dc:title": {"vi": title},
            "dc:description": {"vi": words},
            "datatype": datatype,
            "required": "null" not in types,
        }
        for name, (types, datatype, title, words) in COLUMNS.items()
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": facts.at("so-lieu-thang.csv"),
        "dc:title": facts.title,
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": facts.licence},
        "notes": [
            {"dc:title": name, "dc:identifier": code, "dc:description": [m.told for m in versions]}
            for code, name, versions in facts.indicators
        ],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "columns": columns,
            "primaryKey": ["month_end", "area_code", "indicator"],
        },
    }


_CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
_FILES = (
    ("so-lieu-thang.csv", "text/csv", "so-lieu-thang.csv-metadata.json"),
    ("so-lieu-thang.json", "application/json", "so-lieu-thang.schema.json"),
)


def dcat(facts: Facts) -> Json:
    """The data set for catalogues (DCAT 3, JSON-LD)."""
    return {
        "@context": _CONTEXT,
        "@id": facts.at(""),
        "@type": "dcat:Dataset",
        "dct:title": {"@language": "vi", "@value": facts.title},
        "dct:description": {"@language": "vi", "@value": SUMMARY},
        "dct:publisher": {"@type": "dct:Agent", "dct:title": PUBLISHER},
        "dct:language": "vi",
        "dct:accrualPeriodicity": {"@id": _MONTHLY},
        "dct:license": {"@id": facts.licence},
        "dcat:landingPage": {"@id": facts.at("")},
        "dcat:keyword": ["kỹ năng AI", "học tập cộng đồng", "Thái Nguyên"],
        "dcat:distribution": [_file(facts, *one) for one in _FILES],
        **_times(facts),
    }


def _file(facts: Facts, name: str, media: str, schema: str) -> Json:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": facts.at(name)},
        "dcat:mediaType": media,
        "dct:conformsTo": {"@id": facts.at(schema)},
        "dct:license": {"@id": facts.licence},
    }


def _times(facts: Facts) -> Json:
    """What months it speaks of, and when it last changed; nothing before the first month."""
    times: Json = {}
    if facts.first and facts.last:
        times["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{facts.first:%Y-%m}-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": facts.last.isoformat()},
        }
    if facts.changed:
        times["dct:modified"] = {"@type": "xsd:dateTime", "@value": facts.changed}
    return times
