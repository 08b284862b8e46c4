"""A receipt brought back: what holds, in words. Another body's receipt says no more than it proves itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile
from evidence.receipts import verify_receipt
from evidence.receipts.verify_receipt import Bad, Digest, Outcome, Part
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import memory

TITLES = {
    Part.SIGNATURE: _("Signature"),
    Part.KEY: _("Key of the signature"),
    Part.PLACE: _("Place in the ledger"),
    Part.EVENT: _("Event in the ledger"),
    Part.FILE: _("Your file"),
}
WORDS = {
    (Part.SIGNATURE, Outcome.HOLDS): _("The receipt is signed and was not changed."),
    (Part.SIGNATURE, Outcome.FAILS): _("The signature does not fit: the receipt was changed, or is not ours."),
    (Part.SIGNATURE, Outcome.UNCHECKED): _("The signature could not be checked."),
    (Part.KEY, Outcome.HOLDS): _("It is signed with the key of this house."),
    (Part.KEY, Outcome.FAILS): _("It is signed with another key than that of this house."),
    (Part.KEY, Outcome.UNCHECKED): _("The key could not be compared."),
    (Part.PLACE, Outcome.HOLDS): _("The receipt's event stands in the ledger, under a signed state of it."),
    (Part.PLACE, Outcome.FAILS): _("The proof does not hold: the event is not shown to stand in the ledger."),
    (Part.PLACE, Outcome.WAITING): _("This copy was made before the ledger was signed. Download a newer one."),
    (Part.PLACE, Outcome.UNCHECKED): _("Who signed the ledger could not be checked."),
    (Part.EVENT, Outcome.HOLDS): _("The event in the ledger states this file's id, size and SHA-256."),
    (Part.EVENT, Outcome.FAILS): _("The event in the ledger is about something else."),
    (Part.EVENT, Outcome.WAITING): _("Will be checked with the newer copy."),
    (Part.EVENT, Outcome.UNCHECKED): _("It is this file's event; what it stated was erased since."),
    (Part.FILE, Outcome.HOLDS): _("The file you have is the one that was received."),
    (Part.FILE, Outcome.FAILS): _("The file you have is not the one that was received."),
    (Part.FILE, Outcome.UNCHECKED): _("No file was chosen to compare."),
}
_LOOKS = {Outcome.HOLDS: "good", Outcome.FAILS: "bad"}
_STATES = {
    Outcome.HOLDS: _("holds"),
    Outcome.FAILS: _("does not hold"),
    Outcome.WAITING: _("not yet"),
    Outcome.UNCHECKED: _("not checked"),
}


@dataclass(frozen=True)
class Checked:
    stated: dict[str, Any]
    steps: list[dict[str, Any]]
    fails: bool
    # In the register of who asks; for everybody else's files as if there were none.
    own: ItemFile | None


def checked(*, receipt: str, sha256: str = "", by: Person) -> Checked:
    """Raises Invalid for what is no receipt."""
    try:
        parts = verify_receipt.read(receipt)
    except Bad:
        raise Invalid(_("This is not a receipt. Take the whole JSON file, as it was downloaded."), "receipt") from None
    digest = Digest(sha256) if sha256 else None
    report = verify_receipt.check(parts, memory.log_key().to_text(), digest)
    steps = [
        {"title": TITLES[part], "state": _STATES[end], "words": WORDS[part, end], "look": _LOOKS.get(end, "soon")}
        for part, end in report.items()
    ]
    return Checked(parts["receipt"], steps, Outcome.FAILS in report.values(), _own(parts["receipt"], by))


def _own(stated: dict[str, Any], by: Person) -> ItemFile | None:
    try:
        file = UUID(stated["file"])
    except ValueError:
        return None
    return ItemFile.objects.visible_to(by).select_related("file", "item").filter(file=file).first()
