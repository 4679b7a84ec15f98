"""Reading shared papers."""

from certificates.papers.models import Certificate
from certificates.sharing.models import Share


def shared_with_code(code: str) -> Share | None:
    """The paper shown on a page, while it is shown and stands. One query."""
    try:  # not `first()`: a unique code needs no order
        share = Share.objects.select_related("paper").get(code=code)
    except Share.DoesNotExist:
        return None
    return share if share.paper.state_today == Certificate.State.VALID else None


def share_of(paper: Certificate) -> Share | None:
    """How a paper is shown; None when it is not."""
    return Share.objects.filter(paper=paper).first()
