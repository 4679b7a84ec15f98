"""What shows a paper to everyone, and what ends that. Doing either twice is once."""

from django.db import transaction

from certificates.drawing.lettering import undrawable
from certificates.papers.models import Certificate
from certificates.sharing.models import Share
from certificates.sharing.telling import Shown, told_of
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User


@transaction.atomic
def share(*, paper: Certificate, shows: str, actor: User) -> Share:
    """Show a paper, with as much of the name as the person chose; a page that is there changes.

    Raises DomainError for a paper that does not stand, and for a name that cannot be drawn.
    """
    paper = Certificate.objects.select_for_update().get(pk=paper.pk)
    if paper.state_today != Certificate.State.VALID:
        raise DomainError("Chỉ chia sẻ được giấy đang có hiệu lực.")
    if strange := undrawable(told_of(paper.frozen, Shown(shows)).who):
        raise DomainError(
            f"Ảnh không vẽ được các ký tự sau trong tên: {' '.join(strange)}. "
            "Hãy chọn “Không hiện tên”."
        )
    standing = Share.objects.filter(paper=paper).first()
    if standing and standing.shows == shows:
        return standing
    made = standing or Share(paper=paper)
    made.shows = shows
    made.save()
    audit.record(actor=actor, action="sharing.share", target=paper, shows=shows)
    return made


@transaction.atomic
def take_back(*, paper: Certificate, actor: User) -> None:
    """Show it no more: the page is gone with this transaction, and its address for good."""
    gone, _ = Share.objects.filter(paper=paper).delete()
    if gone:
        audit.record(actor=actor, action="sharing.take_back", target=paper)
