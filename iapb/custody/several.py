"""Many small files at once: each sealed by itself, their rows together in one transaction of the caller's.

    waiting = [several.seal(stream, Sending.of(…)) for …]    # outside any transaction: no transaction while bytes flow
    with actor_transaction(by):
        for one in waiting:
            several.keep(one)                                 # each in a savepoint of its own
    …                                                         # what was not kept: several.discard(one)

Nobody is told of a file before its transaction has ended, so a process that dies loses nothing that was acknowledged;
what it sealed lies unknown in the vault, where the sweeper finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from iapb.custody import keeping
from iapb.custody.actions import taken
from iapb.custody.keeping import Arrived
from iapb.custody.models import StoredFile
from iapb.custody.reading import vault
from iapb.custody.sending import Sending


@dataclass(frozen=True)
class Sealed:
    arrived: Arrived
    sending: Sending

    @property
    def size(self) -> int:
        return self.arrived.size


def seal(stream: Iterable[bytes], sending: Sending) -> Sealed:
    """The bytes and what is needed to read them again are on the disk. Raises Invalid as `receive` does."""
    arrived = taken(stream, sending)
    if sending.expected_sha256 not in (None, arrived.sha256):
        keeping.keep(arrived, sending)  # refuses it, and leaves the rejected file behind as everywhere
    keeping.write_sidecar(arrived, sending)
    return Sealed(arrived, sending)


def keep(sealed: Sealed) -> StoredFile:
    with transaction.atomic():
        file = keeping.write_rows(sealed.arrived, sealed.sending, rejected=False)
        if sealed.sending.within is not None:
            sealed.sending.within(file)
    return file


def discard(sealed: Sealed) -> None:
    """Only what was certainly not kept."""
    vault().discard(sealed.arrived.blob, sealed.arrived.latest)
