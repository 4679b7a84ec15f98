"""Three audiences: trainers under /day/, people who join under /hoc/, calendars anywhere."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.classes import calendar_views
from learners.classes.views import changes, classes, joining, people

# The trainer's home, classes, rosters.
day: tuple[list[URLPattern], str] = (
    [
        path("", classes.HomeView.as_view(), name="home"),
        path("lich/", calendar_views.CalendarView.as_view(), name="calendar"),
        path("lich/dia-chi/", calendar_views.FeedPageView.as_view(), name="feed"),
        path("lop/mo/", classes.OpenView.as_view(), name="open"),
        path("lop/<id:pk>/", classes.ShowView.as_view(), name="class"),
        path("lop/<id:pk>/sua/", changes.ChangeView.as_view(), name="change"),
        path("lop/<id:pk>/chep/", classes.CopyView.as_view(), name="copy"),
        path("lop/<id:pk>/hoc-vien/", people.RosterView.as_view(), name="roster"),
        path("lop/<id:pk>/them/", people.AddPersonView.as_view(), name="add_person"),
        path("lop/<id:pk>/to-dan/", joining.PosterView.as_view(), name="poster"),
        path("lop/<id:pk>/danh-sach/", people.ListUploadView.as_view(), name="list_upload"),
        path("buoi/<id:pk>/giup/", people.HelpView.as_view(), name="help"),
    ],
    "classes",
)
# Link, QR, short code; under /hoc/lop/.
join: tuple[list[URLPattern], str] = (
    [
        path("", joining.CodeView.as_view(), name="code"),
        path("giup/<id:pk>/", joining.OwnHelpView.as_view(), name="help"),
        path("<str:code>/", joining.JoinView.as_view(), name="join"),
    ],
    "joining",
)
