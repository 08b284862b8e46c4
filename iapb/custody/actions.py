"""What is done with files: receive, move on, check. Reading is in `reading`."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import keys, sealed
from iapb.custody.intake import Empty, Short, Taken, sha256_of, take_in
from iapb.custody.models import FileSegment, StoredFile, WrappedKey
from iapb.custody.reading import name_context, open_file, open_plain, original_name, read, vault
from iapb.custody.store import Sidecar
from iapb.ledger import record

__all__ = ["Receipt", "move", "open_file", "open_plain", "original_name", "read", "receipt_of", "receive", "same_bytes"]

# Names as RFC 6838 4.2 allows them, as long as the column holds. A Word document's own is 71 letters.
_MEDIA_TYPE = re.compile(r"(?=.{3,100}$)[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 255
_UNKNOWN_TYPE = "application/octet-stream"
_FULL = {errno.ENOSPC, errno.EDQUOT}

Kind = StoredFile.Kind
State = StoredFile.State


@dataclass(frozen=True)
class Receipt:
    id: UUID
    size: int
    sha256: str | None
    event: UUID
    received_at: datetime
    # True where the same sending had arrived before: nothing new was stored.
    again: bool = False


@dataclass(frozen=True)
class _Sending:
    """What is known of a file before its first byte."""

    subjects: Sequence[UUID]
    media_type: str
    name: str
    by: Person
    kind: str
    client_key: str | None
    expected_sha256: str | None
    expected_size: int | None
    within: Callable[[StoredFile], object] | None


def receive(
    stream: Iterable[bytes],
    *,
    subjects: Sequence[UUID],
    media_type: str,
    name: str,
    by: Person,
    expected_sha256: str | None = None,
    expected_size: int | None = None,
    client_key: str | None = None,
    kind: str = Kind.ORIGINAL,
    within: Callable[[StoredFile], object] | None = None,
) -> Receipt:
    """Hash, seal and store a stream; the receipt is given once bytes and row are on the disk.

    Called outside any transaction, since none is held while bytes flow. `within` runs in
    the transaction of the row: what links the file to its item. Each subject has a key.
    """
    sending = _Sending(
        subjects=list(dict.fromkeys(subjects)),
        media_type=_clean_type(media_type),
        name=_clean_name(name),
        by=by,
        kind=Kind(kind),
        client_key=_clean_client_key(client_key),
        expected_sha256=_clean_hash(expected_sha256),
        expected_size=expected_size,
        within=within,
    )
    if not sending.subjects:
        raise ValueError("a file belongs to at least one subject")
    if earlier := _earlier(sending):
        return _received_again(earlier, *sha256_of(stream))
    return _take_and_keep(stream, sending)


def receipt_of(*, by: Person, client_key: str) -> Receipt | None:
    """What was acknowledged for this sending, if it was: for a client whose line broke."""
    file = StoredFile.objects.unscoped("a sender's own receipt").filter(received_by=by, client_key=client_key).first()
    return _receipt(file, again=True) if file else None


def move(file: StoredFile, to: str, *, by: Person, detail: dict[str, Any] | None = None) -> StoredFile:
    """One step of the file's way, with its event. Raises Invalid where the state does not allow it."""
    with transaction.atomic():
        locked = StoredFile.objects.unscoped("state of a file the caller holds").select_for_update().get(pk=file.pk)
        if not locked.may_become(to):
            raise Invalid(
                _("The file is in the state “%(now)s” and cannot become “%(then)s”.")
                % {"now": locked.get_state_display(), "then": State(to).label}
            )
        locked.state = to
        if to == State.REJECTED:
            locked.client_key = None
        locked.save(update_fields=["state", "client_key"])
        record(StoredFile.EVENTS[to], actor=by.pk, object=locked.pk, detail=detail or {})
    file.state, file.client_key = locked.state, locked.client_key
    return locked


def same_bytes(file: StoredFile) -> Any:
    """Other files of the same bytes. The caller shows only those of the uploader's own body."""
    if file.sha256 is None:
        return StoredFile.objects.none()
    others = StoredFile.objects.unscoped("duplicates; narrowed to one body by the caller")
    return others.filter(sha256=file.sha256, size=file.size).exclude(pk=file.pk).exclude(state=State.REJECTED)


def _take_and_keep(stream: Iterable[bytes], sending: _Sending) -> Receipt:
    blob, file_key, provider = uuid4(), os.urandom(sealed.KEY_BYTES), keys.provider()
    context = keys.file_context(sending.kind, blob)
    wrapped = {subject: provider.wrap(subject, file_key, context) for subject in sending.subjects}
    taken = _take(blob, file_key, stream, sending)
    unlike = sending.expected_sha256 not in (None, taken.sha256)
    vault().write_sidecar(Sidecar(blob, sending.kind, taken.size, taken.sha256, [taken.segment], wrapped))
    try:
        with actor_transaction(sending.by):
            file = _keep(blob, file_key, taken, wrapped, sending, rejected=unlike)
            if not unlike and sending.within is not None:
                sending.within(file)
    except (Invalid, Refused, IntegrityError, jobs.LeaseLost) as refusal:
        # Certainly rolled back, so nobody was told of these bytes. After any other error they stay
        # for the sweeper: the commit may have been reached.
        vault().discard(blob, [taken.segment])
        return _after_refusal(refusal, taken, sending)
    if unlike:
        raise Invalid(
            _("The file arrived changed: its SHA-256 is not the announced one. Nothing was added; send it again.")
        )
    return _receipt(file)


def _take(blob: UUID, file_key: bytes, stream: Iterable[bytes], sending: _Sending) -> Taken:
    try:
        return take_in(vault(), blob, file_key, stream, expected_size=sending.expected_size)
    except Empty:
        raise Invalid(_("The file is empty (0 bytes). Choose the file again; nothing was stored."), "file") from None
    except Short:
        raise Invalid(
            _("The line broke before the whole file had arrived. Nothing was stored; send it again.")
        ) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Invalid(_("The store is full. Nothing was stored; tell the administrators and send it again.")) from None


def _keep(
    blob: UUID, file_key: bytes, taken: Taken, wrapped: dict[UUID, bytes], sending: _Sending, *, rejected: bool
) -> StoredFile:
    state = State.REJECTED if rejected else {Kind.ORIGINAL: State.RECEIVED, Kind.DERIVATIVE: State.READY}[sending.kind]
    event = record(
        StoredFile.EVENTS[state] if state != State.READY else "file.made",
        actor=sending.by.pk,
        object=blob,
        detail={
            "kind": str(sending.kind),
            "size": taken.size,
            "sha256": taken.sha256,
            "media_type": sending.media_type,
            # Whose it is stands in the item's own events: this detail is opened to recipients,
            # who could follow one witness from package to package (docs/decisions/opened-receipts.md).
            **({"announced_sha256": sending.expected_sha256} if rejected else {}),
        },
    )
    file = StoredFile.objects.create(
        id=blob,
        kind=sending.kind,
        state=state,
        size=taken.size,
        sha256=taken.sha256,
        media_type=sending.media_type,
        name_sealed=sealed.seal(file_key, name_context(blob), sending.name.encode()) if sending.name else None,
        received_by=sending.by,
        received_at=timezone.now(),
        client_key=None if rejected else sending.client_key,
        receipt_event=event.id,
    )
    segment = taken.segment
    FileSegment.objects.create(file=file, number=segment.number, size=segment.size, sealed_size=segment.sealed_size)
    WrappedKey.objects.bulk_create(WrappedKey(file=file, subject=s, wrapped=w) for s, w in wrapped.items())
    jobs.ask("read_back", blob, by=sending.by)
    return file


def _after_refusal(refusal: Exception, taken: Taken, sending: _Sending) -> Receipt:
    """Two sendings under one key at once: the later one gets the receipt of the first."""
    if isinstance(refusal, IntegrityError) and (earlier := _earlier(sending)):
        return _received_again(earlier, taken.sha256, taken.size)
    raise refusal


def _earlier(sending: _Sending) -> StoredFile | None:
    if sending.client_key is None:
        return None
    mine = StoredFile.objects.unscoped("a sender's own receipt").filter(received_by=sending.by)
    return mine.filter(client_key=sending.client_key).first()


def _received_again(earlier: StoredFile, sha256: str, size: int) -> Receipt:
    if (earlier.sha256, earlier.size) != (sha256, size):
        raise Invalid(
            _("Another file was already received under this sending's key. Nothing was added; send it under a new key.")
        )
    return _receipt(earlier, again=True)


def _receipt(file: StoredFile, again: bool = False) -> Receipt:
    return Receipt(file.id, file.size, file.sha256, file.receipt_event, file.received_at, again)


def _clean_type(media_type: str) -> str:
    """The sender's word, without parameters. It is never trusted: see `views`."""
    plain = media_type.partition(";")[0].strip().lower()
    return plain if _MEDIA_TYPE.fullmatch(plain) else _UNKNOWN_TYPE


def _clean_name(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1].strip().replace("\x00", "")
    if len(last) > _LONGEST_NAME:
        raise Invalid(_("The file's name is longer than 255 characters. Shorten it and send the file again."), "file")
    return last


def _clean_client_key(client_key: str | None) -> str | None:
    if client_key is not None and not re.fullmatch(r"[\w.:-]{8,64}", client_key, re.ASCII):
        raise Invalid(_("A sending's key has 8 to 64 letters, digits or . _ : -"), "client_key")
    return client_key


def _clean_hash(sha256: str | None) -> str | None:
    plain = sha256.strip().lower() if sha256 else None
    if plain is not None and not _SHA256.fullmatch(plain):
        raise Invalid(_("A SHA-256 has 64 hexadecimal digits."), "sha256")
    return plain
