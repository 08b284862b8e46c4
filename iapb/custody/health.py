from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from iapb.custody import keys
from iapb.custody.keys import KeysMissing
from iapb.custody.reading import vault

# Below this an upload of a long interview may not fit.
_LEAST_BYTES = 2 * 1024**3


def state() -> tuple[bool, dict[str, Any]]:
    place = vault()
    left = place.space_left()
    parts = {
        "directory": "writable" if os.access(place.incoming, os.W_OK) else "not writable",
        "keys": _keys(),
        "space": "enough" if left >= _LEAST_BYTES else "short",
    }
    if "vault" in settings.STORAGES:
        parts["store"] = storages["vault"].problem() or "answers"
    if parts.get("store", "answers") != "answers":
        return False, parts
    return parts["directory"] == "writable" and parts["keys"] == "ready", parts


def _keys() -> str:
    try:
        keys.provider().public_key()
    except KeysMissing:
        return "missing"
    return "ready"
