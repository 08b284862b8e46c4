"""The body of an upload request, as a stream for `actions.receive`."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid

_PIECE_BYTES = 256 * 1024


def body_of(request: HttpRequest) -> Iterator[bytes]:
    """Pieces as they arrive. A broken line ends the stream: give `size_of` to `receive`, which notices."""
    try:
        while piece := request.read(_PIECE_BYTES):
            yield piece
    except UnreadablePostError:
        return


def size_of(request: HttpRequest) -> int:
    """Bytes that the sender announced. Without that a cut file could not be told from a short one."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced.isdecimal():
        raise Invalid(_("The upload does not say how long it is (Content-Length)."))
    return int(announced)
