"""What is done with files: receive, move on, check. Reading is in `reading`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody import sealed
from iapb.custody.arriving import NoRoom
from iapb.custody.intake import Empty, Short, Taken, sha256_of, take_in
from iapb.custody.keeping import Arrived, Receipt, earlier_file, keep, receipt_for, received_again, wrap
from iapb.custody.models import StoredFile
from iapb.custody.reading import open_file, open_plain, original_name, read, vault
from iapb.custody.sending import Sending
from iapb.jobs.errors import FULL
from iapb.ledger import record

__all__ = ["Receipt", "move", "open_file", "open_plain", "original_name", "read", "receipt_of", "receive", "same_bytes"]

State = StoredFile.State


def receive(stream: Iterable[bytes], **said: Any) -> Receipt:
    """Hash, seal and store a stream; the receipt is given once bytes and row are on the disk.

    Called outside any transaction, since none is held while bytes flow. `said` are the words of
    `Sending.of`; each of its subjects has a key.
    """
    sending = Sending.of(**said)
    if earlier := earlier_file(sending.by, sending.client_key):
        return received_again(earlier, *sha256_of(stream))
    return keep(taken(stream, sending), sending)


def receipt_of(*, by: Person, client_key: str) -> Receipt | None:
    """What was acknowledged for this sending, if it was: for a client whose line broke."""
    file = earlier_file(by, client_key)
    return receipt_for(file, again=True) if file else None


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


def taken(stream: Iterable[bytes], sending: Sending) -> Arrived:
    """Sealed on the disk, and not acknowledged. Raises Invalid for what did not arrive whole."""
    blob, file_key = uuid4(), os.urandom(sealed.KEY_BYTES)
    wrapped = wrap(sending.kind, blob, file_key, sending.subjects)
    found = _take(blob, file_key, stream, sending)
    return Arrived(blob, file_key, wrapped, [found.segment], found.sha256, latest=[found.segment])


def _take(blob: UUID, file_key: bytes, stream: Iterable[bytes], sending: Sending) -> Taken:
    try:
        return take_in(vault(), blob, file_key, stream, expected_size=sending.expected_size)
    except Empty:
        raise Invalid(_("The file is empty (0 bytes). Choose the file again; nothing was stored."), "file") from None
    except Short:
        raise Invalid(
            _("The line broke before the whole file had arrived. Nothing was stored; send it again.")
        ) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom(_("The store is full. Nothing was stored; tell the administrators and send it again.")) from None
