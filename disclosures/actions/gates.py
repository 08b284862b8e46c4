"""The gate that every step towards the outside passes again: approval, build, before built, handover.

Under a lock on the witnesses' consent epochs, it compares the manifest with what
stands in the database now and asks the decision once more. Anything that changed
takes the disclosure back to its preparer and voids the approvals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from consent.facts import Material
from consent.gathering import Part
from disclosures import manifest
from disclosures.actions.selection import decisions
from disclosures.actions.states import locked, move
from disclosures.models import Disclosure, Entry
from iapb.access.errors import Invalid
from iapb.access.rights import Actor
from iapb.ledger import record

FREE_TO_GO = frozenset({Outcome.ALLOW})


@dataclass(frozen=True)
class Closed:
    """The gate did not open: why, in a sentence, and for the ledger."""

    sentence: Any
    code: str


def entries_of(disclosure: Disclosure, *, by: Actor) -> list[Entry]:
    return list(
        Entry.objects.visible_to(by)
        .filter(disclosure=disclosure)
        .select_related("item", "item_file__file", "text")
        .order_by("item__reference", "pk")
    )


def examine(disclosure: Disclosure, *, by: Actor) -> Closed | None:
    """None: everything is as approved and may still go. Takes the locks; call inside the releasing transaction."""
    entries = entries_of(disclosure, by=by)
    if disclosure.manifest is None:
        return Closed(_("Nothing was submitted for approval."), "no_manifest")
    if manifest.epochs(entries, actor=by, lock=True) != manifest.recorded_epochs(disclosure.manifest):
        return Closed(_("The consent of a witness has changed since this was submitted."), "consent_changed")
    if manifest.sha256(manifest.canonical(disclosure, entries, actor=by)) != disclosure.manifest_sha256:
        return Closed(_("What would leave is no longer what was submitted."), "manifest_changed")
    return _still_allowed(disclosure, entries, by)


def pass_or_take_back(disclosure: Disclosure, step: str, *, by: Actor) -> Disclosure:
    """Opens for the caller's step, or takes the disclosure back and raises with the reason.

    The taking back is committed even though the step is refused: the approvals are void from now on.
    """
    with transaction.atomic():
        row = locked(disclosure, by=by)
        closed = examine(row, by=by)
        if closed is None:
            return row
    raise GateClosed(row, closed, step)


class GateClosed(Invalid):
    """Raised outside the step's transaction; `take_back` then records what happened, and that stays."""

    stays = True

    def __init__(self, disclosure: Disclosure, closed: Closed, step: str) -> None:
        super().__init__(closed.sentence)
        self.disclosure, self.closed, self.step = disclosure, closed, step


@transaction.atomic
def take_back(refusal: GateClosed, *, by: Actor) -> None:
    """Returns the disclosure to its preparer; the database voids the approvals with the state."""
    row = locked(refusal.disclosure, by=by)
    if row.may_become(Disclosure.State.RETURNED):
        detail = {"step": refusal.step, "because": refusal.closed.code}
        move(row, Disclosure.State.RETURNED, by=by, detail=detail)
    else:
        record(
            "disclosure.stopped",
            actor=by.pk,
            object=row.pk,
            detail={"step": refusal.step, "because": refusal.closed.code},
        )


def _still_allowed(disclosure: Disclosure, entries: list[Entry], by: Actor) -> Closed | None:
    if not entries:
        return Closed(_("Nothing is selected."), "empty")
    if disclosure.request.court_order is not False:
        return Closed(
            _("Whether this answers a court order must be stated; an order goes to the data protection officer."),
            "court_order",
        )
    made = decisions(disclosure, entries, by=by)
    stopped = [
        entry
        for entry in entries
        if (decision := made.get(Part(entry.item_id, Material(entry.material)))) is None
        or decision.outcome not in FREE_TO_GO
    ]
    if stopped:
        return Closed(
            _("%(count)d entries may not go as things stand today.") % {"count": len(stopped)}, "decision_changed"
        )
    return None
