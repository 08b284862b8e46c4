"""The selection: what would leave, and what the decision says of each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Decision, Outcome, decide
from consent.facts import Material, Purpose
from consent.gathering import Part, facts_for
from disclosures.actions.states import locked
from disclosures.models import Disclosure, Entry
from evidence.models import Item, ItemFile, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, Right, require
from iapb.ledger import record

Role = ItemFile.Role
OF_ROLE: dict[str, Material] = {
    Role.RECORDING_AUDIO: Material.RECORDING_AUDIO,
    Role.RECORDING_VIDEO: Material.RECORDING_VIDEO,
    Role.TRANSCRIPT: Material.ACCOUNT,
    Role.TRANSLATION: Material.ACCOUNT,
    Role.SCAN: Material.DOCUMENTS,
    Role.PHOTO: Material.DOCUMENTS,
    Role.OTHER: Material.DOCUMENTS,
}


@transaction.atomic
def add_items(disclosure: Disclosure, items: Sequence[Item], *, by: Actor) -> int:
    """Adds the originals and layers of each item, whole families, and decides them. Says how many were new.

    Proof of consent and working copies stay: they are not what was asked for.
    """
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    ids = [item.pk for item in items]
    taken = set(Entry.objects.visible_to(by).filter(disclosure=row).values_list("item_file_id", "text_id"))
    files = ItemFile.objects.visible_to(by).filter(item__within=ids, role__in=OF_ROLE)
    texts = Text.objects.visible_to(by).filter(item__within=ids).select_related("item")
    new = [
        Entry(disclosure=row, item_id=found.item_id, item_file=found, material=OF_ROLE[found.role])
        for found in files
        if (found.pk, None) not in taken
    ] + [
        Entry(disclosure=row, item_id=text.item_id, text=text, material=material_of(text))
        for text in texts
        if (None, text.pk) not in taken
    ]
    _decide(row, new, by)
    for entry in new:
        entry.added_by = by
    Entry.objects.bulk_create(new)
    if new:
        _record(row, "disclosure.selected", [entry.item_id for entry in new], by)
    return len(new)


@transaction.atomic
def remove_items(disclosure: Disclosure, items: Sequence[Item], *, by: Actor) -> int:
    """Takes whole families out again: a family is sent whole or not at all."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    entries = Entry.objects.visible_to(by).filter(disclosure=row, item__within=[item.pk for item in items])
    removed, _count = entries.delete()
    if removed:
        _record(row, "disclosure.deselected", [item.pk for item in items], by)
    return removed


@transaction.atomic
def screen(disclosure: Disclosure, *, by: Actor) -> list[Entry]:
    """Asks the decision again for every entry of an open selection."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    entries = list(Entry.objects.visible_to(by).filter(disclosure=row))
    _decide(row, entries, by)
    Entry.objects.bulk_update(entries, ["outcome", "reasons", "caveats", "decided_at"])
    return entries


def decisions(disclosure: Disclosure, entries: Iterable[Entry], *, by: Actor) -> dict[Part, Decision]:
    """What the decision says now, nothing written: for the gates at approval, build and handover."""
    request = disclosure.request
    parts = [Part(entry.item_id, Material(entry.material)) for entry in entries]
    facts = facts_for(
        parts,
        recipient=request.recipient,
        purpose=Purpose(request.purpose),
        on=timezone.localdate(),
        request=request.pk,
        actor=by,
    )
    return {part: decide(found) for part, found in facts.items()}


def material_of(text: Text) -> Material:
    return Material.ACCOUNT if text.item.kind == Item.Kind.INTERVIEW else Material.DOCUMENTS


def _open(disclosure: Disclosure, by: Actor) -> Disclosure:
    row = locked(disclosure, by=by)
    if row.state not in Disclosure.OPEN_STATES:
        raise Invalid(_("The selection is frozen while others approve it. Take it back first to change it."))
    return row


def _decide(disclosure: Disclosure, entries: list[Entry], by: Actor) -> None:
    made = decisions(disclosure, entries, by=by)
    now = timezone.now()
    for entry in entries:
        decision = made.get(Part(entry.item_id, Material(entry.material)))
        _write(entry, decision, now)


def _write(entry: Entry, decision: Decision | None, now: datetime) -> None:
    entry.decided_at = now
    if decision is None:
        # The actor no longer sees the item: nothing is known, so nothing may go.
        entry.outcome, entry.reasons, entry.caveats = Outcome.DENY.name, [{"row": 0, "code": "not_visible"}], []
        return
    entry.outcome = decision.outcome.name
    entry.reasons = [
        {
            "row": reason.row,
            "outcome": reason.outcome.name,
            "code": reason.code,
            "unknown": reason.unknown,
            "purpose": str(reason.purpose) if reason.purpose else None,
            "person": str(reason.person) if reason.person else None,
        }
        for reason in decision.reasons
    ]
    entry.caveats = sorted(str(caveat) for caveat in decision.caveats)


def _record(disclosure: Disclosure, event: str, items: Iterable[object], by: Actor) -> None:
    detail = {"request": str(disclosure.request_id), "items": sorted({str(item) for item in items})}
    record(event, actor=by.pk, object=disclosure.pk, detail=detail)
