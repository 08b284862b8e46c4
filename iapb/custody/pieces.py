"""One request's part of an upload: cut into segments, each sealed, synced and counted before the next begins."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import arriving, running
from iapb.custody.arriving import LIFE, PATIENCE, NoRoom, Receiver, TooLarge
from iapb.custody.claims import Busy, Claim, claim
from iapb.custody.hashing import Hashes
from iapb.custody.intake import in_pieces
from iapb.custody.keeping import Arrived, Receipt, keep
from iapb.custody.laying import Laying
from iapb.custody.models import StoredFile, Upload, UploadPiece
from iapb.custody.reading import KeyGone, vault
from iapb.custody.store import Segment, VaultFile
from iapb.jobs.errors import FULL

# What a power cut may take: at most five of these of a quick line, and of a slow one what came in so long. A killed
# server loses only what it had not read (docs/decisions/uploads-in-pieces.md).
SEGMENT_BYTES = 32 * 1024 * 1024
SEGMENT_SECONDS = 60.0
# Segments of a quick line are counted together: what is on the disk and not counted is found again after a kill.
_COUNT_EVERY = 1.0
# The sender's right is asked again while bytes flow, at most so often.
_ASK_EVERY = 5.0
# A question of the sender's holds the upload for moments: no piece is turned away for that.
_ANSWERED_WITHIN = 1.0
CHECKSUMS = ("sha1", "sha256")


class Elsewhere(Invalid):
    """The piece does not begin where the upload stands."""


class Differs(Invalid):
    """The piece is not what its checksum says: nothing of it counts."""


@dataclass(frozen=True)
class Coming:
    """A piece as it is announced."""

    at: int
    size: int | None = None
    checksum: str = ""  # one of CHECKSUMS
    digest: bytes = b""


def append(
    upload: UUID, coming: Coming, pieces: Callable[[Claim], Iterable[bytes]], *, by: Person, receiver: Receiver
) -> Receipt | int:
    """Outside any transaction. Gives the receipt once the file is whole, else the offset now.

    Everything that came before a line broke counts. Raises claims.Busy while another piece is received, and
    what `Receiver.admit` raises: asked before the first byte, while bytes flow and with the receipt.
    """
    with actor_transaction(by):
        arriving.own(upload, by)  # before a lock is made for what may not be there
    with claim(upload, patience=_ANSWERED_WITHIN) as held:
        piece = _Piece.opened(upload, coming, by, receiver)
        return piece if isinstance(piece, Receipt) else piece.take(pieces(held))


def settled(upload: UUID, *, by: Person, receiver: Receiver) -> Upload:
    """The upload as it stands once what came over a broken line, or to a killed process, was sealed and counted.

    Outside any transaction.
    """
    with actor_transaction(by):
        found = arriving.own(upload, by)
    if found.state == Upload.State.RECEIVING:
        with suppress(Busy), claim(upload, ask_to_end=True, patience=PATIENCE):
            _recover(upload, by, receiver)
    with actor_transaction(by):
        return arriving.own(upload, by)


def _recover(pk: UUID, by: Person, receiver: Receiver) -> None:
    """What a killed process had sealed and not counted comes in as any piece does, or, refused, not at all."""
    with suppress(Invalid, Refused, ObjectDoesNotExist):
        with actor_transaction(by):
            upload = arriving.under_way(arriving.own(pk, by))
            number = len(arriving.segments_of(upload))
            if not vault().aside(pk, number).exists():
                return
        piece = _Piece.opened(pk, Coming(upload.offset), by, receiver)
        if isinstance(piece, _Piece):
            piece.take(piece.left_aside())


class _Piece:
    @classmethod
    def opened(cls, pk: UUID, coming: Coming, by: Person, receiver: Receiver) -> _Piece | Receipt:
        with actor_transaction(by):
            upload = arriving.own(pk, by)
            receiver.admit(upload)
            if (receipt := arriving.receipt_of(upload)) and coming.at == upload.size:
                # The answer with the receipt was lost on its way; clients come back with an empty piece.
                return receipt
            if upload.state != Upload.State.RECEIVED:
                arriving.under_way(upload)
            if coming.at != upload.offset or upload.state == Upload.State.RECEIVED:
                raise Elsewhere(_("The piece does not begin where the upload stands. Ask for the offset anew."))
            if coming.size is not None and coming.size > upload.size - upload.offset:
                raise TooLarge(_("More is sent than was announced. Nothing of this piece was added."))
            try:
                return cls(upload, coming, by, receiver)
            except KeyGone:
                raise Refused(_("What this witness gave was erased: nothing may be added.")) from None

    def __init__(self, upload: Upload, coming: Coming, by: Person, receiver: Receiver) -> None:
        self._upload, self._coming, self._by, self._receiver = upload, coming, by, receiver
        self._key, self._wrapped = arriving.key_of(upload)
        self._said = arriving.said_of(upload)
        self._segments = arriving.segments_of(upload)
        self._counted = self._begun = len(self._segments)
        self._left = upload.size - upload.offset
        self._asked, self._counted_at = time.monotonic(), float("-inf")
        self._whole = running.take(upload.pk, upload.offset)

    def take(self, stream: Iterable[bytes]) -> Receipt | int:
        before = self._whole.copy() if self._whole and self._coming.checksum else None
        try:
            self._receive(stream)
        except Differs:
            self._remember(before)
            raise
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise NoRoom(_("The store is full. What had arrived is kept; tell the administrators.")) from None
        if self._left == 0:
            return self._finish()
        if self._waiting:
            self._count()
        self._remember(self._whole)
        return self._upload.offset

    def left_aside(self) -> Iterator[bytes]:
        return vault().left_aside(self._upload.pk, self._counted, self._key)

    def _receive(self, stream: Iterable[bytes]) -> None:
        digests: dict[str, Any] = {"whole": self._whole} if self._whole else {}
        if self._coming.checksum:
            digests["piece"] = hashlib.new(self._coming.checksum)
        portions = _Portions(stream)
        # What an earlier process left and nobody asked for must not be taken for what comes now.
        vault().clear_aside(self._upload.pk)
        try:
            with Hashes(**digests) as hashes, Laying() as laying:
                while self._left and self._seal(portions, hashes, laying):
                    pass
                while self._take_laid(laying, wait=True):
                    pass
                if not self._left and not portions.are_over():
                    raise TooLarge(_("More was sent than was announced. The end of this piece was not added."))
                self._compare(hashes.digests())
        except (Differs, TooLarge, OSError):
            self._take_back()
            raise

    def _seal(self, portions: _Portions, hashes: Hashes, laying: Laying) -> bool:
        """One segment more, unless the stream is over. It is counted while the next one comes."""
        place, number = vault(), self._begun
        # Of a process that was killed between the segment and its row: nobody was told of it.
        place.discard(self._upload.pk, [Segment(number, 0, 0)])
        with ExitStack() as closing:
            # Of a piece with a checksum all counts or nothing: what a killed process had of it is of no use.
            found_again = not self._coming.checksum
            writer = place.new_segment(self._upload.pk, number, self._key, found_again=found_again)
            closing.enter_context(writer)
            for part in portions.next(min(SEGMENT_BYTES, self._left)):
                hashes.update(part)
                writer.write(part)
                self._take_laid(laying)
            if not writer.size:
                return False
            self._take_laid(laying, wait=laying.is_full)
            # So that whatever is found of the next one after a kill, this one is whole.
            writer.finish()
            closing.pop_all()
            laying.lay(writer)
        self._begun += 1
        self._left -= writer.size
        return True

    def _take_laid(self, laying: Laying, *, wait: bool = False) -> bool:
        """The next segment that is on the disk, counted if it is time; the last of all is counted with the receipt."""
        segment = laying.laid(wait=wait)
        if segment is None:
            return False
        self._segments.append(segment)
        arrived = self._upload.offset + sum(one.size for one in self._waiting)
        due = time.monotonic() - self._counted_at > _COUNT_EVERY
        if due and arrived < self._upload.size and not self._coming.checksum:
            self._count()
        return True

    def _compare(self, digests: dict[str, bytes]) -> None:
        if self._coming.checksum and not hmac.compare_digest(digests["piece"], self._coming.digest):
            raise Differs(_("The piece arrived changed: its checksum is not the announced one. Send it again."))

    @property
    def _waiting(self) -> list[Segment]:
        """Sealed on the disk and not yet counted."""
        return self._segments[self._counted :]

    def _count(self) -> None:
        """From now on the sender is told that these bytes have arrived."""
        try:
            with actor_transaction(self._by):
                locked = arriving.under_way(arriving.own(self._upload.pk, self._by))
                if locked.offset != self._upload.offset:
                    raise Elsewhere(_("The upload went on elsewhere. Ask for the offset anew."))
                self._ask_again(locked)
                rows = [(one.number, one.size, one.sealed_size) for one in self._waiting]
                UploadPiece.objects.bulk_create(
                    UploadPiece(upload=locked, number=number, size=size, sealed_size=sealed_size)
                    for number, size, sealed_size in rows
                )
                locked.offset += sum(size for _number, size, _sealed in rows)
                locked.expires_at = timezone.now() + LIFE
                locked.save(update_fields=["offset", "expires_at"])
        except (Invalid, Refused, Upload.DoesNotExist):
            self._take_back()
            raise
        vault().counted(locked.pk, self._waiting)
        self._upload = locked
        self._counted, self._counted_at = len(self._segments), time.monotonic()

    def _ask_again(self, locked: Upload) -> None:
        if time.monotonic() - self._asked > _ASK_EVERY:
            self._receiver.admit(locked)
            self._asked = time.monotonic()

    def _take_back(self) -> None:
        """What was sealed and never counted, be it known to be on the disk or not."""
        vault().discard(self._upload.pk, [Segment(number, 0, 0) for number in range(self._counted, self._begun)])
        del self._segments[self._counted :]

    def _finish(self) -> Receipt:
        pk = self._upload.pk
        with vault().open(pk, self._key, self._segments) as opened:
            sha256 = self._whole.hexdigest() if self._whole else _read_again(opened)
            sending = self._receiver.sending(self._upload, self._said, lambda count: _start(opened, count))
        arrived = Arrived(pk, self._key, self._wrapped, list(self._segments), sha256, latest=self._waiting)
        sending = replace(sending, ending=lambda file: arriving.become_file(pk, file, self._by))
        try:
            receipt = keep(arrived, sending)
        except (Invalid, Refused):
            arriving.settle(pk, self._by)
            raise
        vault().counted(pk, self._waiting)
        if receipt.again:
            # The same file came in another way first: that one stands, and these bytes are not needed.
            with actor_transaction(self._by):
                arriving.become_file(pk, StoredFile.objects.unscoped("their own receipt").get(pk=receipt.id), self._by)
            vault().discard(pk, self._segments)
        arriving.settle(pk, self._by)
        return receipt

    def _remember(self, state: Any) -> None:
        if state is not None:
            running.give_back(self._upload.pk, self._upload.offset, state)


class _Portions:
    """A stream that is read in portions of so many bytes, or of so long."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._pieces = in_pieces(stream)
        self._rest = memoryview(b"")

    def next(self, most: int) -> Iterator[memoryview]:
        until = time.monotonic() + SEGMENT_SECONDS
        while most and time.monotonic() < until and self._fill():
            part, self._rest = self._rest[:most], self._rest[most:]
            most -= len(part)
            yield part

    def are_over(self) -> bool:
        return not self._fill()

    def _fill(self) -> bool:
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        return bool(self._rest)


def _read_again(opened: VaultFile) -> str:
    """Where this process did not see all of it: verified chunk by chunk as it lies on the disk."""
    with Hashes("sha256") as hashes:
        for piece in opened.read():
            hashes.update(piece)
        return hashes.digests()["sha256"].hex()


def _start(opened: VaultFile, count: int) -> bytes:
    return b"".join(opened.read(0, min(count, opened.size)))
