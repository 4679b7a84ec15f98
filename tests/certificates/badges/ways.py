"""What has to be there before the doors of badges open."""

from certificates.badges.tasks import sign
from certificates.keys.services import make_key
from certificates.papers.models import Certificate


def behind_doors_of_badges(paper: Certificate) -> dict[str, object]:
    """The address of each door to the badge of a paper."""
    make_key()
    sign()
    return {
        "own_badges:own": paper.code,
        "own_badges:pdf": paper.code,
        "checked_badges:checked": paper.code,
        "badges:achievement": f"{paper.kind}-{paper.enrolment.course_id}",
        "badges:status": "thu-hoi-0",
    }
