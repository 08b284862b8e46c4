"""What is sent under a key is done once, and whose the key may be elsewhere is never told."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError

from iapb.accounts.models import Person

Made = TypeVar("Made")


def once(pk: UUID, find: Callable[[UUID], Made | None], make: Callable[[UUID], Made]) -> Made:
    """`find` looks for what this sender made under the id, `make` makes it in a transaction of its own."""
    try:
        return find(pk) or make(pk)
    except IntegrityError:
        # Two clicks at once: the second finds what the first has made.
        if (known := find(pk)) is None:
            raise
        return known


def id_for(key: UUID | None, by: Person) -> UUID:
    """An id that this sender, and nobody else, reaches by this key: another's id as a key is as good as a new one."""
    return UUID(bytes=sha256(by.pk.bytes + key.bytes).digest()[:16], version=4) if key else uuid4()
