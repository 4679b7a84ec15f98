"""Operators' forms for goals, carried-over totals, holidays and consents, under /quan-tri/."""

from django.contrib import admin

from learners.monitoring.models import Goal, OpeningBalance
from learners.people.models import ConsentText
from learners.rights.models import DayOff


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    """The number, the deadline and the decision of a goal."""

    list_display = ("title", "number", "deadline", "source")
    readonly_fields = ("indicator", "share_rule")

    def has_add_permission(self, request: object) -> bool:
        """A goal needs an indicator: it comes with code (docs/adding.md)."""
        return False


@admin.register(OpeningBalance)
class OpeningBalanceAdmin(admin.ModelAdmin):
    """Totals reported before the register began."""

    list_display = ("title", "number", "unit", "area", "reported_on", "source")


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
