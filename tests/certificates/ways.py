"""Rows of batches and print runs, for tests that need something behind each door."""

from certificates.batches import services as batches
from certificates.batches.choosing import Condition
from certificates.batches.models import Batch
from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.printing import services as printing
from certificates.printing.models import PrintRun
from lms.core.models import User


def batch_and_run(paper: Certificate, officer: User) -> tuple[Batch, PrintRun]:
    """A batch shown to an officer, and a file ordered, both of the commune of a paper's owner."""
    told = {"kind": Kind(paper.kind), "commune": paper.learner.commune, "actor": officer}
    return (
        batches.draft_issue(**told),
        printing.order(what=PrintRun.What.PAPERS, **told),
    )


def rows_of_papers(paper: Certificate, officer: User) -> None:
    """One of each."""
    batch_and_run(paper, officer)
    condition = Condition(numbers=(paper.number or "",))
    batch = batches.draft_end(
        act=Batch.Act.REPLACE, condition=condition, reason="Sai tên", actor=officer
    )
    batches.confirm(batch=batch, actor=officer)


def behind_doors_of_papers(paper: Certificate, officer: User) -> dict[str, object]:
    """Name of an address → the id in it."""
    batch, run = batch_and_run(paper, officer)
    return {
        **dict.fromkeys([f"batches:{name}" for name in ("batch", "progress", "act")], batch.pk),
        **dict.fromkeys([f"printing:{name}" for name in ("run", "progress", "file")], run.pk),
        **dict.fromkeys(
            ("register:paper", "register:renew", "register:try_again", "printing:again"), paper.pk
        ),
    }
