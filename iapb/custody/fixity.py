"""Reading what was stored again: the bytes themselves, never a stored hash of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.hashing import Hashes
from iapb.custody.models import FileSegment, StoredFile
from iapb.custody.reading import KeyGone, open_file, segments_of, vault
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault
from iapb.custody.store import Segment, Sidecar
from iapb.ledger import record

# The actor of checks that nobody asked for.
HOUSE = "iapb.custody"


@dataclass
class Fixity:
    """What a check found. `sha256` is null where no key is left to open the file with."""

    segments: list[Segment]
    sha256: str | None = None
    sha512: str | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Sweep:
    """What does not fit together. Reported, never removed here."""

    # In the vault without a row.
    orphans: list[UUID]
    # Rows whose segments are not in the vault.
    missing: list[UUID]
    # Files aside that no upload finished.
    unfinished: int


def check_fixity(file: StoredFile, by: Person | None = None) -> Fixity:
    """Read every byte again, compare, and record the outcome. Called outside any transaction.

    The first check after a receipt is the reading back: it adds what the upload had no time
    for, the hash of the sealed bytes and the SHA-512.
    """
    found = examine(file)
    with _transaction(by):
        note(file, found, by)
    return found


def sweep(older_than: float = 86_400) -> Sweep:
    """Compare vault and database. Younger files are left out: they may be arriving."""
    place = vault()
    present = {blob for blob in place.blobs() if place.age(blob) > older_than}
    rows = StoredFile.objects.unscoped("comparing the whole vault with its rows")
    known = set(rows.values_list("pk", flat=True))
    missing = [
        file
        for file, number in FileSegment.objects.order_by("file_id").values_list("file_id", "number").iterator()
        if not place.holds(file, number)
    ]
    return Sweep(sorted(present - known), sorted(set(missing)), sum(1 for _ in place.unfinished(older_than)))


def examine(file: StoredFile) -> Fixity:
    """Reads every byte and writes nothing. Long: outside any transaction."""
    found = Fixity(segments=[])
    for segment in segments_of(file):
        try:
            sha256 = vault().sealed_sha256(file.id, segment.number)
        except NotInVault:
            found.faults.append(f"segment {segment.number} is missing")
            continue
        if segment.sealed_sha256 not in (None, sha256):
            found.faults.append(f"segment {segment.number} was changed")
        found.segments.append(replace(segment, sealed_sha256=sha256))
    _hash_plain(file, found)
    return found


def _hash_plain(file: StoredFile, found: Fixity) -> None:
    try:
        with open_file(file) as opened, Hashes("sha256", "sha512") as hashes:
            for piece in opened.read():
                hashes.update(piece)
            digests = hashes.digests()
            size = opened.size
    except KeyGone:
        return
    except (Damaged, NotInVault) as damage:
        found.faults.append(str(damage))
        return
    found.sha256, found.sha512 = digests["sha256"].hex(), digests["sha512"].hex()
    if file.size != size or file.sha256 not in (None, found.sha256):
        found.faults.append("the plain text is not what was received")
    if file.sha512 not in (None, found.sha512):
        found.faults.append("the plain text has another SHA-512")


def note(file: StoredFile, found: Fixity, by: Person | None) -> None:
    """The outcome on the row, in the ledger and, where sound, in the sidecar. In a transaction."""
    now = timezone.now()
    file.checked_at = now
    if found.sound:
        if file.sha256 and found.sha512:
            file.sha512 = found.sha512
        for segment in found.segments:
            FileSegment.objects.filter(file=file, number=segment.number).update(sealed_sha256=segment.sealed_sha256)
    else:
        file.damaged_at = file.damaged_at or now
    file.save(update_fields=["checked_at", "damaged_at", "sha512"])
    record(
        "file.checked" if found.sound else "file.damaged",
        actor=by.pk if by else HOUSE,
        object=file.pk,
        detail={
            "faults": found.faults,
            "sealed_sha256": [segment.sealed_sha256 for segment in found.segments],
            "sha256": found.sha256,
        },
    )
    if found.sound:
        _complete_sidecar(file, found)


def _complete_sidecar(file: StoredFile, found: Fixity) -> None:
    """The sidecar says the same as the rows, so that the vault can be read without them."""
    wrapped = {key.subject: bytes(key.wrapped) for key in file.wrapped_keys.all()}
    complete = Sidecar(file.id, file.kind, file.size, file.sha256, found.segments, wrapped)
    if vault().read_sidecar(file.id) != complete:
        vault().write_sidecar(complete)


@contextmanager
def _transaction(by: Person | None) -> Iterator[None]:
    if by is None:
        with transaction.atomic(durable=True):
            yield
    else:
        with actor_transaction(by):
            yield
