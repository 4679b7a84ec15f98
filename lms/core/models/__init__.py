"""What every box stands on: accounts, places, roles, long tasks, the record of who did what."""

from lms.core.models.accounts import User, UserManager
from lms.core.models.audit import AuditEntry
from lms.core.models.exports import Export
from lms.core.models.grants import Approval, RoleGrant, roles_held
from lms.core.models.jobs import Job
from lms.core.models.places import PROVINCE_CODE, Area, AreaFigure, AreaTitle, Organisation

__all__ = [
    "PROVINCE_CODE",
    "Approval",
    "Area",
    "AreaFigure",
    "AreaTitle",
    "AuditEntry",
    "Export",
    "Job",
    "Organisation",
    "RoleGrant",
    "User",
    "UserManager",
    "roles_held",
]
