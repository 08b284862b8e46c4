"""The body of an upload request."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from iapb.custody import uploads


def request_of(content: bytes, **environ: str) -> WSGIRequest:
    return RequestFactory().post("/", content, content_type="application/octet-stream", **environ)


def test_body_when_read_then_the_same_bytes_in_pieces() -> None:
    request = request_of(b"x" * 1_000_000)
    pieces = list(uploads.body_of(request))
    assert b"".join(pieces) == b"x" * 1_000_000
    assert len(pieces) > 1


class _Broken:
    def __init__(self) -> None:
        self._left = 2

    def read(self, *size: int) -> bytes:
        if self._left == 0:
            raise OSError("connection reset")
        self._left -= 1
        return b"x" * 10


def test_body_when_the_line_breaks_then_it_ends_with_what_came() -> None:
    request = request_of(b"x" * 100)
    request._stream = _Broken()
    assert b"".join(uploads.body_of(request)) == b"x" * 20
