"""The weekly summary by e-mail: asked for, sent on Mondays once a person and week, and ended.

A letter can be ended from itself without signing in (RFC 8058): its link holds a signed token, and
nothing changes before somebody, or their mail program, sends it as a form.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from learners.campaigns import letters, noting, summaries
from learners.campaigns.letters import Words
from learners.campaigns.models import Campaign, Subscription
from learners.campaigns.selectors import numbers_of
from learners.campaigns.summaries import Figure, Standing, Summary
from learners.monitoring.indicators import FOUR
from learners.monitoring.models import DailyCount
from learners.monitoring.selectors import last_count
from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.merged import merged_on, parts_of
from lms.core.models import Area, Organisation, User

_SALT = "campaigns.weekly"
WEEK = timedelta(days=7)


def address_of(user: User) -> str:
    """The address that a code proved to be theirs; empty when there is none.

    An account whose only door is an address has proved it; beside a phone it may only be typed in.
    """
    if not user.email or user.verified_at is None:
        return ""
    proved = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.email if user.phone is None or proved.exists() else ""


@transaction.atomic
def subscribe(*, user: User) -> Subscription:
    """Send the summary from now on. Twice is once.

    Raises DomainError when they watch over nothing, or have no address that was proved.
    """
    if not scope_of(user).may_watch:
        raise DomainError("Bản tin tuần gửi cho cán bộ theo dõi chương trình.")
    address = address_of(user)
    if not address:
        raise DomainError(
            "Tài khoản chưa có email đã xác minh nên chưa nhận được thư. "
            "Hãy nhờ người vận hành ghi email, rồi đăng nhập một lần bằng email đó."
        )
    made, is_new = Subscription.objects.update_or_create(user=user, defaults={"address": address})
    if is_new:
        audit.record(actor=user, action="campaigns.subscribe", target=user)
    return made


@transaction.atomic
def unsubscribe(*, user: User) -> bool:
    """Send it no more; returns whether it was sent before."""
    ended, _ = Subscription.objects.filter(user=user).delete()
    if ended:
        audit.record(actor=user, action="campaigns.unsubscribe", target=user)
    return bool(ended)


def code_of(*, user: User) -> str:
    """What stands in the link that ends the letter: whose it is, signed."""
    return signing.dumps(user.pk, salt=_SALT)


def user_of(*, code: str) -> User | None:
    """Whose letter a link ends; None when nobody of ours made it."""
    try:
        pk = signing.loads(code, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def send_all() -> int:
    """This week's letter to everybody who asked and has not got it; returns how many went.

    Run again, killed or at twice, nobody gets two: `letters.post` keeps a row a person and week.
    """
    letters.note_uncertain()
    today = timezone.localdate()
    year, week, _ = today.isocalendar()
    asked = Subscription.objects.select_related("user").order_by("pk")
    return sum(_send(one, f"weekly:{year}-W{week:02}") for one in asked)


def _send(asked: Subscription, key: str) -> bool:
    """Only to who still watches, at the address that was proved; a changed one is asked anew."""
    user = asked.user
    if not scope_of(user).may_watch or address_of(user) != asked.address:
        return False

    def compose() -> Words:
        stop = settings.SITE_URL + reverse("letters:stop", args=[code_of(user=user)])
        home = settings.SITE_URL + reverse("alerts:list")
        headers = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return Words(
            "Bản tin tuần", summaries.letter(summary_of(user), home=home, stop=stop), headers
        )

    return letters.post(user=user, key=key, compose=compose)


def summary_of(user: User) -> Summary:
    """What somebody is told: of their own scope, and nothing about a person."""
    scope, (day, _) = scope_of(user), last_count()
    campaigns = list(
        Campaign.objects.watched_by(user)
        .open()
        .order_by("deadline", "pk")[: summaries.MOST_CAMPAIGNS]
    )
    counted = numbers_of(campaigns)
    return Summary(
        day=day,
        scope=_scope_words(scope),
        figures=_figures(scope, day),
        alerts=[f"{row.place}: {row.alert.title.lower()}" for row in noting.shown(user=user)],
        campaigns=[
            Standing(one.title, one.deadline, found.roster, found.done, found.missing)
            for one in campaigns
            if (found := counted[one.pk])
        ],
    )


def _figures(scope: Scope, day: date | None) -> list[Figure]:
    """The four numbers of one's communes, or of the province; none for an agency."""
    if day is None or not (scope.whole_province or scope.communes):
        return []
    # A week ago as well those that are part of them by now: growth is what people did.
    merged = merged_on(day)
    places = {part for code in scope.communes for part in parts_of(code, merged)}
    now, before = _sums(scope, places, day), _sums(scope, places, day - WEEK)
    return [
        Figure(one.name, now.get(one.code, 0), before.get(one.code, 0) if before else None)
        for one in FOUR
    ]


def _sums(scope: Scope, places: set[str], day: date) -> dict[str, int]:
    counts = DailyCount.objects.filter(day=day, indicator__in=[one.code for one in FOUR])
    if not scope.whole_province:
        counts = counts.filter(area__in=places)
    return dict(counts.order_by().values_list("indicator").annotate(Sum("value")))


def _scope_words(scope: Scope) -> str:
    if scope.whole_province:
        return "toàn tỉnh Thái Nguyên"
    names: Iterable[object] = (
        *Area.objects.filter(pk__in=scope.communes).order_by("sort_key"),
        *Organisation.objects.filter(pk__in=scope.organisations, is_active=True)[:5],
    )
    return ", ".join(str(name) for name in names) or "phần bạn phụ trách"
