"""The account, its devices and its roles, for their owner; and how an account is closed."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks
from lms.core.models import RoleGrant, User


def _accounts(subject: Subject) -> Facts:
    return [
        without_blanks(
            **{
                "Đăng nhập bằng": user.contact,
                "Tên": user.full_name,
                "Ngày tạo": say_day(user.date_joined),
                "Lần vào gần nhất": say_day(user.last_login),
            }
        )
        for user in User.objects.filter(pk__in=subject.accounts)
    ]


def _close_accounts(subject: Subject) -> None:
    """The row stays for the record of acts; nothing on it leads to the person or lets them in."""
    for user in User.objects.select_for_update().filter(pk__in=subject.accounts):
        user.email, user.phone = f"da-xoa-{user.pk}@khong-con.invalid", None
        user.full_name, user.is_active = "", False
        user.is_staff = user.is_superuser = False
        user.last_login = None
        user.save()
        user.groups.clear()
    for kept in (EmailAddress, Authenticator):
        kept.objects.filter(user__in=subject.accounts).delete()
    account = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(
        content_type=account, object_id__in=[str(pk) for pk in subject.accounts]
    ).update(object_repr="tài khoản đã xóa", change_message="")


def _devices(subject: Subject) -> Facts:
    own = UserSession.objects.filter(user__in=subject.accounts).order_by("created_at", "id")
    return [
        without_blanks(
            **{
                "Máy": device.user_agent,
                "Địa chỉ mạng": device.ip,
                "Từ ngày": say_day(device.created_at),
                "Lần gần nhất": say_day(device.last_seen_at),
            }
        )
        for device in own
    ]


def _end_sessions(subject: Subject) -> None:
    for device in UserSession.objects.filter(user__in=subject.accounts):
        device.end()


def _roles(subject: Subject) -> Facts:
    own = RoleGrant.objects.filter(user__in=subject.accounts)
    return [
        without_blanks(
            **{
                "Vai trò": grant.get_role_display(),
                "Địa bàn": grant.area,
                "Từ ngày": say_day(grant.valid_from),
                "Đến hết ngày": say_day(grant.valid_to),
            }
        )
        for grant in own.select_related("area").order_by("valid_from", "id")
    ]


def _end_roles(subject: Subject) -> None:
    today = timezone.localdate()
    own = RoleGrant.objects.filter(user__in=subject.accounts)
    own.filter(valid_from__gt=today).delete()
    own.valid_on(today).update(valid_to=today)


HOLDINGS = (
    Holding(
        "core.account",
        "Tài khoản đăng nhập",
        "Để bạn vào học bằng mã gửi tới số điện thoại hoặc thư điện tử.",
        "Đến khi xóa hồ sơ: khi đó số điện thoại, thư điện tử và tên trong tài khoản bị xóa.",
        _accounts,
        _close_accounts,
    ),
    Holding(
        "core.devices",
        "Máy đang đăng nhập",
        "Để bạn thấy và đăng xuất máy lạ.",
        "Đến khi đăng xuất, nhiều nhất 90 ngày.",
        _devices,
        _end_sessions,
    ),
    Holding(
        "core.roles",
        "Vai trò được giao",
        "Để biết ai được xem, được sửa phần nào của sổ, vào lúc nào.",
        "Giữ để trả lời về những việc đã làm; sau khi xóa hồ sơ thì không còn gắn với tên ai.",
        _roles,
        _end_roles,
    ),
)
