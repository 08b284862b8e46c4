"""Copies to look at and to listen to, made of what came in. Everything is opened in the box.

A copy can be made anew from the original at any time. It is never evidence itself, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evidence.derivatives import claims, media, pages, pictures
from evidence.derivatives.base import Copy, Order, Told
from evidence.sniffing import DOCX

__all__ = ["Copy", "Order", "Told", "copies", "is_copied"]

# By type, told from the content: which rooms make copies of it, in this order.
_ROOMS: tuple[tuple[tuple[str, ...], Callable[[Order, str], Iterator[Copy]]], ...] = (
    (("audio/", "video/"), media.copies),
    (("image/",), pictures.copies),
    (("application/pdf", "image/tiff"), pages.copies),
    (("audio/", "video/", "image/", "application/pdf", DOCX), claims.copies),
)


def is_copied(media_type: str) -> bool:
    return any(media_type.startswith(types) for types, _room in _ROOMS)


def copies(order: Order, media_type: str) -> Iterator[Copy]:
    """Each is to be read to its end before the next is asked for. Raises CannotRead or a BoxError."""
    for types, room in _ROOMS:
        if media_type.startswith(types):
            yield from room(order, media_type)
