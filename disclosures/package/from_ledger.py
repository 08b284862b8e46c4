"""The ledger's part of a package, once its own event is recorded and committed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from disclosures.package.contents import Ledger, Proof
from disclosures.package.errors import PackageRefused
from iapb.ledger.checkpoint import read_unverified
from iapb.ledger.errors import NotSealed
from iapb.ledger.memory import log_key
from iapb.ledger.models import EventDetail
from iapb.ledger.proofs import EventProof, proofs_for, wait_signed

PATIENCE_SECONDS = 60.0
# What the detail of an event may say to a recipient. Never whose a file is: who gets two packages could
# follow one witness from the one to the other (docs/decisions/opened-receipts.md).
OPENED = frozenset({"kind", "size", "sha256", "media_type", "reference", "contents_sha512"})


def ledger_part(items: Mapping[str, Sequence[UUID]], package: UUID, patience: float = PATIENCE_SECONDS) -> Ledger:
    """Proofs of the events of each item (by number) and of the package, under one checkpoint.

    The events of an item are those whose detail states a file's SHA-256: its receipts.
    Waits, so not inside a transaction. Raises PackageRefused when the sealer does not
    come by, or when the detail of an event has been erased.
    """
    wanted = [event for events in items.values() for event in events] + [package]
    try:
        wait_signed(package, patience)
        proofs = proofs_for(wanted)
    except NotSealed:
        raise PackageRefused(
            _("The ledger has not sealed the events of this package in time. Check that the sealer runs, then retry.")
        ) from None
    details = EventDetail.objects.in_bulk(wanted)
    if len(details) < len(proofs):
        raise PackageRefused(
            _("The ledger's detail of a file in this package has been erased. Take the item out of the selection.")
        )
    if any(_says_too_much(detail) for detail in details.values()):
        raise PackageRefused(
            _("A receipt in the ledger says more than a recipient may read, so no package was made. Take the item out.")
        )
    opened = {event: _opened(proof, details[event]) for event, proof in proofs.items()}
    return Ledger(
        checkpoint=proofs[package].proof.checkpoint,
        public_key=log_key().to_text(),
        items={number: [opened[event] for event in events] for number, events in items.items()},
        package=opened[package],
    )


def _says_too_much(detail: EventDetail) -> bool:
    return not json.loads(bytes(detail.detail)).keys() <= OPENED


def _opened(proved: EventProof, detail: EventDetail) -> Proof:
    return Proof(
        leaf=proved.leaf,
        index=proved.proof.index,
        tree_size=read_unverified(proved.proof.checkpoint).size,
        path=proved.proof.path,
        salt=bytes(detail.salt),
        detail=bytes(detail.detail).decode(),
    )
