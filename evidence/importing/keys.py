"""What is known of rows that came before: their key, and what they were."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid5

from evidence.importing.models import BroughtIn
from evidence.importing.registry import Row
from iapb.accounts.models import Person
from iapb.custody import keys

TABLE = "importing_broughtin"


class Known:
    """Rows brought into a collection so far, by kind and legacy id."""

    def __init__(self, collection: UUID) -> None:
        self.collection = collection
        self._rows: dict[tuple[str, str], BroughtIn] = {}

    @classmethod
    def of(cls, collection: UUID, by: Person) -> Known:
        known = cls(collection)
        for row in BroughtIn.objects.visible_to(by).filter(collection=collection).iterator():
            known.add(row)
        return known

    def add(self, row: BroughtIn) -> None:
        self._rows[row.kind, row.legacy] = row

    def get(self, kind: str, id: str) -> BroughtIn | None:
        return self._rows.get((kind, index_of(id)))

    def item(self, id: str) -> BroughtIn | None:
        return self.get("interviews", id) or self.get("documents", id)

    def __contains__(self, named: tuple[str, str]) -> bool:
        return self.get(*named) is not None


def index_of(id: str) -> str:
    """The exact id, capitals and all, hashed under the house's key."""
    return keys.provider().blind_index(hashlib.sha256(id.encode()).hexdigest())


def key_of(collection: UUID, row: Row) -> UUID:
    """The key of the sending: the same for the same row of the same body at every run."""
    return uuid5(collection, f"import|{row.kind}|{index_of(row.id)}")


def seal(pk: UUID, subject: UUID, row: Row) -> bytes:
    text = json.dumps(_plain(row), ensure_ascii=False)
    return keys.provider().seal_field(subject, TABLE, "row_sealed", pk, text)


def differences(before: BroughtIn, row: Row) -> list[str]:
    """Names of the columns that were otherwise when the row was brought in. Raises KeyDestroyed."""
    text = keys.provider().open_field(before.subject, TABLE, "row_sealed", before.pk, bytes(before.row_sealed))
    was, now = json.loads(text), _plain(row)
    return sorted(name for name in {*was, *now} if was.get(name, "") != now.get(name, ""))


def _plain(row: Row) -> dict[str, Any]:
    """Empty cells are left out: a column that is added later and left empty changes nothing."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in row.values.items()}
    return json.loads(json.dumps({n: v for n, v in plain.items() if v not in ("", None, [])}, default=str))
