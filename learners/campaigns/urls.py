"""Campaigns, alerts and the weekly summary under /theo-doi/; the way out of it for anyone."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.campaigns.views import alerts, campaigns, people, reminders, weekly

watch: tuple[list[URLPattern], str] = (
    [
        path("", campaigns.ListView.as_view(), name="list"),
        path("mo/", campaigns.OpenView.as_view(), name="open"),
        path("<id:pk>/", campaigns.OneView.as_view(), name="campaign"),
        path("<id:pk>/sua/", campaigns.ChangeView.as_view(), name="change"),
        path("<id:pk>/nguoi/", people.PeopleView.as_view(), name="people"),
        path("<id:pk>/them-nguoi/", people.AddView.as_view(), name="add"),
        path("<id:pk>/nhac/", reminders.RemindersView.as_view(), name="reminders"),
        path("nhac/<id:pk>/", reminders.ReminderView.as_view(), name="reminder"),
        path("<id:pk>/ky/", campaigns.SignView.as_view(), name="sign"),
        path("<id:pk>/mo-lai/", campaigns.ReopenView.as_view(), name="reopen"),
        path("nguoi/<id:pk>/", people.MemberView.as_view(), name="member"),
    ],
    "campaigns",
)
warn: tuple[list[URLPattern], str] = (
    [path("", alerts.AlertsView.as_view(), name="list")],
    "alerts",
)
switch: tuple[list[URLPattern], str] = (
    [path("", weekly.SwitchView.as_view(), name="switch")],
    "weekly",
)
letters: tuple[list[URLPattern], str] = (
    [path("thoi/<str:code>/", weekly.StopView.as_view(), name="stop")],
    "letters",
)
