"""The selection: what would leave, and what the decision says of each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consent.decision import Decision, Outcome, decide
from consent.facts import Material, Purpose
from consent.gathering import Part, gather
from disclosures import reasons
from disclosures.access import check_open
from disclosures.actions.states import locked
from disclosures.models import Disclosure, Entry
from evidence.models import Item, ItemFile, Text
from iapb.access.rights import Actor, Right, require
from iapb.ledger import record

Role = ItemFile.Role
# Proof of consent and working copies are not here: they are not what was asked for.
OF_ROLE: dict[str, Material] = {
    Role.RECORDING_AUDIO: Material.RECORDING_AUDIO,
    Role.RECORDING_VIDEO: Material.RECORDING_VIDEO,
    Role.TRANSCRIPT: Material.ACCOUNT,
    Role.TRANSLATION: Material.ACCOUNT,
    Role.SCAN: Material.DOCUMENTS,
    Role.PHOTO: Material.DOCUMENTS,
    Role.DOCUMENT: Material.DOCUMENTS,
    Role.OTHER: Material.DOCUMENTS,
}
DECISION = ("outcome", "reasons", "caveats", "consent")


@dataclass(frozen=True)
class Decided:
    """What the decision says now, and what the witnesses behind each item had agreed to."""

    made: Mapping[Part, Decision]
    consents: Mapping[UUID, list[dict[str, object]]]


@transaction.atomic
def add_items(disclosure: Disclosure, items: Sequence[Item], *, by: Actor) -> int:
    """Adds the originals and text layers of each item, whole families, and decides them. Says how many were new."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    new = _new_entries(row, [item.pk for item in items], by)
    if not new:
        return 0
    _decide(row, new, by)
    Entry.objects.bulk_create(new)
    _had_a_hand(row, by)
    _record(row, "disclosure.selected", [entry.item_id for entry in new], by)
    return len(new)


def earlier(disclosure: Disclosure, *, by: Actor) -> Disclosure | None:
    """The version before this one, if it held anything."""
    rows = Disclosure.objects.visible_to(by).filter(request=disclosure.request_id, version__lt=disclosure.version)
    return rows.filter(entries__isnull=False).defer("manifest").order_by("-version").first()


@transaction.atomic
def take_over(disclosure: Disclosure, *, by: Actor) -> int:
    """Begins where the version before ended: the same families, decided anew."""
    require(by, Right.PREPARE)
    before = earlier(disclosure, by=by)
    held = Entry.objects.visible_to(by).filter(disclosure=before).values_list("item_id", flat=True)
    return add_items(disclosure, list(Item.objects.visible_to(by).filter(pk__within=list(set(held)))), by=by)


def that_may_go(disclosure: Disclosure, items: Sequence[Item], *, by: Actor) -> list[Item]:
    """Of these families the ones whose every part may go today."""
    parts = parts_of([item.pk for item in items], by=by)
    made = decisions(disclosure, parts, by=by).made
    stopped = {entry.item_id for entry in parts if made[part_of(entry)].outcome != Outcome.ALLOW}
    known = {entry.item_id for entry in parts}
    return [item for item in items if item.pk in known - stopped]


@transaction.atomic
def remove_items(disclosure: Disclosure, items: Sequence[Item], *, by: Actor) -> int:
    """Takes whole families out again: a family is sent whole or not at all."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    entries = Entry.objects.visible_to(by).filter(disclosure=row, item__within=[item.pk for item in items])
    removed, _count = entries.delete()
    if removed:
        _had_a_hand(row, by)
        _record(row, "disclosure.deselected", [item.pk for item in items], by)
    return removed


@transaction.atomic
def keep_only_what_may_go(disclosure: Disclosure, *, by: Actor) -> int:
    """Takes out every family of which any part may not go."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    stopped = Entry.objects.visible_to(by).filter(disclosure=row).exclude(outcome=Entry.Outcome.ALLOW)
    items = Item.objects.unscoped("entries of a selection at the desk; only the ids are read").filter(
        pk__within=list(stopped.values_list("item_id", flat=True))
    )
    return remove_items(row, list(items.only("pk")), by=by)


@transaction.atomic
def screen(disclosure: Disclosure, *, by: Actor) -> list[Entry]:
    """Asks the decision again for every entry of an open selection."""
    require(by, Right.PREPARE)
    row = _open(disclosure, by)
    ours = Entry.objects.visible_to(by).filter(disclosure=row)
    entries = list(ours)
    before = {entry.pk: _decision_of(entry) for entry in entries}
    _decide(row, entries, by)
    changed = [entry for entry in entries if _decision_of(entry) != before[entry.pk]]
    ours.bulk_update(changed, DECISION, batch_size=500)
    ours.update(decided_at=timezone.now())
    counts = {outcome: sum(entry.outcome == outcome for entry in entries) for outcome in Entry.Outcome.values}
    record("disclosure.screened", actor=by.pk, object=row.pk, detail={"entries": counts})
    return entries


def decisions(disclosure: Disclosure, entries: Iterable[Entry], *, by: Actor) -> Decided:
    """What the decision says now, nothing written. A part whose item the actor cannot see is missing."""
    request = disclosure.request
    gathered = gather(
        [part_of(entry) for entry in entries],
        recipient=request.recipient,
        purpose=Purpose(request.purpose),
        on=timezone.localdate(),
        request=request.pk,
        actor=by,
    )
    return Decided({part: decide(facts) for part, facts in gathered.facts.items()}, gathered.consents)


def part_of(entry: Entry) -> Part:
    return Part(entry.item_id, Material(entry.material))


def material_of(text: Text) -> Material:
    return Material.ACCOUNT if text.item.kind == Item.Kind.INTERVIEW else Material.DOCUMENTS


def _open(disclosure: Disclosure, by: Actor) -> Disclosure:
    row = locked(disclosure, by=by)
    check_open(row)
    return row


def parts_of(items: list[UUID], *, by: Actor) -> list[Entry]:
    """Entries as they would be, unsaved and undecided: each original and each text layer the actor sees."""
    files = ItemFile.objects.visible_to(by).filter(item__within=items, role__in=OF_ROLE)
    texts = Text.objects.visible_to(by).filter(item__within=items).select_related("item")
    found = [(one.item_id, one, None, OF_ROLE[one.role]) for one in files]
    found += [(one.item_id, None, one, material_of(one)) for one in texts]
    return [
        Entry(item_id=item, item_file=file, text=text, material=material, added_by=by)
        for item, file, text, material in found
    ]


def _new_entries(row: Disclosure, items: list[UUID], by: Actor) -> list[Entry]:
    taken = set(Entry.objects.visible_to(by).filter(disclosure=row).values_list("item_file_id", "text_id"))
    new = [entry for entry in parts_of(items, by=by) if (entry.item_file_id, entry.text_id) not in taken]
    for entry in new:
        entry.disclosure = row
    return new


def _had_a_hand(row: Disclosure, by: Actor) -> None:
    """Whoever shapes a selection prepares it, and so cannot approve it."""
    if by.pk not in row.preparers:
        row.preparers = [*row.preparers, by.pk]
        row.save(update_fields=["preparers"])


def _decide(disclosure: Disclosure, entries: list[Entry], by: Actor) -> None:
    decided = decisions(disclosure, entries, by=by)
    now = timezone.now()
    for entry in entries:
        decision = decided.made.get(part_of(entry))
        entry.decided_at = now
        if decision is None:
            entry.outcome, entry.reasons, entry.caveats = Outcome.DENY.name, [reasons.NOT_VISIBLE], []
            entry.consent = []
            continue
        entry.outcome, entry.reasons = decision.outcome.name, reasons.stored(decision)
        entry.caveats = sorted(str(caveat) for caveat in decision.caveats)
        entry.consent = decided.consents.get(entry.item_id, [])


def _decision_of(entry: Entry) -> list[object]:
    return [getattr(entry, name) for name in DECISION]


def _record(disclosure: Disclosure, event: str, items: Iterable[object], by: Actor) -> None:
    detail = {"request": str(disclosure.request_id), "items": sorted({str(item) for item in items})}
    record(event, actor=by.pk, object=disclosure.pk, detail=detail)
