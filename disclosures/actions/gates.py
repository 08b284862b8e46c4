"""The gate that every step towards the outside passes again: approval, build, before built, handover.

Under locks on the witnesses and the recipient it compares the manifest with what
stands in the database now and asks the decision once more. Whatever changed takes
the disclosure back to its preparer and voids the approvals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from consent.decision import Outcome
from consent.models import Recipient
from disclosures import manifest, words
from disclosures.access import RIGHT_OF
from disclosures.actions.selection import decisions, part_of
from disclosures.actions.states import locked, move
from disclosures.models import Approval, Disclosure, Entry
from evidence import joint
from evidence.models import Item, ItemFile, JointSubject, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, rights_of
from iapb.jobs.errors import FAILED
from iapb.ledger import record
from interviews.models import Witness

FREE_TO_GO = frozenset({Outcome.ALLOW})


@dataclass(frozen=True)
class Closed:
    """Why the gate did not open: a code of `words.RETURNED`, and how many entries it concerns."""

    code: str
    count: int = 0

    @property
    def sentence(self) -> Any:
        return words.no_longer(self.count) if self.count else words.RETURNED[self.code]


class GateClosed(Invalid):
    """The step is refused, and what was done about it is committed: `stays` keeps the request from rolling back.

    A worker catches it inside its transaction, lets that commit, and raises it again.
    """

    stays = True
    outcome = FAILED  # a job stops with the sentence; trying again would find the same

    def __init__(self, disclosure: Disclosure, closed: Closed) -> None:
        super().__init__(closed.sentence)
        self.disclosure, self.closed = disclosure, closed


@contextmanager
def gate(disclosure: Disclosure, step: str, *, by: Actor, ready: Callable[[Disclosure], None]) -> Iterator[Disclosure]:
    """Opens for the step in its body, with disclosure, witnesses and recipient locked to the end of the transaction.

    `ready` checks state and right on the locked row; what it raises leaves everything as it was.
    Raises GateClosed once the disclosure has gone back.
    """
    closed = None
    with transaction.atomic():
        hold_witnesses(disclosure, by=by)
        row = locked(disclosure, by=by)
        ready(row)
        closed = examine(row, by=by)
        if closed is None:
            yield row
            return
    take_back(row, closed, step, by=by)
    raise GateClosed(row, closed)


def hold_witnesses(disclosure: Disclosure, *, by: Actor) -> None:
    """Before the disclosure itself is locked: a withdrawal holds its witness and then takes back disclosures, so
    whoever holds them in the other order and waits would end in a deadlock. What is selected is read again later."""
    selected = Entry.objects.visible_to(by).filter(disclosure=disclosure).order_by().values_list("item_id").distinct()
    items = Item.objects.visible_to(by).filter(pk__in=selected, subject__isnull=False)
    others = JointSubject.objects.visible_to(by).filter(item__in=selected).values_list("subject")
    behind = Q(pk__in=items.values_list("subject")) | Q(pk__in=others)
    witnesses = Witness.objects.visible_to(by).filter(behind).order_by("pk")
    list(witnesses.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def examine(disclosure: Disclosure, *, by: Actor) -> Closed | None:
    """None: everything is as approved and may still go. Takes the locks; call inside the releasing transaction.

    Raises Invalid where the actor cannot see all of it: that is no reason to take it back.
    """
    if disclosure.manifest is None:
        return Closed("no_manifest")
    # A recipient's facts wait for us or we for them, as withdrawals do.
    Recipient.objects.visible_to(by).select_for_update(no_key=True).get(pk=disclosure.request.recipient_id)
    entries = entries_of(disclosure, by=by)
    epochs = epochs_of(entries, by=by, lock=True)
    if epochs != manifest.recorded_epochs(disclosure.manifest):
        return Closed("consent_changed")
    if manifest.sha256(manifest.canonical(disclosure, entries, epochs)) != disclosure.manifest_sha256:
        return Closed("manifest_changed")
    return _approvers_gone(disclosure, by) or _not_allowed(disclosure, entries, by)


def entries_of(disclosure: Disclosure, *, by: Actor) -> list[Entry]:
    """The entries with everything a manifest reads. Raises Invalid unless the actor sees all of them."""
    entries = list(Entry.objects.visible_to(by).filter(disclosure=disclosure).order_by("added_at", "pk"))
    # Not by a join: what a policy hides would silently be missing from the list.
    items = Item.objects.visible_to(by).in_bulk({entry.item_id for entry in entries})
    files = ItemFile.objects.visible_to(by).select_related("file").in_bulk(_ids(entries, "item_file_id"))
    texts = Text.objects.visible_to(by).select_related("file").in_bulk(_ids(entries, "text_id"))
    for entry in entries:
        try:
            entry.item = items[entry.item_id]
            entry.item_file = files[entry.item_file_id] if entry.item_file_id else None
            entry.text = texts[entry.text_id] if entry.text_id else None
        except KeyError:
            raise Invalid(words.NOT_ALL_VISIBLE) from None
    return sorted(entries, key=lambda entry: (entry.item.reference, entry.added_at, str(entry.pk)))


def epochs_of(entries: Sequence[Entry], *, by: Actor, lock: bool = False) -> dict[str, int]:
    """The consent epoch of every witness behind the entries; locked against a rise while the caller decides."""
    heard = joint.subjects_of({entry.item for entry in entries}, by)
    subjects = sorted({subject for several in heard.values() for subject in several})
    witnesses = Witness.objects.visible_to(by).filter(pk__within=subjects).order_by("pk").only("consent_epoch")
    if lock:
        # In one order, so that two releases never wait for each other; a withdrawal waits or goes first.
        witnesses = witnesses.select_for_update(no_key=True)
    found = {str(witness.pk): witness.consent_epoch for witness in witnesses}
    if len(found) != len(subjects):
        raise Invalid(words.NOT_ALL_VISIBLE)
    return found


@transaction.atomic
def take_back(disclosure: Disclosure, closed: Closed, step: str, *, by: Actor) -> None:
    """Back to its preparer, or recalled once built; the database voids the approvals with the state."""
    row = locked(disclosure, by=by)
    detail = {"step": step, "because": closed.code}
    for to in (Disclosure.State.RETURNED, Disclosure.State.RECALLED):
        undelivered = to == Disclosure.State.RETURNED or row.state == Disclosure.State.BUILT
        if row.may_become(to) and undelivered:
            move(row, to, by=by, detail=detail, returned_because=closed.code, returned_note="")
            return
    record("disclosure.stopped", actor=by.pk, object=row.pk, detail=detail)


def _ids(entries: Sequence[Entry], name: str) -> list[Any]:
    return [value for entry in entries if (value := getattr(entry, name))]


def _approvers_gone(disclosure: Disclosure, by: Actor) -> Closed | None:
    """An approval counts only while whoever gave it still holds the role."""
    standing = Approval.objects.visible_to(by).filter(disclosure=disclosure, voided_at=None)
    for approval in standing.select_related("by"):
        needed = RIGHT_OF[Approval.Capacity(approval.capacity)]
        if not approval.by.is_current() or needed not in rights_of(approval.by):
            return Closed("approver_gone")
    return None


def _not_allowed(disclosure: Disclosure, entries: Sequence[Entry], by: Actor) -> Closed | None:
    if not entries:
        return Closed("empty")
    if disclosure.request.court_order is not False:
        return Closed("court_order")
    made = decisions(disclosure, entries, by=by).made
    stopped = [one for one in entries if (now := made.get(part_of(one))) is None or now.outcome not in FREE_TO_GO]
    return Closed("decision_changed", len(stopped)) if stopped else None
