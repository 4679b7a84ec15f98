"""The models of every sub-package, for Django to find."""

from certificates.badges.models import Badge, StatusList
from certificates.batches.models import Batch, BatchRow, Lane
from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.keys.models import IssuerKey
from certificates.papers.models import Certificate, NumberSeries
from certificates.printing.models import PrintedPaper, PrintRun
from certificates.sharing.models import Share
from certificates.signing.models import SignedFile, SigningBatch, SigningCertificate
from certificates.transparency.models import LogEntry, LogNode, LogSize, SignedHead

__all__ = [
    "Badge",
    "Batch",
    "BatchRow",
    "Certificate",
    "IssuerKey",
    "Lane",
    "LogEntry",
    "LogNode",
    "LogSize",
    "NumberSeries",
    "PaperDesign",
    "PaperDesignVersion",
    "PaperPicture",
    "PrintRun",
    "PrintedPaper",
    "Share",
    "SignedFile",
    "SignedHead",
    "SigningBatch",
    "SigningCertificate",
    "StatusList",
]
