"""Files as the database knows them. No bytes of theirs are in the vault."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from disclosures.corpus.copying import copy_rows, new_id
from evidence.models import Item, ItemFile
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

    def of_item(self, item: Item, role: str, media_type: str, size: int, language: str = "", **fields: Any) -> ItemFile:
        assert item.subject is not None
        made = ItemFile(
            id=new_id(self._random),
            item_id=item.pk,
            file=self.stored(item.created_by, item.subject, media_type, size, **fields),
            role=role,
            language=language,
            collection_id=item.collection_id,
            added_by=item.created_by,
            added_at=self._now,
        )
        self._of_items.append(made)
        return made

    def copy(self) -> None:
        copy_rows(StoredFile, self._stored)
        copy_rows(FileSegment, self._segments)
        copy_rows(WrappedKey, self._keys)
        copy_rows(ItemFile, self._of_items)
        for gathered in (self._stored, self._segments, self._keys, self._of_items):
            gathered.clear()
