"""What is typed about classes and their people: shape only; services judge."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from courses.models import CoursePage
from learners.classes import selectors
from learners.classes.changing import Place
from learners.classes.models import Session, TrainingClass
from learners.classes.services import MOST_SEATS, MOST_SESSIONS, Plan, Times
from learners.classes.timetable import WEEKDAYS, days_of_class, moved_days, next_same_weekday
from learners.people.models import Learner
from lms.core.access import Scope
from lms.core.identity import clean_phone, clean_text
from lms.core.merged import going_on
from lms.core.models import Area, Organisation

_MINUTES = [(60, "1 giờ"), (90, "1 giờ 30"), (120, "2 giờ"), (150, "2 giờ 30"), (180, "3 giờ")]
MINUTES = [*_MINUTES, (240, "4 giờ"), (360, "6 giờ"), (480, "cả ngày (8 giờ)")]
EVENING, TWO_HOURS, FOUR = time(19), 120, 4
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
OFF = {"autocomplete": "off"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Hãy chọn ngày.",
            "invalid": "Hãy ghi ngày như 24/11/2026.",
        },
    )


def _hour() -> forms.TimeField:
    return forms.TimeField(
        label="Bắt đầu lúc",
        initial=EVENING,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Hãy ghi giờ bắt đầu.", "invalid": "Hãy ghi giờ như 19:00."},
    )


def _length() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Mỗi buổi dài", choices=MINUTES, coerce=int, initial=TWO_HOURS
    )


def number_field(label: str, most: int, *, least: int = 1, **told: Any) -> forms.IntegerField:
    """A whole number within bounds."""
    said = f"Hãy ghi một số từ {least} đến {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
        **told,
    )


class CommuneChoice(forms.ModelChoiceField):
    """A commune from a list."""

    def label_from_instance(self, obj: Area) -> str:
        """The old district tells namesakes apart."""
        return f"{obj} ({obj.former_place})" if obj.former_place else str(obj)


class _Courses(forms.ModelChoiceField):
    def label_from_instance(self, obj: CoursePage) -> str:
        """As people speak of it."""
        return f"Khóa {obj.number}. {obj.title}"


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Learner) -> str:
        """The birth year tells namesakes apart."""
        return f"{obj.full_name} ({obj.birth_year})"


class PhonesField(forms.CharField):
    """Trainers by their phone numbers, between commas; cleans to people."""

    def clean(self, value: Any) -> list[Learner]:
        found = []
        for part in str(super().clean(value) or "").replace(";", ",").split(","):
            if not (typed := clean_text(part)):
                continue
            try:
                phone = clean_phone(typed)
            except ValueError as error:
                raise ValidationError(f"“{typed}”: {error}") from error
            person = Learner.objects.standing().filter(user__phone=phone).first()
            if person is None:
                raise ValidationError(
                    f"Chưa có giảng viên nào dùng số {typed}. Hãy kiểm tra lại số."
                )
            found.append(person)
        return found


class _ScopedForm(forms.Form):
    """A form whose choices follow from where somebody may act."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def offer(self, name: str, choices: QuerySet[Any]) -> None:
        """What may be chosen in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        field.queryset = choices


class PlaceForm(_ScopedForm):
    """Where a class meets, how, and how many can come."""

    commune = CommuneChoice(
        Area.objects.none(),
        label="Xã, phường",
        empty_label="Chọn xã, phường",
        error_messages={"required": "Hãy chọn xã, phường nơi học."},
    )
    hamlet = forms.CharField(
        label="Thôn, xóm, tổ dân phố", max_length=120, required=False, widget=forms.TextInput(OFF)
    )
    hall = forms.CharField(
        label="Nơi học",
        help_text="Ví dụ: Nhà văn hóa xóm Gò Móc.",
        max_length=120,
        required=False,
        widget=forms.TextInput(OFF),
    )
    hall_holds = number_field("Nơi học chứa được bao nhiêu người", 10_000, required=False)
    seats = number_field("Số chỗ trong lớp", MOST_SEATS, initial=40)
    mode = forms.ChoiceField(
        label="Hình thức", choices=TrainingClass.Mode.choices, initial=TrainingClass.Mode.IN_PERSON
    )

    def __init__(self, *args: Any, held_in: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = selectors.places_of(self.scope)
        # A class goes on where it is held, also where that became part of another commune.
        self.offer("commune", places | Area.objects.filter(pk=held_in) if held_in else places)
        if len(only := places[:2]) == 1:
            self.fields["commune"].initial = only[0].pk

    def place(self) -> Place:
        """What was typed, for the services."""
        return Place(**{name: self.cleaned_data[name] for name in _PLACE})


class _OpeningForm(forms.Form):
    """What opens a class names itself, so that a double tap opens one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


_PLACE = ("commune", "hamlet", "hall", "hall_holds", "mode", "seats")


def place_of(training_class: TrainingClass) -> dict[str, Any]:
    """A class's place, as the form writes it."""
    told: dict[str, Any] = {name: getattr(training_class, name) for name in _PLACE}
    return told | {"commune": training_class.commune_id}


def place_like(training_class: TrainingClass) -> dict[str, Any]:
    """The place of a new class like this one: where its commune goes on."""
    return place_of(training_class) | {"commune": going_on(training_class.commune).pk}


class TrainersForm(_ScopedForm):
    """Who teaches: chosen from those around, or named by phone."""

    trainers = _People(
        Learner.objects.none(),
        label="Giảng viên",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phones = PhonesField(
        label="Giảng viên khác, theo số điện thoại",
        help_text="Nhiều người thì ghi cách nhau bằng dấu phẩy.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **OFF}),
    )

    def __init__(
        self, *args: Any, me: Learner | None, also: Sequence[Learner] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.me = me
        around = list(selectors.trainers_around(self.scope)[: selectors.MOST_TRAINERS + 1])
        if len(around) > selectors.MOST_TRAINERS:  # too many to choose from on a screen
            around = [me] if me else []
        keys = [one.pk for one in (*around, *also)]
        people = Learner.objects.filter(pk__in=keys)
        self.offer("trainers", people.order_by("sort_key", "id"))

    def people(self) -> list[Learner]:
        """Who was chosen; whoever opens the class and teaches it leads it."""
        chosen = [*self.cleaned_data["trainers"], *self.cleaned_data["phones"]]
        return sorted(dict.fromkeys(chosen), key=lambda one: one != self.me)


class SessionForm(forms.Form):
    """When a session is, and what it is about."""

    day = _day("Ngày")
    starts = _hour()
    minutes = _length()
    topic = forms.CharField(
        label="Nội dung", max_length=200, required=False, widget=forms.TextInput(OFF)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, minutes = self.fields["minutes"], self.initial.get("minutes")
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        if minutes and minutes not in dict(MINUTES):
            field.choices = [*MINUTES, (minutes, f"{minutes} phút")]

    def times(self) -> Times:
        """What was typed, for the services."""
        data = self.cleaned_data
        return times_on(data["day"], data["starts"], data["minutes"], data["topic"])

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        """A session as it stands."""
        at = timezone.localtime(session.starts_at)
        return {
            "day": at.date(),
            "starts": at.time(),
            "minutes": session.minutes,
            "topic": session.topic,
        }


class OpenForm(PlaceForm, TrainersForm, _OpeningForm):
    """Everything about a new class on one screen, most of it filled already."""

    course = _Courses(
        CoursePage.objects.none(),
        label="Khóa học",
        empty_label=None,
        error_messages={"required": "Hãy chọn khóa học."},
    )
    first_day = _day("Buổi đầu tiên")
    starts = _hour()
    minutes = _length()
    count = number_field("Số buổi", MOST_SESSIONS, initial=FOUR)
    weekdays = forms.TypedMultipleChoiceField(
        label="Học vào các thứ",
        help_text="Để trống: mỗi tuần một buổi, đúng thứ của buổi đầu tiên.",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Lớp của cơ quan, đơn vị",
        empty_label="Không của riêng đơn vị nào",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("course", selectors.courses())
        units = Organisation.objects.filter(pk__in=self.scope.organisations, is_active=True)
        self.offer("organisation", units.order_by("search_key"))
        if not self.scope.organisations:
            del self.fields["organisation"]

    def plan(self) -> Plan:
        """What was typed, for the services."""
        data = self.cleaned_data
        days = days_of_class(data["first_day"], data["weekdays"], data["count"])
        return Plan(
            **{name: data[name] for name in (*_PLACE, "course", "key")},
            organisation=data.get("organisation"),
            trainers=self.people(),
            sessions=[times_on(day, data["starts"], data["minutes"]) for day in days],
        )


class CopyForm(PlaceForm, _OpeningForm):
    """An earlier class once more: since when, and where."""

    first_day = _day("Buổi đầu tiên", "Các buổi sau cách nhau như ở lớp cũ.")
    field_order = ("first_day",)

    def __init__(self, *args: Any, source: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source

    def plan(self, trainers: Sequence[Learner]) -> Plan:
        """The plan of the earlier class, its days moved, with what was typed."""
        times = old_times(self.source)
        days = moved_days([one.starts_at.date() for one in times], self.cleaned_data["first_day"])
        moved = [
            times_on(day, one.starts_at.time(), _minutes(one), one.topic)
            for day, one in zip(days, times, strict=True)
        ]
        return Plan(
            **{name: self.cleaned_data[name] for name in (*_PLACE, "key")},
            course=self.source.course,
            organisation=self.source.organisation and self.source.organisation.goes_on_as,
            trainers=trainers,
            sessions=moved,
        )


def times_on(day: date, starts: time, minutes: int, topic: str = "") -> Times:
    """A session on a day, on the clocks of Vietnam."""
    at = timezone.make_aware(datetime.combine(day, starts))
    return Times(at, at + timedelta(minutes=minutes), topic)


def old_times(source: TrainingClass) -> list[Times]:
    """When an earlier class met, on the clocks of Vietnam, in order; called off ones left out."""
    sessions = source.sessions.exclude(state=Session.State.CANCELLED).order_by("starts_at")
    return [
        Times(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at), one.topic)
        for one in sessions or source.sessions.order_by("starts_at")
    ]


def first_day_after(source: TrainingClass, today: date) -> date:
    """When the next class like this one would begin: on the same weekday, soon."""
    times = old_times(source)
    return next_same_weekday(times[0].starts_at.date() if times else today, today)


def _minutes(times: Times) -> int:
    return int((times.ends_at - times.starts_at).total_seconds()) // 60
