"""A believable province of any size, the same for the same seed: for the demo and for the bench.

Names and places are plausible, the people are invented. What is written are facts (people,
enrolments, completions, proficiency, appointments); the counts are then counted from them.
"""

import calendar
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import connection, models
from django.utils import timezone

from courses.models import CoursePage
from learners.monitoring.goals import divide, set_shares
from learners.monitoring.indicators import PROFICIENT
from learners.monitoring.models import Goal
from learners.monitoring.services import refresh_counts
from learners.people.models import Learner
from learners.study.models import Enrolment, Proficiency
from learners.study.selectors import proficiency_rule
from learners.trainers.languages import LANGUAGES
from learners.trainers.loading import file_of
from learners.trainers.models import Appointment, Tier, TrainerFile
from learners.trainers.reviewing import note
from learners.trainers.states import State
from lms.core.identity import fold
from lms.core.models import PROVINCE_CODE, Area, Organisation

_BATCH = 5_000
_SURNAMES = "Nguyễn Nguyễn Nguyễn Trần Lê Phạm Hoàng Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Lý Đinh Trịnh"
_HIGHLAND_SURNAMES = "Ma Nông Hoàng Bế Lường Triệu Bàn Đàm Hà Lộc Giàng Lý Dương Vi Chu Đặng Sầm"
_MIDDLES = "Thị Thị Thị Văn Văn Văn Đức Minh Thu Ngọc Quang Hữu Xuân Thanh Hồng Mạnh Kim Bích"
_GIVEN = (
    "Lan Hoa Hương Thảo Trang Linh Mai Nga Hằng Thủy Yến Nhung Oanh Phượng Tuyết Hiền Liên Dung "
    "Hùng Dũng Cường Tuấn Nam Sơn Hải Long Thắng Bình An Khánh Đạt Hiếu Trung Kiên Lâm Phong "
    "Chiến Thành Vinh Ước Ứng Ánh Đông Tâm Tươi Sáu Bảy Páo Dín Sao Mùi"
)
_HAMLETS = (
    "Đồng Tâm", "Tân Lập", "Nà Pài", "Khuổi Luông", "Bản Mới", "Phú Thịnh", "Trung Hòa", "Soi Vàng"
)  # fmt: skip
_KINDS = Organisation.Kind
_LOCAL = (
    (_KINDS.AGENCY, "Ủy ban nhân dân {}"),
    (_KINDS.SCHOOL, "Trường Trung học cơ sở {}"),
    (_KINDS.UNION, "Hội Liên hiệp Phụ nữ {}"),
)
_PROVINCIAL = {
    "Sở Khoa học và Công nghệ": ("Trung tâm Chuyển đổi số", "Chi cục Đo lường"),
    "Sở Giáo dục và Đào tạo": ("Trường Trung học phổ thông Chuyên",),
    "Công ty Cổ phần Chè Trung Du (mẫu)": (),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large, how busy, and how far back."""

    people: int
    enrolments: int  # in all
    core_trainers: int
    experts: int
    days: int = 150  # since the first enrolment


def make_province(size: Size, *, seed: int) -> None:
    """Write a province of `size`. It is meant for an empty register: it adds, it never looks."""
    rng = random.Random(seed)  # noqa: S311  (invented people, no secret)
    weights = _weights(rng)
    today = timezone.localdate()
    first_id = _write(Learner, _people(rng, size.people, weights, _organisations()))
    enrolments = _enrolments(rng, size, first_id, today)
    _write(Enrolment, enrolments)
    _write(Proficiency, _proficient(rng, size, first_id, today))
    _write(Appointment, _appointments(rng, size, first_id, today, list(weights)))
    _write(TrainerFile, _trainer_files(rng, size, first_id))
    note(TrainerFile.objects.filter(learner__gte=first_id).iterator(chunk_size=500))
    goal = Goal.objects.get(indicator=PROFICIENT.code, area=PROVINCE_CODE)
    set_shares(
        goal=goal,
        shares=divide(number=goal.number, weights=weights),
        rule="Số liệu mẫu: chia theo số dân ước lượng",
        actor=None,
    )


def count_days(*, days: int, step: int = 1) -> None:
    """Count today and the days before it, every `step` days, as the nightly job would have."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so many new rows are unknown to the planner
            cursor.execute("ANALYZE")
    today = timezone.localdate()
    for back in sorted({*range(0, days, step), 28}, reverse=True):
        refresh_counts(day=today - timedelta(days=back))


def _weights(rng: random.Random) -> dict[str, int]:
    """Commune code → invented number of people of working age; wards are larger."""
    return {
        area.pk: rng.randint(14, 60) * 1_000
        if area.kind == Area.Kind.WARD
        else rng.randint(25, 130) * 100
        for area in Area.objects.communes()
    }


def _organisations() -> dict[str, list[int]]:
    """Commune code → the organisations of its people; under "19" those of the whole province."""
    found: dict[str, list[int]] = {}
    for area in Area.objects.communes():
        found[area.pk] = [_organisation(kind, name.format(area), area) for kind, name in _LOCAL]
    province = Area.objects.get(level=Area.Level.PROVINCE)
    found["19"] = []
    for name, units in _PROVINCIAL.items():
        kind = _KINDS.ENTERPRISE if name.startswith("Công ty") else _KINDS.AGENCY
        head = _organisation(kind, name, province)
        found["19"] += [head, *(_organisation(kind, unit, province, head) for unit in units)]
    return found


def _organisation(kind: str, name: str, area: Area, parent: int | None = None) -> int:
    return Organisation.objects.get_or_create(
        search_key=fold(name),
        area=area,
        defaults={"name": name, "kind": kind, "parent_id": parent},
    )[0].pk


def _people(
    rng: random.Random, count: int, weights: dict[str, int], organisations: dict[str, list[int]]
) -> Iterator[Learner]:
    codes, shares = list(weights), list(weights.values())
    highland = set(
        Area.objects.filter(former_place__contains="Bắc Kạn").values_list("pk", flat=True)
    )
    now = timezone.now()
    for number, code in enumerate(rng.choices(codes, shares, k=count)):
        learner = Learner(
            full_name=_name(rng, code in highland),
            birth_year=now.year - int(rng.triangular(15, 78, 41)),
            commune_id=code,
            phone=f"+849{rng.randrange(10**8):08d}" if rng.random() < 0.8 else "",
            source=Learner.Source.DEMO,
        )
        _tell_more(rng, learner, number)
        if rng.random() < 0.2:
            place = code if rng.random() < 0.7 else "19"
            learner.organisation_id = rng.choice(organisations[place])
        learner.set_keys()
        yield learner


def _tell_more(rng: random.Random, learner: Learner, number: int) -> None:
    """What papers say of some: sex, full birth date, hamlet, and a personal ID number as seen."""
    female = "Thị" in learner.full_name or rng.random() < 0.2
    learner.sex = Learner.Sex.FEMALE if female else Learner.Sex.MALE
    if rng.random() < 0.6:  # older people often know the year only
        learner.birth_month = rng.randint(1, 12)
        days = calendar.monthrange(learner.birth_year, learner.birth_month)[1]
        learner.birth_day = rng.randint(1, days)
    if rng.random() < 0.7:
        learner.hamlet = f"Xóm {rng.choice(_HAMLETS)}"
    if rng.random() < 0.5:
        invented = f"{number:012d}"  # no number of a person: those begin with a place of birth
        learner.id_hash = hashlib.sha256(f"mẫu {invented}".encode()).hexdigest()
        learner.id_last3 = invented[-3:]
        learner.id_seen = Learner.IdSeen.PAPER


def _name(rng: random.Random, highland: bool) -> str:
    surnames = _HIGHLAND_SURNAMES if highland and rng.random() < 0.7 else _SURNAMES
    middle = rng.choice(_MIDDLES.split())
    return f"{rng.choice(surnames.split())} {middle} {rng.choice(_GIVEN.split())}"


def _enrolments(rng: random.Random, size: Size, first_id: int, today: date) -> Iterator[Enrolment]:
    """Everyone begins the first course; the rest go round the other courses and last year."""
    courses = list(CoursePage.objects.live().order_by("number"))
    slots = [(course, year) for year in (today.year, today.year - 1) for course in courses]
    written = 0
    for turn, (course, year) in enumerate(slots):
        for learner_id in range(first_id, first_id + size.people):
            if written == size.enrolments:
                return
            written += 1
            started = _moment(rng, today, size.days)
            done = rng.random() < 0.62 - 0.1 * turn
            later = started + timedelta(days=rng.randint(1, 20))
            completed = later if done and later <= timezone.now() else None
            yield Enrolment(
                learner_id=learner_id,
                course=course,
                run=year,
                started_at=started,
                completed_at=completed,
                rule=course.rule if completed else None,
            )


def _moment(rng: random.Random, today: date, days: int) -> datetime:
    """More lately than at first, mostly in the evening."""
    back = int(days * (1 - rng.random() ** 0.6))
    hour = rng.choice((9, 15, 19, 19, 20, 20, 21))
    moment = datetime.combine(today - timedelta(days=back), datetime.min.time())
    aware = timezone.make_aware(moment + timedelta(hours=hour, minutes=rng.randrange(60)))
    return min(aware, timezone.now() - timedelta(minutes=1))


def _proficient(
    rng: random.Random, size: Size, first_id: int, today: date
) -> Iterator[Proficiency]:
    rule = proficiency_rule()
    finishers = (
        Enrolment.objects.filter(learner_id__gte=first_id, completed_at__isnull=False)
        .values("learner_id")
        .annotate(first=models.Min("completed_at"))
        .order_by("learner_id")
    )
    for row in finishers.iterator(chunk_size=_BATCH):
        day = timezone.localtime(row["first"]).date() + timedelta(days=rng.randint(3, 30))
        if rng.random() < 0.42 and day <= today:
            yield Proficiency(
                learner_id=row["learner_id"], rule=rule, assessed_on=day, evidence={"mẫu": True}
            )


def _appointments(
    rng: random.Random, size: Size, first_id: int, today: date, codes: list[str]
) -> Iterator[Appointment]:
    chosen = rng.sample(range(size.people), size.core_trainers + size.experts)
    for place, offset in enumerate(chosen):
        expert = place < size.experts
        since = today - timedelta(days=rng.randint(20, 300))
        yield Appointment(
            learner_id=first_id + offset,
            tier=Appointment.Tier.EXPERT if expert else Appointment.Tier.CORE,
            area_id="19" if expert else rng.choice(codes),
            decision_number=f"{rng.randint(10, 990)}/QĐ-UBND (mẫu)",
            decision_date=since,
            issuer="Sở Khoa học và Công nghệ" if expert else "Ủy ban nhân dân xã, phường",
            valid_from=since,
            valid_to=since + timedelta(days=730 if expert else 365),
        )


def _trainer_files(rng: random.Random, size: Size, first_id: int) -> Iterator[TrainerFile]:
    """A file for everyone appointed, trained by an expert; and some on their way."""
    own = list(Appointment.objects.filter(learner__gte=first_id).order_by("pk"))
    experts = [one.learner_id for one in own if one.tier == Tier.EXPERT]
    others = list(LANGUAGES)[1:]
    for one in own:
        file = file_of(one)
        file.languages = ["vie", rng.choice(others)] if rng.random() < 0.4 else ["vie"]
        if one.tier == Tier.CORE and experts:
            file.trained_by_id = rng.choice(experts)
        yield file
    named = {one.learner_id for one in own}
    for offset in rng.sample(
        range(size.people), min(size.people, max(3, size.core_trainers // 20))
    ):
        if first_id + offset not in named:
            learner = Learner.objects.only("commune").get(pk=first_id + offset)
            state = rng.choice((State.CANDIDATE, State.TRAINING, State.WAITING))
            yield TrainerFile(
                learner=learner, tier=Tier.CORE, area_id=learner.commune_id, state=state
            )


def _write(model: type[models.Model], rows: Iterator[models.Model]) -> int:
    """Insert in batches; returns the id of the first row (ids follow one another)."""
    first_id = 0
    while batch := list(islice(rows, _BATCH)):
        written = model._default_manager.bulk_create(batch)
        first_id = first_id or written[0].pk
    return first_id
