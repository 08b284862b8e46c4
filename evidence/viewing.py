"""What the page shows on which a file is looked at or listened to: its copies, never the file itself."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from evidence.looking import PICTURED, Stated, is_veiled, may_look, shown_of
from evidence.models import Derivative, ItemFile, Text
from iapb import jobs
from iapb.accounts.models import Person
from iapb.care.reading import Reading
from iapb.custody import actions as custody

Kind = Derivative.Kind
Role = ItemFile.Role
# Read by a browser from the content host; the others are told on our own pages.
SHOWN = frozenset({Kind.SOUND, Kind.FILM, Kind.PICTURE, Kind.THUMBNAIL, Kind.PAGE})
# Layers that say where each word stands on its page, the surer one first.
_OF_PAGES = (Text.Kind.BODY, Text.Kind.OCR)
# What people ask first of a file's own claims, in this order; the rest stands below.
_FIRST = (
    "DateTimeOriginal", "CreateDate", "ModifyDate", "GPSPosition", "GPSLatitude", "GPSLongitude", "Make", "Model",
    "Software", "Producer", "Creator", "Author", "Title", "Duration",
)  # fmt: skip


def page(file: ItemFile, actor: Person, reading: Reading, stated: Stated) -> dict[str, Any]:
    looks = file.item_id in shown_of({file.item_id: stated}, actor)
    copies = [copy for copy in _copies(file, actor) if looks or copy.kind not in PICTURED]
    by_kind = {copy.kind: copy for copy in copies}
    pages = [copy for copy in copies if copy.kind == Kind.PAGE]
    claims = by_kind.get(Kind.CLAIMS)
    told = _told(claims) if claims else []
    work = jobs.of([file.file_id]).get(file.file_id, [])
    return {
        "file": file,
        "item": file.item,
        "player": by_kind.get(Kind.FILM) or by_kind.get(Kind.SOUND),
        "is_film": Kind.FILM in by_kind,
        "waveform": by_kind.get(Kind.WAVEFORM),
        "picture": None if pages else by_kind.get(Kind.PICTURE),
        "pages": pages,
        "reading": reading,
        "veiled": is_veiled(file.role, stated, reading.wishes.veil, reading.themes),
        "kept_back": not looks and is_pictured(file),
        "first_claims": _sorted(told, first=True),
        "more_claims": _sorted(told, first=False),
        "claims": claims,
        "read": bool(_layers(file, actor)),
        "jobs": [job for job in work if job.kind == "derive_file"],
        "busy": any(job.is_open for job in work if job.kind in ("screen_file", "derive_file")),
    }


def is_pictured(file: ItemFile) -> bool:
    return file.file.media_type.startswith(("image/", "video/", "application/pdf"))


def words_of(file: ItemFile, number: int, actor: Person) -> dict[str, Any]:
    """Where the words of one page stand: the document's own, or as the scan was read; none where the page is not
    shown to the actor. Layers that know the page without words on it count last."""
    nothing: dict[str, Any] = {"number": number, "words": []}
    if not may_look(file.item_id, actor):
        return nothing
    pages = [page for layer in _layers(file, actor) for page in _pages_of(layer) if page["number"] == number]
    return max(pages, key=lambda page: bool(page["words"]), default=nothing)


def peaks_of(file: ItemFile, actor: Person) -> bytes | None:
    copy = Derivative.objects.visible_to(actor).filter(parent=file, kind=Kind.WAVEFORM)
    found = copy.select_related("item_file__file").first()
    return _bytes(found.item_file.file) if found else None


def copies_at_hand(files: list[UUID], actor: Person) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Of these item files, those that can be looked at, and those with a small picture. One query."""
    rows = Derivative.objects.visible_to(actor).filter(parent__in=files, kind__in=SHOWN)
    found = list(rows.values_list("parent", "kind"))
    small = frozenset(parent for parent, kind in found if kind == Kind.THUMBNAIL)
    return frozenset(parent for parent, _kind in found), small


def _copies(file: ItemFile, actor: Person) -> list[Derivative]:
    return list(Derivative.objects.visible_to(actor).filter(parent=file).select_related("item_file__file"))


def _layers(file: ItemFile, actor: Person) -> list[Text]:
    """The newest of each kind; a document's own words come first."""
    texts = Text.objects.visible_to(actor).filter(file__item_file__derived_from=file, kind__in=_OF_PAGES)
    newest = {text.kind: text for text in texts.select_related("file").order_by("created_at")}
    return [newest[kind] for kind in _OF_PAGES if kind in newest]


def _pages_of(layer: Text) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = json.loads(_bytes(layer.file)).get("extra", {}).get("pages", [])
    return pages


def _told(claims: Derivative) -> list[list[str]]:
    told: list[list[str]] = json.loads(_bytes(claims.item_file.file))
    return told


def _sorted(told: list[list[str]], *, first: bool) -> list[list[str]]:
    if not first:
        return [one for one in told if one[1] not in _FIRST]
    return sorted((one for one in told if one[1] in _FIRST), key=lambda one: _FIRST.index(one[1]))


def words_said(text: Text) -> list[list[Any]]:
    """Of a machine's transcript: for each segment its words with times (ms) and confidence (thousandths). Empty for
    texts whose words were never timed."""
    told: list[list[Any]] = json.loads(_bytes(text.file)).get("extra", {}).get("words", [])
    return told


def _bytes(file: Any) -> bytes:
    with custody.read(file) as pieces:
        return b"".join(pieces)
