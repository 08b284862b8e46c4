"""From who asks to what for: the purpose decides, the recipient's class only derives it."""

from __future__ import annotations

from consent.facts import Purpose
from consent.models import Recipient

OF_CLASS: dict[str, Purpose] = {
    Recipient.Class.NATIONAL_PROSECUTOR: Purpose.NATIONAL_PROSECUTION,
    Recipient.Class.ICC: Purpose.ICC_OTP,
    Recipient.Class.UN_MECHANISM: Purpose.UN_MECHANISM,
    Recipient.Class.LAWYER_OWN_CASE: Purpose.LAWYER_OWN_CASE,
    Recipient.Class.LAWYER_THIRD_PARTY: Purpose.LAWYER_THIRD_PARTY,
    Recipient.Class.CSO: Purpose.CSOS_ACADEMIA,
}


def purpose_of(recipient: Recipient) -> Purpose:
    return OF_CLASS[recipient.recipient_class]
