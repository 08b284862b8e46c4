"""A lifted hold is a record with person, day and reason, for one recipient and one request (docs/decisions)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consent.actions.recipients import sent_before
from consent.models import Confirmation, Recipient
from evidence.models import ItemFile
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.custody.models import StoredFile
from iapb.ledger import record
from interviews.days import no_longer_than, not_in_future
from interviews.models import Witness

Kind = Confirmation.Kind
# The witness's own word is written down by the desk, with its proof. Reviews belong to the safety side.
WHO: dict[str, Right] = {
    Kind.WITNESS_FOR_RECIPIENT: Right.PREPARE,
    Kind.WITNESS_SGBV: Right.PREPARE,
    Kind.SGBV_FOCAL_POINT: Right.APPROVE_SAFETY,
    Kind.SAFETY_REVIEW: Right.APPROVE_SAFETY,
    Kind.PROTECTION_REVIEW: Right.APPROVE_SAFETY,
}
OF_THE_WITNESS = frozenset({Kind.WITNESS_FOR_RECIPIENT, Kind.WITNESS_SGBV})
PROOFS = (
    ItemFile.Role.CONSENT_PROOF,
    ItemFile.Role.RECORDING_AUDIO,
    ItemFile.Role.RECORDING_VIDEO,
    ItemFile.Role.SCAN,
    ItemFile.Role.DOCUMENT,
    ItemFile.Role.OTHER,
)


@transaction.atomic
def confirm(
    *,
    witness: Witness,
    recipient: Recipient,
    request: UUID,
    kind: str,
    confirmed_on: date,
    reason: str,
    proof: StoredFile | None = None,
    key: UUID | None = None,
    by: Actor,
) -> Confirmation:
    """Lifts one kind of hold. It counts only while nothing about the witness's consent has changed since."""
    reason = reason.strip()
    _check_told(kind, confirmed_on, reason, by)
    # Nobody changes the consent while it is being confirmed.
    locked = Witness.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=witness.pk)
    if known := sent_before(Confirmation, key, by):
        return known
    confirmation = Confirmation(
        pk=key or uuid4(),
        witness=locked,
        recipient=recipient,
        request=request,
        kind=kind,
        confirmed_on=confirmed_on,
        reason=reason,
        proof=_checked(proof, kind, locked, by),
        consent_epoch=locked.consent_epoch,
        by=by,
    )
    confirmation.save(force_insert=True)
    detail = {
        "kind": kind,
        "recipient": str(recipient.pk),
        "request": str(request),
        "on": confirmed_on.isoformat(),
        "epoch": locked.consent_epoch,
    }
    record("consent.confirmed", actor=by.pk, object=locked.pk, detail=detail)
    return confirmation


def _check_told(kind: str, confirmed_on: date, reason: str, by: Actor) -> None:
    if kind not in WHO:
        raise Invalid(_("Choose what is confirmed."), "kind")
    require(by, WHO[kind])
    not_in_future(confirmed_on, "confirmed_on")
    if len(reason) < 5:
        raise Invalid(_("Say what was said or looked at, and by whom, so that it can be followed later."), "reason")
    no_longer_than(reason, 2000, "reason")


def kinds_for(actor: Actor) -> list[tuple[str, object]]:
    """What this person may confirm."""
    rights = rights_of(actor)
    return [(kind, Kind(kind).label) for kind, right in WHO.items() if right in rights]


def proofs_of(witness: Witness, actor: Actor) -> list[ItemFile]:
    """Files of this witness that can show what was said, the newest first."""
    files = ItemFile.objects.visible_to(actor).filter(item__subject=witness.pk, role__in=PROOFS)
    return list(files.select_related("item", "file").order_by("-added_at")[:200])


def _checked(proof: StoredFile | None, kind: str, witness: Witness, by: Actor) -> StoredFile | None:
    if kind not in OF_THE_WITNESS:
        return proof
    if proof is None:
        raise Invalid(
            _("Choose the file that shows what the witness said: the signed note, the message or the recording."),
            "proof",
        )
    if proof.pk not in {one.file_id for one in proofs_of(witness, by)}:
        raise Invalid(_("Choose a file of this witness."), "proof")
    return proof
