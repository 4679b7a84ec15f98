"""The roles of the product. Codes are stored and never translated; labels are for people."""

from django.db import models


class Role(models.TextChoices):
    """What somebody may be asked to do. A role is held for an area (`models.RoleGrant`)."""

    COMMUNE_OFFICER = "commune_officer", "cán bộ xã, phường"
    PROVINCE_OFFICER = "province_officer", "cán bộ tỉnh"
    AUDITOR = "auditor", "kiểm tra, thanh tra"
    AUTHOR = "author", "tác giả khóa học"
    OPERATOR = "operator", "người vận hành"


# Who watches the programme; what each sees of people is `access.Scope`.
WATCHERS = frozenset({Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR})
# Wagtail's group for authors; made by `courses.services.ensure_author_group`.
AUTHOR_GROUP = "Tác giả"

# Where somebody who holds a role begins, by URL name; the first role held counts.
STARTS = {
    Role.PROVINCE_OFFICER: "monitoring:province",
    Role.COMMUNE_OFFICER: "monitoring:province",
    Role.AUDITOR: "monitoring:province",
    Role.AUTHOR: "wagtailadmin_home",
    Role.OPERATOR: "admin:index",
}
