"""The witness's own names in a text, replaced by the code before the text is worked with.

Evidence knows no witness: the room that keeps identities registers how it is done.
Without one, texts are kept as they came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

Mask = Callable[[str], str]
Masker = Callable[[UUID, Any], Mask]

_maskers: list[Masker] = []


def register(masker: Masker) -> None:
    if masker not in _maskers:
        _maskers.append(masker)


def mask_for(subject: UUID | None, actor: Any) -> Mask:
    """What to run every segment through. It reads the identity once; the result holds no names outside itself."""
    masks = [masker(subject, actor) for masker in _maskers] if subject else []

    def mask(text: str) -> str:
        for one in masks:
            text = one(text)
        return text

    return mask
