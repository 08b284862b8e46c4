"""Files of an item: received into the vault in one stream, linked, and given on to the box."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence import derivatives, joint
from evidence.access import NOTHING_ADDED, require_own
from evidence.actions import texts
from evidence.models import Item, ItemFile, Text
from evidence.screening import Seen
from evidence.screening.effects import Use, forbidden
from evidence.sniffing import best_of, findings_of, media_type_of, peek, role_of
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.language import documents
from iapb.ledger import record

# What a person may call a file they send; the rest is made here.
ROLES_SENT = (
    ItemFile.Role.RECORDING_AUDIO,
    ItemFile.Role.RECORDING_VIDEO,
    ItemFile.Role.SCAN,
    ItemFile.Role.PHOTO,
    ItemFile.Role.DOCUMENT,
    ItemFile.Role.TRANSCRIPT,
    ItemFile.Role.TRANSLATION,
    ItemFile.Role.OTHER,
)
_LONGEST_NOTE = 500
_TRANSLATED = ("ru", "be", "mixed")
_USES: dict[str, Use] = {
    ItemFile.Role.TRANSCRIPT: Use.TEXT,
    ItemFile.Role.TRANSLATION: Use.TEXT,
    ItemFile.Role.DOCUMENT: Use.TEXT,
    ItemFile.Role.SCAN: Use.PAGES,
    ItemFile.Role.RECORDING_AUDIO: Use.SOUND,
    ItemFile.Role.RECORDING_VIDEO: Use.SOUND,
}


@dataclass(frozen=True)
class Sent:
    """What the sender says of a file. Everything but the bytes may be wrong and corrected later."""

    name: str = ""
    role: str = ""  # empty: told from the content
    language: str = ""
    acquisition: str = ItemFile.Acquisition.UNKNOWN
    note: str = ""
    client_key: str | None = None
    expected_sha256: str | None = None
    expected_size: int | None = None


@dataclass(frozen=True)
class Received:
    receipt: custody.Receipt
    item_file: ItemFile
    same_as: list[str] = field(default_factory=list)  # references of items with the same bytes


def receive_file(*, item: UUID, stream: Iterable[bytes], sent: Sent, by: Person) -> Received:
    """Outside any transaction: one short to decide, one to commit, none while bytes flow.

    Raises Item.DoesNotExist for whoever may not see the item. A file that is not what it
    seems is kept sealed and flagged; only an empty one is refused.
    """
    with actor_transaction(by):
        subject = subject_of(item, by)
    checked = checked_words(sent)
    head = peek(stream)
    receipt = custody.receive(head.stream, **words_for(item, subject, head.start, checked, by))
    return received_as(receipt, item, by)


def words_for(item: UUID, subject: UUID, start: bytes, sent: Sent, by: Person) -> dict[str, Any]:
    """What custody is told of a file, however it arrived; whether it may still be added is asked with the receipt."""
    media_type = media_type_of(start)
    role = sent.role or role_of(media_type, sent.name)

    def within(file: StoredFile) -> None:
        _link(file, admitted(item, by), role, sent, by)

    return {
        "subjects": [subject],
        "media_type": media_type,
        "name": sent.name,
        "by": by,
        "expected_sha256": sent.expected_sha256,
        "expected_size": sent.expected_size,
        "client_key": sent.client_key,
        "within": within,
    }


@transaction.atomic
def change_role(*, item_file: ItemFile, role: str, language: str = "", by: Person) -> ItemFile:
    """The first guess was wrong: what the file is for is corrected, and asked for anew."""
    require(by, Right.UPLOAD)
    require_own(item_file.collection_id, by)
    if role not in ROLES_SENT:
        raise Invalid(_("Choose one of the roles offered."), "role")
    locked = ItemFile.objects.visible_to(by).select_for_update(of=("self",)).get(pk=item_file.pk)
    if locked.derived_from_id or locked.role not in ROLES_SENT:
        raise Invalid(_("This file was made here; its role does not change."), "role")
    if (locked.role, locked.language) == (role, language):
        return locked
    before, locked.role, locked.language = locked.role, role, _language(language)
    locked.save(update_fields=["role", "language"])
    detail = {"file": str(locked.file_id), "from": str(before), "to": str(role), "language": locked.language}
    record("item.file_role_changed", actor=by.pk, object=locked.item_id, detail=detail)
    jobs.ask("screen_file", locked.file_id, by=by, collection=locked.collection_id)
    return locked


@transaction.atomic
def run_again(*, item_file: ItemFile, by: Person) -> None:
    """What stopped is started again; where nothing stopped, the file is looked at anew."""
    require(by, Right.UPLOAD)
    require_own(item_file.collection_id, by)
    known = jobs.of([item_file.file_id]).get(item_file.file_id, [])
    if any(job.is_open for job in known):
        raise Invalid(_("It is being worked on already."))
    stopped = [job for job in known if job.has_stopped]
    for job in stopped:
        jobs.retry(job, by=by)
    if not stopped:
        jobs.ask("screen_file", item_file.file_id, by=by, collection=item_file.collection_id)


def screened(*, file: StoredFile, seen: Seen, antivirus: str, by: Person) -> None:
    """In the transaction that completes the screening: what was found, and what is done next."""
    linked = ItemFile.objects.visible_to(by).select_related("item", "file").filter(file=file).first()
    if linked is None:
        return
    told = findings_of(best_of(file.media_type, seen.kind), linked.role, custody.original_name(file))
    linked.findings = list(dict.fromkeys([*told, *map(str, seen.findings)]))
    linked.seen_type, linked.antivirus = seen.kind, antivirus
    linked.save(update_fields=["findings", "seen_type", "antivirus"])
    _go_on(linked, by)


def original_ready(*, item: Item, text: Text, by: Person) -> None:
    """Translations that waited for the transcript are read; without one a machine is asked."""
    files = ItemFile.objects.visible_to(by).filter(item=item, role=ItemFile.Role.TRANSLATION, derived_from=None)
    for linked in files:
        jobs.ask("import_text", linked.file_id, by=by, collection=linked.collection_id)
    if not files.exists() and text.language in _TRANSLATED:
        with suppress(Invalid):
            texts.ask_translation(text=text, by=by)


def _go_on(linked: ItemFile, by: Person) -> None:
    """What the content cannot be, or a finding forbids, is not tried: the finding says why."""
    never = forbidden(linked.findings)
    if _USES.get(linked.role) not in never:
        _read(linked, by)
    if Use.COPY not in never and derivatives.is_copied(linked.file.media_type):
        jobs.ask("derive_file", linked.file_id, by=by, collection=linked.collection_id)


def _read(linked: ItemFile, by: Person) -> None:
    """By role."""
    role, media_type = linked.role, linked.file.media_type
    if role in (ItemFile.Role.TRANSCRIPT, ItemFile.Role.TRANSLATION):
        jobs.ask("import_text", linked.file_id, by=by, collection=linked.collection_id)
    elif role == ItemFile.Role.DOCUMENT and media_type in documents.KINDS:
        jobs.ask("read_document", linked.file_id, by=by, collection=linked.collection_id)
    elif role == ItemFile.Role.SCAN and media_type.startswith(("image/", "application/pdf")):
        jobs.ask("read_scan", linked.file_id, by=by, collection=linked.collection_id)
    elif role in (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO):
        has_text = Text.objects.visible_to(by).filter(item=linked.item_id, kind=Text.Kind.TRANSCRIPT)
        sent = ItemFile.objects.visible_to(by).filter(item=linked.item_id, role=ItemFile.Role.TRANSCRIPT)
        if not has_text.exists() and not sent.exists():
            with suppress(Invalid):
                texts.ask_transcription(recording=linked, by=by)


def same_bytes_as(files: Iterable[ItemFile], by: Person) -> dict[UUID, list[ItemFile]]:
    """Other files of the same bytes, within the same body's collection only. One query."""
    mine = {one.file.sha256: one for one in files if one.file.sha256}
    if not mine:
        return {}
    first = next(iter(mine.values()))
    others = ItemFile.objects.visible_to(by).filter(
        collection=first.collection_id, file__sha256__in=list(mine), derived_from=None
    )
    found: dict[UUID, list[ItemFile]] = {}
    for other in others.exclude(file__state=StoredFile.State.REJECTED).select_related("file", "item"):
        for one in files:
            if one.pk != other.pk and one.file.sha256 == other.file.sha256 and one.file.size == other.file.size:
                found.setdefault(one.pk, []).append(other)
    return found


def admitted(item: UUID, by: Person) -> Item:
    """Asked again while bytes flow, so the account is read anew: it may have been closed meanwhile."""
    by.refresh_from_db(fields=["state", "is_active", "expires_at", "body"])
    require(by, Right.UPLOAD)
    found = Item.objects.visible_to(by).get(pk=item)
    require_own(found.collection_id, by)
    if found.withdrawn_at:
        raise Invalid(NOTHING_ADDED)
    if found.subject is None:
        raise Invalid(_("Files are added to interviews and documents of a witness."))
    return found


def subject_of(item: UUID, by: Person) -> UUID:
    subject = admitted(item, by).subject
    assert subject is not None
    return subject


def checked_words(sent: Sent) -> Sent:
    if sent.role and sent.role not in ROLES_SENT:
        raise Invalid(_("Choose one of the roles offered."), "role")
    if sent.acquisition not in ItemFile.Acquisition.values:
        raise Invalid(_("Choose one of the answers offered."), "acquisition")
    if len(sent.note) > _LONGEST_NOTE:
        raise Invalid(_("The note is longer than 500 letters. Shorten it."), "note")
    _language(sent.language)
    return sent


def _language(language: str) -> str:
    if language and not (2 <= len(language) <= 8 and language.isascii()):
        raise Invalid(_("Give the language by its short code, such as ru or be."), "language")
    return language.lower()


def _link(file: StoredFile, item: Item, role: str, sent: Sent, by: Person) -> None:
    linked = ItemFile.objects.create(
        item=item,
        file=file,
        role=role,
        language=_language(sent.language),
        acquisition=sent.acquisition,
        note=sent.note.strip(),
        findings=findings_of(file.media_type, role, sent.name),
        closed=item.closed,
        collection_id=item.collection_id,
        added_by=by,
    )
    joint.share(file, item, by)
    detail = {"file": str(file.pk), "role": str(role), "findings": list(linked.findings)}
    record("item.file_added", actor=by.pk, object=item.pk, detail=detail)
    jobs.ask("screen_file", file.pk, by=by, collection=item.collection_id)


def received_as(receipt: custody.Receipt, item: UUID, by: Person) -> Received:
    with actor_transaction(by):
        return _received(receipt, item, by)


def _received(receipt: custody.Receipt, item: UUID, by: Person) -> Received:
    linked = ItemFile.objects.visible_to(by).select_related("file", "item").filter(file=receipt.id).first()
    if linked is None or linked.item_id != item:
        raise Invalid(
            _("Another file was already received under this sending's key. Nothing was added; send it under a new key.")
        )
    others = same_bytes_as([linked], by).get(linked.pk, [])
    return Received(receipt, linked, sorted({other.item.reference for other in others}))
