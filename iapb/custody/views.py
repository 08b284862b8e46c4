"""The content host: bytes of sealed files for whoever holds a ticket. No cookie, no page, no script."""

from __future__ import annotations

import logging
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from iapb.custody import ranges, tickets
from iapb.custody.hosts import is_content_host
from iapb.custody.models import ContentTicket, StoredFile
from iapb.custody.reading import KeyGone, Pieces
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault
from iapb.custody.store import VaultFile
from iapb.routes import without_transaction

log = logging.getLogger(__name__)

# What a browser shows or plays without running anything of the sender's.
_MEDIA = {
    "audio/flac",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/x-wav",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
    "video/webm",
}
# Made by ourselves, in the box.
_OURS = _MEDIA | {"text/plain", "text/vtt"}
_DESTINATIONS = {"audio", "video", "image", "track", "document", "empty"}
_POLICY = "sandbox; default-src 'none'; media-src 'self'; img-src 'self'"


@without_transaction
@require_safe
def content(request: HttpRequest, secret: str) -> HttpResponseBase:
    if not is_content_host(request) or not _fetched_by_a_page(request):
        return _absent()
    try:
        ticket, file = tickets.redeem(secret)
    except (tickets.Gone, KeyGone):
        return _absent()
    except (Damaged, NotInVault) as damage:
        log.error("A file of the vault could not be verified: %s", type(damage).__name__)
        return _protected(HttpResponse("This file could not be verified and is not shown.", status=503))
    try:
        return _answer(request, ticket, file)
    except BaseException:
        file.close()
        raise


def _answer(request: HttpRequest, ticket: ContentTicket, file: VaultFile) -> HttpResponseBase:
    stored = ticket.file
    tag = f'"{stored.pk}"'
    asked = request.headers.get("Range") if request.headers.get("If-Range", tag) == tag else None
    try:
        part = ranges.parse(asked, file.size)
    except ranges.Unsatisfiable:
        file.close()
        return _protected(HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"}))
    start, end = (part.start, part.end) if part else (0, file.size)
    if request.method == "HEAD":
        file.close()
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(Pieces(file, start, end))
    response.status_code = 206 if part else 200
    if part:
        response.headers["Content-Range"] = part.header(file.size)
    response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    _describe(response, stored, ticket)
    return _protected(response)


def _describe(response: HttpResponseBase, stored: StoredFile, ticket: ContentTicket) -> None:
    # What others sent is never shown as it came: a copy made here is.
    shown = ticket.inline and stored.kind == StoredFile.Kind.DERIVATIVE and stored.media_type in _OURS
    media_type = stored.media_type if shown or stored.media_type in _MEDIA else "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = disposition("inline" if shown else "attachment", ticket.name)


def disposition(kind: str, name: str) -> str:
    """RFC 6266: a plain ASCII name for old readers, the true one beside it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _protected(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = _resource_policy()
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _absent() -> HttpResponseBase:
    return _protected(HttpResponse("Not found.", status=404, content_type="text/plain; charset=utf-8"))


def _fetched_by_a_page(request: HttpRequest) -> bool:
    """Browsers say what a request is for. Frames, scripts and styles are never fetched from here."""
    if request.headers.get("Sec-Fetch-Site", "same-site") == "none":
        return False
    return request.headers.get("Sec-Fetch-Dest", "empty") in _DESTINATIONS


def _resource_policy() -> str:
    """Pages and content share a registered domain in production; on loopback they cannot."""
    page, here = (urlsplit(url).hostname or "" for url in (settings.PUBLIC_URL, settings.CONTENT_URL))
    same = page.split(".")[-2:] == here.split(".")[-2:] and "." in page
    return "same-site" if same else "cross-origin"
