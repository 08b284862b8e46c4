"""One event examined while an auditor looks on: every check, done now, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.ledger import actions, checkpoint, leaf, proofs, tree
from iapb.ledger.errors import CommitRefused, LeafDamaged, NotSealed, ProofRefused, SignatureRefused, ValueRefused
from iapb.ledger.memory import log_key
from iapb.ledger.models import Event, EventDetail, Position

GOOD, OPEN, BAD = "good", "open", "bad"


@dataclass(frozen=True)
class Check:
    state: str
    sentence: Any


@dataclass(frozen=True)
class Examination:
    checks: list[Check]
    detail: dict[str, Any]  # empty when erased
    proof: proofs.EventProof | None

    @property
    def worst(self) -> str:
        states = {check.state for check in self.checks}
        return BAD if BAD in states else OPEN if OPEN in states else GOOD


def examine(event: Event) -> Examination:
    detail = EventDetail.objects.filter(pk=event.pk).first()
    try:
        proof = proofs.proof_for(event.pk)
    except (NotSealed, ProofRefused):
        proof = None
    checks = [_leaf(event), _detail(event, detail), *_place(event), *_signature(event, proof)]
    return Examination(checks, json.loads(bytes(detail.detail)) if detail else {}, proof)


def _leaf(event: Event) -> Check:
    try:
        if leaf.read(bytes(event.leaf)) == event.to_leaf():
            return Check(GOOD, _("What stands here is what was recorded."))
        return Check(BAD, _("The row says something else than what was recorded."))
    except LeafDamaged:
        return Check(BAD, _("The recorded bytes are damaged."))


def _detail(event: Event, detail: EventDetail | None) -> Check:
    if detail is None:
        if Event.objects.of_object(event.pk).filter(event=actions.DETAIL_ERASED).exists():
            return Check(GOOD, _("The detail was erased; the erasure is on record."))
        return Check(BAD, _("The detail is gone, and no erasure is on record."))
    try:
        leaf.check_commit(event.commit, bytes(detail.salt), bytes(detail.detail))
    except (CommitRefused, ValueRefused):
        return Check(BAD, _("The detail is not the one that was recorded."))
    return Check(GOOD, _("The detail is the one that was recorded."))


def _place(event: Event) -> Iterator[Check]:
    place = Position.objects.filter(event=event).first()
    if place is None:
        yield Check(OPEN, _("Waiting to be sealed: it gets its position within seconds."))
    elif bytes(place.leaf_hash) != tree.leaf_hash(bytes(event.leaf)):
        yield Check(BAD, _("Another event was sealed at this position."))
    else:
        yield Check(GOOD, _("Sealed at position %(position)s.") % {"position": place.position})


def _signature(event: Event, proof: proofs.EventProof | None) -> Iterator[Check]:
    if proof is None:
        yield Check(OPEN, _("No signed checkpoint covers it yet: one follows within ten minutes."))
        return
    head = checkpoint.read_unverified(proof.proof.checkpoint)
    try:
        tree.verify_inclusion(
            tree.leaf_hash(bytes(event.leaf)), proof.proof.index, head.size, proof.proof.path, head.root
        )
        yield Check(GOOD, _("It is among the %(size)s events of the latest checkpoint.") % {"size": head.size})
    except ProofRefused:
        yield Check(BAD, _("It is not among the events of the latest checkpoint."))
    try:
        checkpoint.verify(proof.proof.checkpoint, log_key())
        yield Check(GOOD, _("The checkpoint bears the log's signature."))
    except SignatureRefused:
        yield Check(BAD, _("The signature under the checkpoint is not the log's."))
    except Exception:  # whatever keeps the key away, it is no fault of the event
        yield Check(OPEN, _("The log's key is not at hand here: the signature was NOT checked."))
