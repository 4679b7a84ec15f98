"""Reading papers for whoever checks one."""

from certificates.papers.models import Certificate

# Written by hand, and only what is shown: a page that everybody asks for spends less on it than
# Django's builder of queries spends on building the one without the signature.
_SIGNED = """
SELECT paper.id, paper.code, paper.number, paper.state, paper.facts, paper.expires_on,
    paper.ended_at, paper.end_reason, paper.end_decision, paper.end_decided_on,
    paper.replaced_by_id, signer.subject AS signed_by, file.signed_at AS signed_on,
    signer.development AS on_trial
FROM certificates_certificate AS paper
LEFT JOIN certificates_signedfile AS file ON file.paper_id = paper.id
LEFT JOIN certificates_signingcertificate AS signer ON signer.id = file.certificate_id
WHERE paper.state <> 'pending' AND paper."""


def paper_with_code(code: str) -> Certificate | None:
    """The issued paper with this code, and of its signature `signed_by`, `signed_on`, `on_trial`.

    A pending one is not known to anybody yet. One query.
    """
    return next(iter(Certificate.objects.raw(_SIGNED + "code = %s", [code])), None)


def paper_with_number(*, number: str, birth_year: int) -> Certificate | None:
    """The same by number, if the paper states that year of birth; one query either way."""
    paper = next(iter(Certificate.objects.raw(_SIGNED + "number = %s", [number])), None)
    states = paper.facts.get("birth_year") if paper and paper.facts else None
    return paper if states == birth_year else None
