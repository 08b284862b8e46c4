"""The body of an upload request."""

from __future__ import annotations

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from iapb.access.errors import Invalid
from iapb.custody import uploads


def request_of(content: bytes, **environ: str) -> WSGIRequest:
    return RequestFactory().post("/", content, content_type="application/octet-stream", **environ)


def test_body_when_read_then_the_same_bytes_in_pieces() -> None:
    request = request_of(b"x" * 1_000_000)
    pieces = list(uploads.body_of(request))
    assert b"".join(pieces) == b"x" * 1_000_000
    assert len(pieces) > 1
    assert uploads.size_of(request) == 1_000_000


class _Broken:
    def __init__(self) -> None:
        self._left = 2

    def read(self, *size: int) -> bytes:
        if self._left == 0:
            raise OSError("connection reset")
        self._left -= 1
        return b"x" * 10


def test_body_when_the_line_breaks_then_it_ends_short_of_the_announced_size() -> None:
    request = request_of(b"x" * 100)
    request._stream = _Broken()
    assert b"".join(uploads.body_of(request)) == b"x" * 20
    assert uploads.size_of(request) == 100


@pytest.mark.parametrize("announced", ["", "many", "-5"])
def test_size_when_not_announced_then_refused(announced: str) -> None:
    request = request_of(b"x")
    request.META["CONTENT_LENGTH"] = announced
    with pytest.raises(Invalid):
        uploads.size_of(request)
