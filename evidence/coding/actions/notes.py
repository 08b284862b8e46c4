"""Notes on tags, facts, passages and items: written, taken back; colleagues called by them.

Nothing of a note's words is in an event or an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.tags import belonging, near
from evidence.coding.mentions import people_called
from evidence.coding.models import FACTS, LONGEST_NOTE, Fact, Mention, Note, Tag
from evidence.coding.spans import span_of
from evidence.models import Item, Text
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.actions.mail import something_waits
from iapb.accounts.models import Person
from iapb.ledger import record


@dataclass(frozen=True)
class Thing:
    """What a note is about: the columns that name it, and those every part of an item carries."""

    named: dict[str, Any]
    belongs: dict[str, Any]
    event: str = "note.written"

    def is_of(self, note: Note) -> bool:
        keys = ("item_id", "tag_id", *(f"{name}_id" for name in FACTS), "text_id", "start", "end")
        wanted = Note(**self.named, **self.belongs)
        return all(getattr(note, key) == getattr(wanted, key) for key in keys)


def add_note(*, tag: Tag, words: str, by: Person, client_key: UUID | None = None) -> Note:
    """Sent again with its `client_key` it is the same note. `tag` comes with its item."""
    require(by, Right.TAG)
    thing = Thing({"tag": tag}, belonging(tag.item, restricted=tag.restricted), "tag.noted")
    gone = _("This tag was taken back. Nothing is noted beside it any more.") if tag.retracted_at else None
    return _write(thing, words, by, client_key, gone)


def note_on_fact(*, fact: Fact, words: str, by: Person, client_key: UUID | None = None) -> Note:
    """`fact` comes with its item."""
    require(by, Right.TAG)
    thing = Thing({fact.kind: fact}, belonging(fact.item, restricted=fact.restricted))
    gone = _("This fact was taken back. Nothing is noted beside it any more.") if fact.retracted_at else None
    return _write(thing, words, by, client_key, gone)


def note_on_passage(
    *, text: Text, start: int, end: int, words: str, by: Person, exact: str | None = None,
    client_key: UUID | None = None,
) -> Note:  # fmt: skip
    """On the words from `start` to `end` (code points, exclusive) of a layer, which comes with its item."""
    require(by, Right.TAG)
    span = span_of(near(text, start, end), start, end, exact)
    named = {
        "text": text, "text_sha256": text.sha256, "segment": span.segment, "start": span.start, "end": span.end,
        "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix,
    }  # fmt: skip
    return _write(Thing(named, belonging(text.item, restricted=False)), words, by, client_key)


def note_on_item(*, item: Item, words: str, by: Person, client_key: UUID | None = None) -> Note:
    require(by, Right.TAG)
    return _write(Thing({}, belonging(item, restricted=False)), words, by, client_key)


@transaction.atomic
def take_back_note(*, note: Note, by: Person) -> Note:
    """It stays on record; asked twice, it is done once. Whoever it called is not called any more."""
    require(by, Right.TAG)
    note = Note.objects.visible_to(by).select_for_update(of=("self",)).get(pk=note.pk)
    if note.author_id != by.pk:
        raise Refused(_("Only the person who wrote a note takes it back."))
    if note.retracted_at:
        return note
    note.retracted_at = timezone.now()
    note.save(update_fields=["retracted_at"])
    event = "tag.note_taken_back" if note.tag_id else "note.taken_back"
    record(event, actor=by.pk, object=note.pk, detail=_named(note))
    return note


@transaction.atomic
def read_mention(*, mention: Mention, by: Person) -> Mention:
    """It waits no more for the person it calls."""
    require(by, Right.TAG)
    mention = Mention.objects.visible_to(by).select_for_update(of=("self",)).get(pk=mention.pk)
    if mention.person_id != by.pk:
        raise Refused(_("This calls somebody else."))
    if mention.read_at is None:
        mention.read_at = timezone.now()
        mention.save(update_fields=["read_at"])
        record("mention.read", actor=by.pk, object=mention.pk, detail={"note": str(mention.note_id)})
    return mention


@transaction.atomic
def _write(thing: Thing, words: str, by: Person, client_key: UUID | None, gone: Any = None) -> Note:
    sent = Note.objects.visible_to(by).filter(author=by, client_key=client_key)
    if client_key and (known := sent.first()):
        if not thing.is_of(known):
            raise Invalid(_("This note was already sent about something else."))
        return known
    if gone:
        raise Invalid(gone)
    words = words.strip()
    if not words:
        raise Invalid(_("Write something."), field="words")
    if len(words) > LONGEST_NOTE:
        raise Invalid(_("A note has at most %(number)s characters.") % {"number": LONGEST_NOTE}, field="words")
    note = Note(**thing.named, **thing.belongs, words=words, author=by, client_key=client_key or uuid4())
    called = people_called(words, note.item, by, named=note.restricted)
    note.save(force_insert=True)
    _call(note, called)
    detail = {**_named(note), "called": [str(person.pk) for person in called]}
    record(thing.event, actor=by.pk, object=note.pk, detail=detail)
    return note


def _call(note: Note, people: list[Person]) -> None:
    for person in people:
        made = Mention(note=note, person=person)
        made.save(force_insert=True)
        # Of a text that is coded blind nothing waits for them yet.
        if Mention.objects.visible_to(person).filter(pk=made.pk).exists():
            something_waits(person)


def _named(note: Note) -> dict[str, Any]:
    keys = ("item", "tag", *FACTS, "text")
    return {key: str(getattr(note, f"{key}_id")) for key in keys if getattr(note, f"{key}_id")}
