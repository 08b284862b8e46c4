"""How sealed bytes become a file with a receipt: one way for a stream and for an upload in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import keys, sealed
from iapb.custody.models import FileSegment, StoredFile, WrappedKey
from iapb.custody.reading import name_context, vault
from iapb.custody.sending import Sending
from iapb.custody.store import Segment, Sidecar
from iapb.ledger import record

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
class Arrived:
    """A whole file, sealed on the disk, of which nobody was told."""

    blob: UUID
    key: bytes
    wrapped: dict[UUID, bytes]
    segments: Sequence[Segment]
    sha256: str
    # What is taken back where the row is refused; what came before may stay for another try.
    latest: Sequence[Segment] = field(default=())

    @property
    def size(self) -> int:
        return sum(segment.size for segment in self.segments)


def wrap(kind: str, blob: UUID, key: bytes, subjects: Sequence[UUID]) -> dict[UUID, bytes]:
    provider, context = keys.provider(), keys.file_context(kind, blob)
    return {subject: provider.wrap(subject, key, context) for subject in subjects}


def keep(arrived: Arrived, sending: Sending) -> Receipt:
    """Row, event and receipt in one transaction; another hash than the announced one makes a rejected file."""
    unlike = sending.expected_sha256 not in (None, arrived.sha256)
    write_sidecar(arrived, sending)
    try:
        with actor_transaction(sending.by):
            file = write_rows(arrived, sending, rejected=unlike)
            if not unlike and sending.within is not None:
                sending.within(file)
            if sending.ending is not None:
                sending.ending(file)
    except (Invalid, Refused, IntegrityError, jobs.LeaseLost) as refusal:
        # Certainly rolled back, so nobody was told of these bytes. After any other error they stay
        # for the sweeper: the commit may have been reached.
        vault().discard(arrived.blob, arrived.latest)
        return _after_refusal(refusal, arrived, sending)
    if unlike:
        raise Invalid(
            _("The file arrived changed: its SHA-256 is not the announced one. Nothing was added; send it again.")
        )
    return receipt_for(file)


def write_sidecar(arrived: Arrived, sending: Sending) -> None:
    segments = list(arrived.segments)
    vault().write_sidecar(Sidecar(arrived.blob, sending.kind, arrived.size, arrived.sha256, segments, arrived.wrapped))


def write_rows(arrived: Arrived, sending: Sending, *, rejected: bool) -> StoredFile:
    """In the transaction that acknowledges the file."""
    state = State.REJECTED if rejected else {Kind.ORIGINAL: State.RECEIVED, Kind.DERIVATIVE: State.READY}[sending.kind]
    event = record(
        StoredFile.EVENTS[state] if state != State.READY else "file.made",
        actor=sending.by.pk,
        object=arrived.blob,
        detail={
            "kind": str(sending.kind),
            "size": arrived.size,
            "sha256": arrived.sha256,
            "media_type": sending.media_type,
            # Whose it is stands in the item's own events: this detail is opened to recipients,
            # who could follow one witness from package to package (docs/decisions/opened-receipts.md).
            **({"announced_sha256": sending.expected_sha256} if rejected else {}),
        },
    )
    name = sealed.seal(arrived.key, name_context(arrived.blob), sending.name.encode()) if sending.name else None
    file = StoredFile.objects.create(
        id=arrived.blob,
        kind=sending.kind,
        state=state,
        size=arrived.size,
        sha256=arrived.sha256,
        media_type=sending.media_type,
        name_sealed=name,
        received_by=sending.by,
        received_at=timezone.now(),
        client_key=None if rejected else sending.client_key,
        receipt_event=event.id,
    )
    FileSegment.objects.bulk_create(
        FileSegment(file=file, number=one.number, size=one.size, sealed_size=one.sealed_size)
        for one in arrived.segments
    )
    WrappedKey.objects.bulk_create(WrappedKey(file=file, subject=s, wrapped=w) for s, w in arrived.wrapped.items())
    jobs.ask("read_back", arrived.blob, by=sending.by)
    return file


def _after_refusal(refusal: Exception, arrived: Arrived, sending: Sending) -> Receipt:
    """Two sendings under one key at once: the later one gets the receipt of the first."""
    if isinstance(refusal, IntegrityError) and (earlier := earlier_file(sending.by, sending.client_key)):
        return received_again(earlier, arrived.sha256, arrived.size)
    raise refusal


def earlier_file(by: Person, client_key: str | None) -> StoredFile | None:
    if client_key is None:
        return None
    mine = StoredFile.objects.unscoped("a sender's own receipt").filter(received_by=by)
    return mine.filter(client_key=client_key).first()


def received_again(earlier: StoredFile, sha256: str, size: int) -> Receipt:
    if (earlier.sha256, earlier.size) != (sha256, size):
        raise Invalid(ANOTHER_UNDER_THIS_KEY)
    return receipt_for(earlier, again=True)


def receipt_for(file: StoredFile, again: bool = False) -> Receipt:
    return Receipt(file.id, file.size, file.sha256, file.receipt_event, file.received_at, again)


ANOTHER_UNDER_THIS_KEY = _(
    "Another file was already received under this sending's key. Nothing was added; send it under a new key."
)
