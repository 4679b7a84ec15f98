"""Who may do what with the files of trainers. Nothing else decides."""

from learners.trainers.models import Tier, TrainerFile
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE, User

NOT_YOURS = (
    "Giảng viên nòng cốt do cán bộ của xã, phường ấy hoặc cán bộ tỉnh lo; "
    "chuyên gia cấp tỉnh do cán bộ tỉnh lo."
)
NOT_ONESELF = "Không ai quyết định về hồ sơ của chính mình. Hãy nhờ cán bộ khác."


def may_keep(*, user: User, tier: str, area: str) -> bool:
    """Whether files of a tier in an area are theirs to keep, and its people theirs to appoint.

    A commune's officers for core trainers of their commune, the province's for everyone.
    """
    scope = scope_of(user)
    if not scope.may_register:
        return False
    return scope.whole_province or (
        tier == Tier.CORE and area != PROVINCE_CODE and area in scope.places
    )


def check_may_keep(*, user: User, file: TrainerFile) -> None:
    """Raises DomainError unless `may_keep`; and for one's own file always."""
    if not may_keep(user=user, tier=file.tier, area=file.area_id):
        raise DomainError(NOT_YOURS)
    if file.learner.user_id == user.pk:
        raise DomainError(NOT_ONESELF)
