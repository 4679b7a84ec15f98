"""Alerts as officers see them: derived anew, within one's scope, with what was done about each."""

from dataclasses import asdict, dataclass, field
from datetime import date

from django.core.cache import cache, caches
from django.db import transaction
from django.utils import timezone

from learners.campaigns.models import AlertNote, AlertRule
from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.alerting import Alert, Bounds, all_alerts
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, Organisation, User

# How long a list of alerts may stand in the menu and in letters before it is made anew.
_KEPT_SECONDS = 900
_KEY = "alerts"
MOST_NOTES = 30


@dataclass(slots=True)
class Shown:
    """An alert with the name of its place and what was done about it, the newest first."""

    alert: Alert
    place: str
    notes: list[AlertNote] = field(default_factory=list)


def bounds_on(day: date) -> Bounds:
    """The bounds in force on a day; the house's own before the first row."""
    rules = AlertRule.objects.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
    rule = rules.first()
    if rule is None:
        return Bounds()
    return Bounds(**{name: getattr(rule, name) for name in asdict(Bounds())})


def look() -> list[Alert]:
    """All alerts as of now; what the menu counts is brought up to date with it."""
    today = timezone.localdate()
    found = all_alerts(today, bounds_on(today))
    cache.set(_KEY, found, _KEPT_SECONDS)
    return found


def seen(*, scope: Scope, found: list[Alert]) -> list[Alert]:
    """Those of one's scope."""
    return [one for one in found if one.seen_by(scope)]


def count(scope: Scope) -> int:
    """How many there were in one's scope when they were last looked for: no query.

    Kept in the process as long as a published page: every screen of staff shows it.
    """
    kept = caches["pages"].get_or_set(
        f"alerts.{hash(scope)}", lambda: len(seen(scope=scope, found=cache.get(_KEY) or []))
    )
    return int(kept or 0)


def shown(*, user: User) -> list[Shown]:
    """The alerts of one's scope by kind, then by place in the order of the alphabet."""
    mine = seen(scope=scope_of(user), found=look())
    areas = Area.objects.in_bulk({one.area for one in mine if one.area})
    units = Organisation.objects.in_bulk({one.organisation for one in mine if one.organisation})
    rows = [Shown(one, _place(one, areas, units)) for one in mine]
    by_key = {row.alert.key: row for row in rows}
    for note in AlertNote.objects.filter(key__in=by_key).select_related("noted_by"):
        by_key[note.key].notes.append(note)
    order = {code: area.sort_key for code, area in areas.items()}
    return sorted(rows, key=lambda row: (row.alert.kind, order.get(row.alert.area, row.place)))


def last_notes(*, user: User) -> list[AlertNote]:
    """What was done lately in one's scope, also about alerts that have closed since."""
    notes = AlertNote.objects.watched_by(user).select_related("noted_by", "area", "organisation")
    return list(notes[:MOST_NOTES])


@transaction.atomic
def note(*, key: str, words: str, actor: User) -> AlertNote:
    """Write down what was done about an alert; the same words twice are one note.

    Raises DomainError when it is not theirs, has closed meanwhile, or nothing is said.
    """
    scope = scope_of(actor)
    if not scope.may_register:
        raise DomainError("Ghi việc đã làm là của cán bộ phụ trách; bạn chỉ xem.")
    words = clean_text(words)[:300]
    if not words:
        raise DomainError("Hãy ghi đã làm gì. Ví dụ: đã gọi, tuần sau mở lớp.")
    alert = next((one for one in seen(scope=scope, found=look()) if one.key == key), None)
    if alert is None:
        raise DomainError("Cảnh báo này không còn nữa. Hãy tải lại trang.")
    same = AlertNote.objects.filter(key=key, words=words, noted_by=actor)
    if there := same.filter(noted_at__date=timezone.localdate()).first():
        return there
    made = AlertNote.objects.create(
        key=key,
        title=alert.title[:120],
        area_id=alert.area or None,
        organisation_id=alert.organisation,
        words=words,
        noted_by=actor,
    )
    audit.record(actor=actor, action="campaigns.note_alert", target=made, kind=alert.kind)
    return made


def load_alert_rule() -> None:
    """The first bounds; kept if they are there."""
    AlertRule.objects.get_or_create(
        version="1",
        defaults={
            "valid_from": date(2025, 1, 1),
            "decision": "Theo đề xuất của chương trình; số quyết định: đang cập nhật.",
        },
    )


def _place(alert: Alert, areas: dict[str, Area], units: dict[int, Organisation]) -> str:
    if alert.organisation:
        return str(units.get(alert.organisation, ""))
    return str(areas[alert.area]) if alert.area in areas else "Toàn tỉnh"
