"""Uploads in pieces: begun, sent on, taken back. The same questions as for a file that comes in one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from evidence.actions import files
from evidence.actions.files import Received, Sent
from evidence.models import Item
from evidence.sniffing import HEAD
from iapb.access.errors import Invalid
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import arriving, pieces
from iapb.custody.claims import Claim
from iapb.custody.models import Upload
from iapb.custody.pieces import Coming
from iapb.custody.sending import Sending

__all__ = ["ABOUT", "Coming", "Listed", "begin", "receive_piece", "settled", "take_back", "unfinished"]

# What `Upload.about` is called outside.
ABOUT = "item"
EMPTY = _("The file is empty (0 bytes). Choose the file again; nothing was stored.")


@dataclass(frozen=True)
class Listed:
    """An unfinished upload as its sender is shown it."""

    upload: Upload
    name: str


@dataclass(frozen=True)
class _ToItem:
    """What custody asks the room above (arriving.Receiver)."""

    by: Person

    def admit(self, upload: Upload) -> object:
        return files.admitted(upload.about, self.by)

    def sending(self, upload: Upload, said: dict[str, Any], start: Callable[[int], bytes]) -> Sending:
        with actor_transaction(self.by):
            subject = files.subject_of(upload.about, self.by)
        words = files.words_for(upload.about, subject, start(HEAD), Sent(**said["sent"]), self.by)
        return Sending.of(**words)


def begin(*, item: UUID, size: int, sent: Sent, metadata: str = "", by: Person) -> Upload:
    """Outside any transaction. `metadata` is given back as it came to whoever asks for the upload.

    Raises Item.DoesNotExist for whoever may not see the item; the same client key again gives the same upload.
    """
    if size == 0:
        raise Invalid(EMPTY, "file")
    try:
        return _begin(item, size, sent, metadata, by)
    except IntegrityError:
        # Two at once under one key: the other one has made it.
        return _begin(item, size, sent, metadata, by)


def receive_piece(
    *, upload: UUID, coming: Coming, stream: Callable[[Claim], Iterable[bytes]], by: Person
) -> Received | int:
    """Outside any transaction. What was received of the whole file, or how far it has come."""
    ended = pieces.append(upload, coming, stream, by=by, receiver=_ToItem(by))
    if isinstance(ended, int):
        return ended
    with actor_transaction(by):
        item = arriving.own(upload, by).about
    return files.received_as(ended, item, by)


def settled(*, upload: UUID, by: Person) -> tuple[Upload, dict[str, Any]]:
    """As it stands, and what was said of it while it arrives. Raises DoesNotExist where the item is not seen either."""
    with actor_transaction(by):
        _must_see(arriving.own(upload, by), by)
    found = pieces.settled(upload, by=by, receiver=_ToItem(by))
    with actor_transaction(by):
        return found, arriving.still_said(found)


def receipt_of(*, upload: Upload, by: Person) -> Received | None:
    """Of an upload that became a file."""
    with actor_transaction(by):
        receipt = arriving.receipt_of(upload)
    return files.received_as(receipt, upload.about, by) if receipt else None


def take_back(*, upload: UUID, by: Person) -> None:
    with actor_transaction(by):
        _must_see(arriving.own(upload, by), by)
    arriving.take_back(upload, by=by)


def unfinished(*, by: Person) -> list[Listed]:
    """In the sender's transaction: those to items one still sees, newest first."""
    mine = arriving.unfinished(by).filter(about__in=Item.objects.visible_to(by).values("pk"))
    return [Listed(one, arriving.still_said(one).get("sent", {}).get("name", "")) for one in mine]


def _begin(item: UUID, size: int, sent: Sent, metadata: str, by: Person) -> Upload:
    with actor_transaction(by):
        subject = files.subject_of(item, by)
        Sending.of(**files.words_for(item, subject, b"", files.checked_words(sent), by))
        return arriving.begin(
            about=item,
            subjects=[subject],
            size=size,
            said={"sent": asdict(sent), "metadata": metadata},
            client_key=sent.client_key,
            by=by,
        )


def _must_see(upload: Upload, by: Person) -> None:
    Item.objects.visible_to(by).only("pk").get(pk=upload.about)
