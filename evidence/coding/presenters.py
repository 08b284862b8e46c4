"""What the workbench's scripts are given: tags and codes as plain data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse

from evidence.coding.actions.tags import barred
from evidence.coding.models import Carrying, Code, Note, Tag
from evidence.models import Item
from iapb.access.rights import Actor
from iapb.accounts.models import Person


def tag_data(tag: Tag, actor: Actor) -> dict[str, Any]:
    """Of a tag with its notes (`with_notes`)."""
    return {
        "id": str(tag.pk),
        "text": str(tag.text_id) if tag.text_id else None,
        "segment": str(tag.segment_id) if tag.segment_id else None,
        "code": tag.code.code,
        # As it read when the tag was placed: nothing is renamed under it.
        "label": tag.code.label,
        "start": tag.start,
        "end": tag.end,
        "exact": tag.quoted,
        "file": str(tag.file.file_id) if tag.file_id else None,
        "from_ms": tag.from_ms,
        "until_ms": tag.until_ms,
        "page": tag.page,
        "box": [tag.left, tag.top, tag.width, tag.height] if tag.left is not None else None,
        # What a decision stands over is shown as such: docs/decisions/second-coding.md.
        "state": "settled" if tag.settled else tag.state,
        "author": tag.author.name,
        "mine": tag.author_id == actor.pk,
        "client_key": str(tag.client_key),
        "retracted": tag.retracted_at is not None,
        "notes": [note_data(note, actor, tag) for note in tag.notes_shown],
    }


def note_data(note: Note, actor: Actor, shown: Tag | None = None) -> dict[str, Any]:
    """`shown`: the tag it is shown beside, which may be a later one than it was written beside."""
    return {
        "id": str(note.pk),
        "words": note.words,
        "author": note.author.name,
        "mine": note.author_id == actor.pk,
        "written": note.created_at.isoformat(timespec="seconds"),
        "retracted": note.retracted_at is not None,
        "earlier": shown is not None and note.tag_id != shown.pk,
    }


Steps = Mapping[UUID, set[UUID]]  # of a tag those it goes on from by one step


def with_notes(tags: Iterable[Tag], actor: Actor, *, steps: Steps | None = None, once: bool = False) -> list[Tag]:
    """With those beside the tags each goes on from, in an older text or under a code that was parted.

    `once`: a note stands beside one of these tags alone, the earliest.
    """
    found = list(tags)
    if all(hasattr(tag, "notes_shown") for tag in found):
        return found
    steps = _steps_of({tag.item_id for tag in found}, actor) if steps is None else steps
    until = {tag.pk for tag in found} if once else set()
    before = {tag.pk: _all_before(tag.pk, steps, until) for tag in found}
    wanted = {tag.pk for tag in found}.union(*before.values())
    notes = Note.objects.visible_to(actor).filter(retracted_at=None, tag__within=list(wanted))
    beside: dict[UUID, list[Note]] = defaultdict(list)
    for note in notes.select_related("author"):
        beside[note.tag_id].append(note)
    for tag in found:
        line = (tag.pk, *before[tag.pk])
        notes_shown = sorted((note for one in line for note in beside[one]), key=_written)
        tag.notes_shown = notes_shown  # type: ignore[attr-defined]
    return found


def _written(note: Note) -> tuple[Any, UUID]:
    return note.created_at, note.pk


def _steps_of(items: Iterable[UUID], actor: Actor) -> Steps:
    """As far as the actor sees both ends."""
    moved = Carrying.objects.visible_to(actor).filter(item__within=list(items), state=Carrying.State.MOVED)
    recoded = Tag.objects.visible_to(actor).filter(item__within=list(items), recoded_as__isnull=False)
    rows = moved.order_by().values_list("moved_to", "tag")
    steps: dict[UUID, set[UUID]] = defaultdict(set)
    for new, old in rows.union(recoded.order_by().values_list("recoded_as", "pk"), all=True):
        steps[new].add(old)
    return steps


def _all_before(pk: UUID, steps: Steps, until: Set[UUID]) -> set[UUID]:
    """Those it goes on from, those these go on from, and so on, but for `until` and what lies behind it."""
    found: set[UUID] = set()
    left = [pk]
    while left:
        new = steps.get(left.pop(), set()) - found - until
        found |= new
        left += new
    return found - {pk}


def tags_of(item: Item, actor: Actor, *more: str, once: bool = False) -> list[Tag]:
    """Those that stand. In the same statement what they go on from, and those that were coded anew.

    `more`: what else of each tag is read with it. `once`: see `with_notes`.
    """
    moved = Carrying.objects.visible_to(actor).filter(moved_to=OuterRef("pk"), state=Carrying.State.MOVED)
    rows = Tag.objects.visible_to(actor).filter(Q(retracted_at=None) | Q(recoded_as__isnull=False), item=item)
    rows = rows.annotate(came_from=ArraySubquery(moved.order_by().values("tag")))
    steps: dict[UUID, set[UUID]] = defaultdict(set)
    standing = []
    for tag in rows.select_related("code", "author", "file", *more):
        steps[tag.pk].update(tag.came_from)
        if tag.recoded_as_id:
            steps[tag.recoded_as_id].add(tag.pk)
        if tag.retracted_at is None:
            standing.append(tag)
    return with_notes(standing, actor, steps=steps, once=once)


def state_of(tags: list[dict[str, Any]]) -> str:
    """The same for the same tags: who asks again learns that nothing has changed."""
    return f'"{sha256(json.dumps(tags).encode()).hexdigest()[:32]}"'


def code_data(code: Code, recent: list[str], actor: Person) -> dict[str, Any]:
    return {
        "id": str(code.pk),
        "code": code.code,
        "category": code.category,
        "assignable": code.assignable and not code.retired_at,
        "label": code.label,
        "labels": [code.label_en, code.label_ru, code.label_be],
        "also": [word for held in (code.alt_labels, code.hidden_labels) for words in held.values() for word in words],
        "definition": code.definition,
        "include": code.include_note,
        "exclude": code.exclude_note,
        "picture": reverse("code_picture", args=[code.picture.sha256]) if code.picture else "",
        "picture_alt": code.picture_alt,
        "restricted": code.restricted,
        "barred": barred(code, actor),
        "recent": recent.index(code.code) if code.code in recent else None,
    }


def current_codes() -> list[Code]:
    return list(Code.objects.filter(framework__current=True).select_related("picture").defer("picture__png"))


def recent_codes(person: Person, number: int = 8) -> list[str]:
    """The codes this person used last, the newest first."""
    latest = Tag.objects.visible_to(person).filter(author=person).order_by("-created_at")
    codes = latest.values_list("code__code", flat=True)[:60]
    return list(dict.fromkeys(codes))[:number]
