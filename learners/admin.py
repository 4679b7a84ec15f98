"""Operators' forms under /quan-tri/: holidays, words of consents, rules that are data."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from learners.campaigns.alert_rule_form import AlertRuleForm
from learners.campaigns.models import AlertRule
from learners.closing.models import ClosingRule
from learners.closing.rule_form import ClosingRuleForm
from learners.monitoring.models import WorkingAge
from learners.monitoring.rule_form import WorkingAgeForm
from learners.people.models import ConsentText
from learners.publishing.models import DataLicence
from learners.returns.models import ReturnRule
from learners.returns.rule_form import ReturnRuleForm
from learners.rights.models import DayOff
from learners.study.models import ProficiencyRule
from learners.study.rule_form import ProficiencyRuleForm
from learners.trainers.models import TrainerRule
from learners.trainers.rule_form import TrainerRuleForm
from lms.core import audit
from lms.core.access import account_of


@admin.register(DayOff)
class DayOffAdmin(admin.ModelAdmin):
    """The holidays that the clocks of the law leave out; set right once they are announced."""

    list_display = ("day", "name", "source")
    date_hierarchy = "day"


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """The words of consents. New words are a new version; what somebody agreed to never changes."""

    list_display = ("purpose", "version", "valid_from", "words")

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Somebody may have agreed to them."""
        return False

    has_delete_permission = has_change_permission


class VersionAdmin(admin.ModelAdmin):
    """Rules that are data: a change is a new version; by the old ones people were judged."""

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Somebody was judged by it."""
        return False

    has_delete_permission = has_change_permission

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who gave a rule is asked later."""
        super().save_model(request, obj, form, change)
        audit.record(actor=account_of(request), action="rules.add_version", target=obj)


@admin.register(TrainerRule)
class TrainerRuleAdmin(VersionAdmin):
    """What a tier asks for. A new version begins with the lines of the one in force."""

    form = TrainerRuleForm
    list_display = ("tier", "version", "valid_from", "decision", "months_valid")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a version that is there, its conditions as they are kept."""
        names = TrainerRuleForm.Meta.fields
        return tuple("conditions" if obj and name == "lines" else name for name in names)


@admin.register(ProficiencyRule)
class ProficiencyRuleAdmin(VersionAdmin):
    """What makes somebody proficient."""

    form = ProficiencyRuleForm
    list_display = ("version", "valid_from", "decision", "required_courses", "choice_courses")


@admin.register(ClosingRule)
class ClosingRuleAdmin(VersionAdmin):
    """What finishing a class asks for."""

    form = ClosingRuleForm
    list_display = ("version", "valid_from", "decision", "percent_there", "tasks_needed")


@admin.register(WorkingAge)
class WorkingAgeAdmin(VersionAdmin):
    """By whose table people are of working age."""

    form = WorkingAgeForm
    list_display = ("version", "valid_from", "decision", "kind")


@admin.register(ReturnRule)
class ReturnRuleAdmin(VersionAdmin):
    """By when monthly returns are due, and which agency checks them."""

    form = ReturnRuleForm
    list_display = ("version", "valid_from", "decision", "due_day", "checked_by")


@admin.register(DataLicence)
class DataLicenceAdmin(VersionAdmin):
    """The licence of the open data, once the province has decided; the newest counts."""

    list_display = ("name", "decision", "decided_on", "address")


@admin.register(AlertRule)
class AlertRuleAdmin(VersionAdmin):
    """From where on officers are told of something."""

    form = AlertRuleForm
    list_display = (
        *("version", "valid_from", "decision"),
        *("similar_percent", "silent_days", "lapsing_days"),
    )
