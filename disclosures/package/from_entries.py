"""The contents of a package, from the entries of an approved selection.

What is not listed here does not leave: no opaque id of a witness, no name a file had, no free text
of the house, no event of its administration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from consent.models import Recipient, TransferBasis
from disclosures import reasons
from disclosures.models import Disclosure, Entry
from disclosures.package.contents import (
    ORIGINAL,
    ItemMetadata,
    Ledger,
    PackageContents,
    PackageFile,
    PackageItem,
)
from disclosures.package.numbering import NumberRange, next_numbers
from evidence.layers import GAP
from evidence.models import Item, Text
from iapb.access.rights import Actor
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.custody.tickets import default_name
from iapb.ledger.extract import extract
from interviews.models import Interview, WitnessDocument

BASIS_WITNESS = "GDPR articles 6(1)(a) and 9(2)(a): the witness's explicit consent"
BASIS_OTHER = "GDPR articles 6(1)(f) and 9(2)(f): establishment of legal claims"
ONLY_THROUGH_US = "Contact with the witness only through the International Accountability Platform for Belarus."
ANONYMOUS = "anonymous"
# The custody extract: events of the files, the texts and their place in the item, with these details alone.
TOLD = ("file.", "text.")
TOLD_OF_ITEM = frozenset({"item.file_added", "item.file_role_changed", "interview.created", "document.created"})
TOLD_DETAIL = frozenset(
    {
        *("kind", "size", "sha256", "sha512", "media_type", "outcome", "role"),
        *("language", "maker", "tool", "version", "faults"),
    }
)

Passing = Callable[[int], None]


@dataclass(frozen=True)
class Family:
    item: Item
    entries: Sequence[Entry]  # originals before texts
    numbers: NumberRange


def families(entries: Sequence[Entry], code: str, after: int) -> list[Family]:
    """One number a file, in the order of the references; the item is cited by their range."""
    of_item: dict[UUID, list[Entry]] = {}
    for entry in entries:
        of_item.setdefault(entry.item_id, []).append(entry)
    for own in of_item.values():
        own.sort(key=lambda entry: (entry.item_file is None, entry.added_at, str(entry.pk)))
    ranges = next_numbers(code, after, [len(own) for own in of_item.values()])
    return [Family(own[0].item, own, numbers) for own, numbers in zip(of_item.values(), ranges, strict=True)]


def receipts(found: Sequence[Family]) -> dict[str, list[UUID]]:
    """Of the originals of each item, by number: these are proved to stand in the ledger."""
    return {
        family.numbers.doc_id: [e.item_file.file.receipt_event for e in family.entries if e.item_file]
        for family in found
    }


def contents(
    disclosure: Disclosure,
    found: Sequence[Family],
    *,
    number: str,
    ledger: Callable[[str], Ledger],
    passing: Passing,
    by: Actor,
) -> PackageContents:
    request, today = disclosure.request, timezone.localdate()
    facts = _Facts.load(found, transfer_of(request.recipient, today, by), by)
    items = [_item(family, facts, passing) for family in found]
    return PackageContents(
        number=number,
        day=today,
        recipient=request.recipient.name,
        recipient_code=request.recipient.code,
        purpose=request.get_purpose_display(),
        request_ref=f"{request.reference} ({request.their_reference})"
        if request.their_reference
        else request.reference,
        contact=f"the disclosure officer of the Platform, quoting {number}",
        caveats=sorted({caveat for item in items for caveat in item.metadata.handling_caveats}),
        items=items,
        ledger=ledger,
    )


def transfer_of(recipient: Recipient, on: date, by: Actor) -> str:
    if recipient.in_eea:
        return "No transfer: the recipient is in the European Economic Area"
    rows = TransferBasis.objects.visible_to(by).filter(recipient=recipient, assessed_on__lte=on, valid_to__gte=on)
    for basis in rows.order_by("-assessed_on"):
        if basis.ended_on is None or basis.ended_on > on:
            return f"{basis.get_ground_display()}: {basis.instrument}"
    return ""


@dataclass(frozen=True)
class _Facts:
    interviews: Mapping[UUID, Interview]
    documents: Mapping[UUID, WitnessDocument]
    collections: Mapping[UUID, str]
    events: Mapping[str, list[dict[str, Any]]]
    transfer: str

    @classmethod
    def load(cls, found: Sequence[Family], transfer: str, by: Actor) -> _Facts:
        ids = [family.item.pk for family in found]
        objects = [*ids, *(one for family in found for entry in family.entries for one in _objects(entry))]
        items = Item.objects.visible_to(by).filter(pk__within=ids).select_related("collection__body")
        return cls(
            Interview.objects.visible_to(by).in_bulk(ids),
            WitnessDocument.objects.visible_to(by).in_bulk(ids),
            {one.pk: one.collection.body.name if one.collection.body else "" for one in items},
            extract(objects),
            transfer,
        )


def _objects(entry: Entry) -> list[UUID]:
    if entry.item_file:
        return [entry.item_file.file_id]
    return [entry.text.pk, entry.text.file_id] if entry.text else []


def _item(family: Family, facts: _Facts, passing: Passing) -> PackageItem:
    objects = [family.item.pk, *(one for entry in family.entries for one in _objects(entry))]
    return PackageItem(
        doc_id=family.numbers.doc_id,
        end_no=family.numbers.end_no,
        metadata=_metadata(family, facts),
        files=[_file(entry, passing) for entry in family.entries],
        custody=[_told(event) for one in objects for event in facts.events[str(one)] if _is_told(event["event"])],
    )


def _is_told(event: str) -> bool:
    return event.startswith(TOLD) or event in TOLD_OF_ITEM


def _told(event: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: event[name] for name in ("id", "event", "at", "actor", "position")}
    detail = {name: value for name, value in event["detail"].items() if name in TOLD_DETAIL}
    return {**told, "detail": {**detail, "erased": True} if event["erased"] else detail}


# Files


def _file(entry: Entry, passing: Passing) -> PackageFile:
    if entry.item_file is not None:
        return _original(entry, entry.item_file.file, passing)
    assert entry.text is not None
    return _text(entry.text, passing)


def _original(entry: Entry, stored: StoredFile, passing: Passing) -> PackageFile:
    extension = default_name(stored).rpartition(".")[2]
    assert stored.sha256 is not None and entry.item_file is not None
    return PackageFile(
        role=ORIGINAL,
        extension="" if extension == "bin" else extension,
        open=partial(_bytes, stored, passing),
        sha256=stored.sha256,
        size=stored.size,
        mime=stored.media_type,
        language=entry.item_file.language,
    )


def _text(text: Text, passing: Passing) -> PackageFile:
    """The layer as plain text, of the very hash that was approved; its role says when a machine made it."""
    machine = text.maker == Text.Maker.MACHINE
    made_by = f"{text.engine} {text.engine_version}" if machine else "a person" if text.checked_at else ""
    return PackageFile(
        role=f"{ROLE_OF[text.kind]}_machine" if machine else ROLE_OF[text.kind],
        extension="txt",
        open=partial(_plain_bytes, text, passing),
        sha256=text.sha256,
        size=len(_plain(text.file)),
        mime="text/plain",
        language="" if text.language == "mixed" else text.language,
        made_by=made_by,
        checked_by="another person of the Platform" if text.checked_at else "",
    )


ROLE_OF: dict[str, str] = {
    Text.Kind.TRANSCRIPT: "transcript",
    Text.Kind.TRANSLATION: "translation",
    Text.Kind.OCR: "text",
    Text.Kind.BODY: "text",
}


def _bytes(stored: StoredFile, passing: Passing) -> Iterator[bytes]:
    for piece in custody.read(stored):
        passing(len(piece))
        yield piece


def _plain_bytes(text: Text, passing: Passing) -> Iterator[bytes]:
    plain = _plain(text.file)
    passing(len(plain))
    yield plain


def _plain(stored: StoredFile) -> bytes:
    layer = json.loads(b"".join(custody.read(stored)))
    return GAP.join(segment["text"] for segment in layer["segments"]).encode()


# Metadata


def _metadata(family: Family, facts: _Facts) -> ItemMetadata:
    pk = family.item.pk
    consent = _consent(family.entries)
    anonymous = consent.get("identity") == ANONYMOUS
    code = "" if anonymous else consent.get("witness", "")
    interview, document = facts.interviews.get(pk), facts.documents.get(pk)
    kind, day = _kind(family, document), _day(interview, document)
    received = min((e.item_file.file.received_at for e in family.entries if e.item_file), default=None)
    return ItemMetadata(
        title=f"{TITLES.get(kind, 'Document')}{f' of {code}' if code else ''}",
        doc_type=kind,
        main_date=day.isoformat() if day else "",
        date_precision="exact" if day else "unknown",
        language=interview.language if interview and interview.language != "mixed" else "",
        source_identity="anonymous" if anonymous else code,
        source_type="witness" if family.item.subject else "open_source",
        collected_by_org=facts.collections.get(pk, ""),
        collected_at=received.date().isoformat() if received else "",
        collection_mode=interview.mode if interview else "",
        collection_country=interview.country if interview else "",
        witness_refs=[code] if code else [],
        handling_caveats=_caveats(family.entries, consent, bool(family.item.subject)),
        consent_snapshot={name: str(consent[name]) for name in SNAPSHOT if consent.get(name)},
        legal_basis=BASIS_WITNESS if family.item.subject else BASIS_OTHER,
        transfer_basis=facts.transfer,
        **_made(family),
    )


SNAPSHOT = ("purpose", "identity", "given_on", "form", "expires_on")
TITLES = {
    "recording": "Interview",
    "interview_transcript": "Interview",
    "court": "Court paper",
    "medical": "Medical paper",
    "official": "Official paper",
    "photo": "Photograph",
    "video": "Video",
}


def _consent(entries: Sequence[Entry]) -> dict[str, Any]:
    """The strictest level where entries differ: whoever asked for no name in one part is named in none."""
    agreed = [one for entry in entries for one in entry.consent]
    levels = ("identified", "pseudonymous", ANONYMOUS)
    return max(agreed, key=lambda one: levels.index(one["identity"]), default={})


def _caveats(entries: Sequence[Entry], consent: Mapping[str, Any], of_witness: bool) -> list[str]:
    found = [str(reasons.caveat(name)) for name in sorted({name for entry in entries for name in entry.caveats})]
    found += [ONLY_THROUGH_US] if of_witness else []
    return found + ([f"Condition of the witness: {consent['conditions']}"] if consent.get("conditions") else [])


def _kind(family: Family, document: WitnessDocument | None) -> str:
    if document is not None:
        return document.document_kind
    if family.item.kind != Item.Kind.INTERVIEW:
        return "other"
    recorded = any(e.item_file and e.item_file.role.startswith("recording") for e in family.entries)
    return "recording" if recorded else "interview_transcript"


def _day(interview: Interview | None, document: WitnessDocument | None) -> date | None:
    if interview is not None:
        return interview.held_on
    return document.dated_on if document else None


def _made(family: Family) -> dict[str, str]:
    """What kind of transcript and translation go with it; where there are several, the least checked."""
    texts = [entry.text for entry in family.entries if entry.text]
    own, found = family.numbers.doc_id, {}
    transcripts = {_transcript_kind(text) for text in texts if text.kind == Text.Kind.TRANSCRIPT}
    translations = {_translation_kind(text) for text in texts if text.kind == Text.Kind.TRANSLATION}
    if transcripts:
        found |= {"transcript_of": own, "transcript_kind": min(transcripts, key=TRANSCRIPTS.index)}
    if translations:
        found |= {"translation_of": own, "translation_kind": min(translations, key=TRANSLATIONS.index)}
    return found


TRANSCRIPTS = ("asr", "asr_checked", "human_verbatim")
TRANSLATIONS = ("machine", "human_draft", "human_revised")


def _transcript_kind(text: Text) -> str:
    if text.maker == Text.Maker.HUMAN:
        return "human_verbatim"
    return "asr_checked" if text.checked_at else "asr"


def _translation_kind(text: Text) -> str:
    if text.maker == Text.Maker.MACHINE:
        return "machine"
    return "human_revised" if text.checked_at else "human_draft"
