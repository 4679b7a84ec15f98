"""Operators' forms for goals and carried-over totals, under /quan-tri/."""

from django.contrib import admin

from learners.monitoring.models import Goal, OpeningBalance


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
