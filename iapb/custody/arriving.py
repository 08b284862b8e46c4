"""Uploads in pieces: sealed as they come, a file with a receipt once they are whole.

What a sender is told to have arrived (`Upload.offset`) lies sealed on the disk and has its row. The last
piece is counted in the transaction of the receipt: an upload whose offset is its size is a received file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import claims, keys, running, sealed
from iapb.custody.keeping import ANOTHER_UNDER_THIS_KEY, Receipt, earlier_file, receipt_for, wrap
from iapb.custody.keys import KeyDestroyed, NoSuchKey
from iapb.custody.models import StoredFile, Upload, UploadKey, UploadPiece
from iapb.custody.reading import KeyGone, vault
from iapb.custody.sending import Sending
from iapb.custody.store import Segment
from iapb.ledger import record

# Since the last byte. Then it is given up, told, and after KEPT its pieces are destroyed.
LIFE = timedelta(days=7)
KEPT = timedelta(days=30)
# What had a byte since is on its way in some window.
QUIET = timedelta(minutes=10)
# How long a sender's new question waits for their old, broken line to be sealed.
PATIENCE = 10.0
HOUSE = "iapb.custody"

State = Upload.State
OVER = _("This upload is over: nothing came for seven days, it was taken back, or it was refused.")


class TooLarge(Invalid):
    """More bytes than were announced, or than are taken at all."""


class NoRoom(Invalid):
    """The disk is full now; later it may not be."""


class Over(Invalid):
    """The upload has ended: rejected, given up or taken back."""


class Receiver(Protocol):
    """The room above: who may send to what, and what becomes of it."""

    def admit(self, upload: Upload) -> object:
        """In the sender's transaction; raises where nothing may be added (any more)."""

    def sending(self, upload: Upload, said: dict[str, Any], start: Callable[[int], bytes]) -> Sending:
        """Once all has come. `start(n)` reads the first n bytes. Outside any transaction."""


def begin(
    *, about: UUID, subjects: Sequence[UUID], size: int, said: dict[str, Any], client_key: str | None, by: Person
) -> Upload:
    """In the sender's transaction. The same key again: the upload under way, or the one that was received."""
    if known := _known(about, size, client_key, by):
        return known
    _must_fit(size)
    upload_id, key = uuid4(), os.urandom(sealed.KEY_BYTES)
    upload = Upload.objects.create(
        id=upload_id,
        sender=by,
        about=about,
        size=size,
        client_key=client_key,
        said_sealed=sealed.seal(key, _said_context(upload_id), json.dumps(said).encode()),
        expires_at=timezone.now() + LIFE,
    )
    wrapped = wrap(StoredFile.Kind.ORIGINAL, upload_id, key, subjects)
    UploadKey.objects.bulk_create(UploadKey(upload=upload, subject=s, wrapped=w) for s, w in wrapped.items())
    record("upload.begun", actor=by.pk, object=upload_id, detail={"about": str(about), "size": size})
    return upload


def take_back(upload: UUID, *, by: Person) -> None:
    """The sender wants it gone: pieces and key are destroyed at once. Raises claims.Busy, Over."""
    with claims.claim(upload, ask_to_end=True, patience=PATIENCE):
        with actor_transaction(by):
            locked = under_way(own(upload, by))
            _end(locked, State.TAKEN_BACK, actor=str(by.pk))
            _destroy_rows(locked)
        _destroy_bytes(upload)


def own(upload: UUID, by: Person) -> Upload:
    """In the sender's transaction, locked until it ends. Raises Upload.DoesNotExist for anybody else."""
    found: Upload = Upload.objects.visible_to(by).select_for_update(of=("self",)).get(pk=upload)
    return found


def unfinished(by: Person) -> Any:
    mine = Upload.objects.visible_to(by).filter(state=State.RECEIVING, expires_at__gt=timezone.now())
    return mine.prefetch_related("wrapped_keys")


def left_lying(by: Person) -> Any:
    """What the sender must still do something about: begun and not gone on with, or given up and not sent since."""
    now = timezone.now()
    mine = Upload.objects.visible_to(by)
    since = mine.filter(client_key=OuterRef("client_key"), state__in=(State.RECEIVING, State.RECEIVED))
    quiet = Q(state=State.RECEIVING, expires_at__gt=now, expires_at__lt=now + LIFE - QUIET)
    given_up = Q(state=State.EXPIRED, forgotten_at=None) & ~Exists(since)
    late = Q(state=State.RECEIVING, expires_at__lte=now)
    share = Cast(F("offset") * 100 / F("size"), IntegerField())
    return mine.filter(quiet | given_up | late).annotate(share=share).order_by("expires_at", "pk")


def under_way(upload: Upload) -> Upload:
    if upload.state != State.RECEIVING or upload.expires_at <= timezone.now():
        raise Over(OVER)
    return upload


def said_of(upload: Upload) -> dict[str, Any]:
    """Raises KeyGone where the subject's key was destroyed meanwhile."""
    said: dict[str, Any] = json.loads(
        sealed.open_sealed(key_of(upload)[0], _said_context(upload.id), bytes(upload.said_sealed or b""))
    )
    return said


def still_said(upload: Upload) -> dict[str, Any]:
    """Nothing where nothing was said, or where nobody can read it any more."""
    if upload.said_sealed is None:
        return {}
    try:
        return said_of(upload)
    except KeyGone:
        return {}


def key_of(upload: Upload) -> tuple[bytes, dict[UUID, bytes]]:
    """The file's key, and as each subject's key wraps it."""
    wrapped = {one.subject: bytes(one.wrapped) for one in upload.wrapped_keys.all()}
    context = keys.file_context(StoredFile.Kind.ORIGINAL, upload.id)
    for subject, one in wrapped.items():
        with suppress(KeyDestroyed, NoSuchKey):
            return keys.provider().unwrap(subject, one, context), wrapped
    raise KeyGone("no subject's key is left")


def receipt_of(upload: Upload) -> Receipt | None:
    """Of an upload that became a file."""
    file = StoredFile.objects.unscoped("a sender's own receipt").filter(pk=upload.file_id).first()
    return receipt_for(file, again=True) if file and upload.state == State.RECEIVED else None


def segments_of(upload: Upload) -> list[Segment]:
    return [Segment(*row) for row in upload.pieces.values_list("number", "size", "sealed_size")]


def become_file(upload: UUID, file: StoredFile, by: Person) -> None:
    """In the transaction of the receipt, or of the rejection."""
    locked = under_way(own(upload, by))
    locked.file = file
    state = State.REJECTED if file.state == StoredFile.State.REJECTED else State.RECEIVED
    if state == State.RECEIVED:
        locked.offset = locked.size
    _end(locked, state, actor=None)
    _destroy_rows(locked, forgotten=False)


def sweep() -> int:
    """Gives up what nobody sends on, and destroys what was given up long ago; gives how many of both."""
    now = timezone.now()
    everything = Upload.objects.unscoped("ending what nobody sends on, whoever sent it")
    late = list(everything.filter(state=State.RECEIVING, expires_at__lte=now).values_list("pk", flat=True)[:500])
    for pk in late:
        _give_up(pk)
    old = everything.filter(state=State.EXPIRED, ended_at__lte=now - KEPT, forgotten_at=None)
    forgotten = list(old.values_list("pk", flat=True)[:500])
    for pk in forgotten:
        _forget(pk)
    return len(late) + len(forgotten)


def _known(about: UUID, size: int, client_key: str | None, by: Person) -> Upload | None:
    if client_key is None:
        return None
    mine = Upload.objects.visible_to(by)
    known = mine.filter(client_key=client_key, state=State.RECEIVING, expires_at__gt=timezone.now()).first()
    if known is None and (file := earlier_file(by, client_key)):
        known = mine.filter(file=file).first() or _of_file(file, about, by)
    if known is not None and (known.about, known.size) != (about, size):
        raise Invalid(ANOTHER_UNDER_THIS_KEY, "client_key")
    return known


def _of_file(file: StoredFile, about: UUID, by: Person) -> Upload:
    """The same sending came in one stream before."""
    now = timezone.now()
    return Upload.objects.create(
        sender=by, about=about, state=State.RECEIVED, size=file.size, offset=file.size,
        expires_at=now, ended_at=now, file=file,
    )  # fmt: skip


def _must_fit(size: int) -> None:
    if size > settings.LARGEST_UPLOAD:
        raise TooLarge(_("The file is larger than this system takes. Ask the administrators how to hand it over."))
    if size > vault().space_left() - settings.SPACE_KEPT_FREE:
        raise NoRoom(_("The store has no room for this file now. Tell the administrators and send it again."))


def _end(upload: Upload, state: str, *, actor: str | None) -> None:
    if not upload.may_become(state):
        raise Over(OVER)
    upload.state, upload.ended_at, upload.said_sealed = state, timezone.now(), None
    upload.save(update_fields=["state", "ended_at", "said_sealed", "offset", "file"])
    if actor is not None:
        detail = {"offset": upload.offset, "size": upload.size}
        record(Upload.EVENTS[state], actor=actor, object=upload.pk, detail=detail)


def _destroy_rows(upload: Upload, *, forgotten: bool = True) -> None:
    UploadKey.objects.filter(upload=upload).delete()
    UploadPiece.objects.filter(upload=upload).delete()
    if forgotten:
        upload.forgotten_at = timezone.now()
        upload.save(update_fields=["forgotten_at"])


def settle(upload: UUID, by: Person) -> None:
    """What was kept beside an upload while it arrived goes, if it has ended. Held by its receiver."""
    running.forget(upload)
    with actor_transaction(by):
        ended = own(upload, by).state != State.RECEIVING
    if ended:
        claims.forget(upload)


def _destroy_bytes(upload: UUID) -> None:
    """After the keys: what a crash leaves behind here opens for nobody and is found by the comparison."""
    vault().discard_all(upload)
    running.forget(upload)
    claims.forget(upload)


def _give_up(upload: UUID) -> None:
    with transaction.atomic(durable=True):
        uploads = Upload.objects.unscoped("ending what nobody sends on, whoever sent it")
        locked = uploads.select_for_update(skip_locked=True).filter(pk=upload, state=State.RECEIVING).first()
        if locked is not None and locked.expires_at <= timezone.now():
            _end(locked, State.EXPIRED, actor=HOUSE)


def _forget(upload: UUID) -> None:
    with transaction.atomic(durable=True):
        uploads = Upload.objects.unscoped("destroying what was given up, whoever sent it")
        locked = uploads.select_for_update().get(pk=upload)
        segments = segments_of(locked)
        _destroy_rows(locked)
        record("upload.forgotten", actor=HOUSE, object=upload, detail={"pieces": len(segments)})
    _destroy_bytes(upload)


def _said_context(upload: UUID) -> bytes:
    return f"iapb-said/1|{upload}".encode("ascii")
