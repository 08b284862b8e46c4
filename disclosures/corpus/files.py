"""Files as the database knows them. No bytes of theirs are in the vault."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from disclosures.corpus.copying import copy_rows, new_id
from evidence.models import Derivative, Item, ItemFile, Likeness
from evidence.models.likeness import BITS
from iapb.accounts.models import Person
from iapb.custody.models import FileSegment, StoredFile, WrappedKey
from iapb.ledger import record

WRAPPED = b"-"  # no key: there is nothing to open


class Files:
    """Gathers what one step makes, copied together at its end."""

    def __init__(self, random: Random, now: datetime) -> None:
        self._random, self._now = random, now
        self._stored: list[StoredFile] = []
        self._segments: list[FileSegment] = []
        self._keys: list[WrappedKey] = []
        self._of_items: list[ItemFile] = []
        self._copies: list[Derivative] = []
        self._looks: list[Likeness] = []

    def stored(self, by: Person, subject: UUID, media_type: str, size: int, **fields: Any) -> StoredFile:
        digest = f"{self._random.getrandbits(256):064x}"
        pk = new_id(self._random)
        event = record("file.received", actor=by.pk, object=pk, detail={"sha256": digest, "size": size})
        file = StoredFile(
            id=pk,
            state=StoredFile.State.READY,
            size=size,
            sha256=digest,
            media_type=media_type,
            received_by=by,
            received_at=self._now,
            receipt_event=event.id,
            **{"kind": StoredFile.Kind.ORIGINAL, **fields},
        )
        self._stored.append(file)
        self._segments.append(
            FileSegment(id=new_id(self._random), file=file, number=0, size=size, sealed_size=size + 1024)
        )
        self._keys.append(
            WrappedKey(id=new_id(self._random), file=file, subject=subject, wrapped=WRAPPED, created_at=self._now)
        )
        return file

    def of_item(
        self,
        item: Item,
        role: str,
        media_type: str,
        size: int,
        language: str = "",
        made_of: ItemFile | None = None,
        **fields: Any,
    ) -> ItemFile:
        assert item.subject is not None
        made = ItemFile(
            id=new_id(self._random),
            item_id=item.pk,
            file=self.stored(item.created_by, item.subject, media_type, size, **fields),
            role=role,
            language=language,
            derived_from=made_of,
            collection_id=item.collection_id,
            added_by=item.created_by,
            added_at=self._now,
        )
        self._of_items.append(made)
        return made

    def copies_of(self, item: Item, original: ItemFile, **kinds: tuple[str, int]) -> None:
        """As the box makes them to be looked at and listened to; of each kind the type and the size."""
        for kind, (media_type, size) in kinds.items():
            role, derived = ItemFile.Role.DERIVATIVE, StoredFile.Kind.DERIVATIVE
            linked = self.of_item(item, role, media_type, size, made_of=original, kind=derived)
            copy = Derivative(
                id=new_id(self._random), item_file=linked, parent=original, kind=kind, width=320, height=226,
                duration_ms=3_600_000 if kind == Derivative.Kind.SOUND else None, tool="corpus", tool_version="1",
                collection_id=item.collection_id, made_at=self._now,
            )  # fmt: skip
            self._copies.append(copy)
            if kind == Derivative.Kind.LIKENESS:
                bits = f"{self._random.getrandbits(BITS):0{BITS}b}"
                self._looks.append(
                    Likeness(id=new_id(self._random), derivative=copy, bits=bits, collection_id=item.collection_id)
                )

    def copy(self) -> None:
        copy_rows(StoredFile, self._stored)
        copy_rows(FileSegment, self._segments)
        copy_rows(WrappedKey, self._keys)
        copy_rows(ItemFile, self._of_items)
        copy_rows(Derivative, self._copies)
        copy_rows(Likeness, self._looks)
        for gathered in (self._stored, self._segments, self._keys, self._of_items, self._copies, self._looks):
            gathered.clear()
