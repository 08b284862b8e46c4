from consent.models.erasures import Erasure
from consent.models.forms import ConsentForm
from consent.models.recipients import Agreement, Channel, Recipient, TransferBasis
from consent.models.records import Confirmation, ConsentEvent, ConsentGrant, ConsentRecord

__all__ = [
    "Agreement",
    "Channel",
    "Confirmation",
    "ConsentEvent",
    "ConsentForm",
    "ConsentGrant",
    "ConsentRecord",
    "Erasure",
    "Recipient",
    "TransferBasis",
]
