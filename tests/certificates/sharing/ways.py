"""What has to be there before the doors of shared papers open."""

from certificates.papers.models import Certificate
from certificates.sharing.services import share


def behind_doors_of_sharing(paper: Certificate) -> dict[str, object]:
    """The address of each door to a shared paper."""
    shown = share(paper=paper, shows="given", actor=paper.learner.user)
    return {
        "sharing:own": paper.code,
        **dict.fromkeys(("shared:page", "shared:wide", "shared:square"), shown.code),
    }
