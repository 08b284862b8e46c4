"""Hashes of uploads under way, as far as this process received them.

The state of a hash cannot be stored: after a restart, or where another process took the
first pieces, the sealed segments are read again instead.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any
from uuid import UUID

# A state takes less than a kilobyte; more uploads at once read their beginning again.
_REMEMBERED = 1000

_states: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()
_lock = Lock()


def take(upload: UUID, offset: int) -> Any | None:
    """SHA-256 of the bytes before `offset`, if it is known. The caller goes on with it and gives it back."""
    with _lock:
        known = _states.pop(upload, None)
    if offset == 0:
        return hashlib.sha256()
    return known[1] if known and known[0] == offset else None


def give_back(upload: UUID, offset: int, state: Any) -> None:
    with _lock:
        _states[upload] = (offset, state)
        if len(_states) > _REMEMBERED:
            _states.popitem(last=False)


def forget(upload: UUID) -> None:
    with _lock:
        _states.pop(upload, None)
