from disclosures.models.approvals import Approval
from disclosures.models.disclosures import Disclosure, Entry
from disclosures.models.packages import Handover, Package, PackageItem, ReceiptConfirmation
from disclosures.models.past import PastDisclosure, PastEntry, PastRecall, PastRecallAnswer
from disclosures.models.recalls import Recall, RecallAnswer
from disclosures.models.requests import Request

__all__ = [
    "Approval",
    "Disclosure",
    "Entry",
    "Handover",
    "Package",
    "PackageItem",
    "PastDisclosure",
    "PastEntry",
    "PastRecall",
    "PastRecallAnswer",
    "Recall",
    "RecallAnswer",
    "ReceiptConfirmation",
    "Request",
]
