"""Taking over the register of disclosures from before the house."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from consent.words import Purpose
from disclosures.models import PastDisclosure, PastEntry
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than, not_in_future

_NO_RECIPIENT = _("No recipient has this short code. Register the recipient first.")


def recipient_of(code: str, by: Person) -> Recipient:
    """Raises Invalid with what to do."""
    found = Recipient.objects.visible_to(by).filter(code=code.upper()).first()
    if found is None:
        raise Invalid(_NO_RECIPIENT, "recipient")
    return found


@transaction.atomic
def take_over(
    *,
    recipient: Recipient,
    disclosed_on: date,
    purpose: str = "",
    to: str = "",
    how: str = "",
    note: str = "",
    by: Person,
    key: UUID,
) -> PastDisclosure:
    """What was told then is written as it was told; nothing is concluded from it about consent."""
    require(by, Right.PREPARE)
    not_in_future(disclosed_on, "disclosed_on")
    if purpose and purpose not in Purpose.values:
        raise Invalid(_("Choose one of the answers offered."), "purpose")
    for name, words, most in (("to", to, 200), ("how", how, 200), ("note", note, 5000)):
        no_longer_than(words, most, name)
    made = PastDisclosure(
        id=key, recipient=recipient, disclosed_on=disclosed_on, purpose=purpose, to=to, how=how, note=note,
        brought_by=by,
    )  # fmt: skip
    made.save(force_insert=True)
    detail = {"recipient": str(recipient.pk), "on": disclosed_on.isoformat(), "purpose": purpose}
    record("disclosure.taken_over", actor=by.pk, object=made.pk, detail=detail)
    return made


@transaction.atomic
def add_item(*, disclosure: PastDisclosure, item: Item, what: str = "", by: Person, key: UUID) -> PastEntry:
    require(by, Right.PREPARE)
    no_longer_than(what, 500, "what")
    made = PastEntry(id=key, disclosure=disclosure, item=item, what=what)
    made.save(force_insert=True)
    detail = {
        "disclosure": str(disclosure.pk),
        "recipient": str(disclosure.recipient_id),
        "on": disclosure.disclosed_on.isoformat(),
    }
    record("item.disclosed_before", actor=by.pk, object=item.pk, detail=detail)
    return made
