"""The roles of the product. Codes are stored and never translated; labels are for people."""

from django.db import models


class Role(models.TextChoices):
    """What somebody may be asked to do, for an area or an organisation (`models.RoleGrant`)."""

    TRAINER = "trainer", "giảng viên"
    COMMUNE_OFFICER = "commune_officer", "cán bộ xã, phường"
    AGENCY_OFFICER = "agency_officer", "cán bộ cơ quan, đơn vị"
    PROVINCE_OFFICER = "province_officer", "cán bộ tỉnh"
    AUDITOR = "auditor", "kiểm tra, thanh tra"
    AUTHOR = "author", "tác giả khóa học"
    OPERATOR = "operator", "người vận hành"


# Who watches the programme; what each sees of people is `access.Scope`.
WATCHERS = frozenset(
    {Role.COMMUNE_OFFICER, Role.AGENCY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
)
# Who keeps the register of people: an auditor sees and changes nothing.
REGISTRARS = WATCHERS - {Role.AUDITOR}
# Who opens classes and runs them; a trainer those they teach, an officer those of their scope.
TEACHERS = REGISTRARS | {Role.TRAINER}
# Who decides, as the second person, on roles that others ask for.
DECIDERS = frozenset({Role.PROVINCE_OFFICER, Role.OPERATOR})
# Who changes what an auditor looks at: nobody holds one of these and audits in the same days.
CHANGERS = REGISTRARS | DECIDERS
# Whoever holds one of these signs in with a second factor.
STAFF = frozenset(Role)
# Wagtail's group for authors; made by `courses.services.ensure_author_group`.
AUTHOR_GROUP = "Tác giả"

# Where somebody who holds a role begins, by URL name; the first role held counts.
STARTS = {
    Role.PROVINCE_OFFICER: "monitoring:province",
    Role.COMMUNE_OFFICER: "monitoring:province",
    Role.AGENCY_OFFICER: "monitoring:province",
    Role.AUDITOR: "monitoring:province",
    Role.TRAINER: "classes:home",
    Role.AUTHOR: "wagtailadmin_home",
    Role.OPERATOR: "admin:index",
}
