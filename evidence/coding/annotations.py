"""Tags as W3C Web Annotations (standards.md 7.2): positions in code points, quotes, the layer by its hash.

Authors stand as ids: who worked on a case is no part of what is told of a text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from evidence.coding.models import Tag
from evidence.coding.presenters import tags_of
from evidence.coding.recordings import ROLES
from evidence.models import Item, ItemFile, Segment
from iapb.access.rights import Actor

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA = "http://www.w3.org/TR/media-frags/"
PDF = "http://tools.ietf.org/rfc/rfc8118"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'


@dataclass(frozen=True)
class Heard:
    """Where in the recording the segments of the tagged texts are said."""

    recording: UUID | None
    segments: dict[UUID, list[tuple[int, int, int | None, int | None]]]  # text: start, end, and the same in ms

    def fragment(self, tag: Tag) -> str | None:
        covered = [one for one in self.segments[tag.text_id] if one[0] < tag.end and tag.start < one[1]]
        if self.recording is None or not covered or covered[0][2] is None:
            return None
        begin, end = covered[0][2], covered[-1][3]
        return f"t={_seconds(begin)},{_seconds(end)}" if end is not None and end > begin else f"t={_seconds(begin)}"


def collection_of(item: Item, actor: Actor) -> dict[str, Any]:
    """All standing tags of an item that the actor sees, as one collection with one page."""
    standing = tags_of(item, actor, "code__framework", "text", once=True)
    tags = [tag for tag in standing if tag.exact or tag.file_id]
    heard = _heard(item, tags, actor)
    address = f"urn:uuid:{item.pk}#annotations"
    told = {"@context": CONTEXT, "id": address, "type": "AnnotationCollection", "label": item.reference}
    if not tags:
        return {**told, "total": 0}
    items = [_annotation(tag, heard) for tag in tags]
    page = {"id": f"{address}-1", "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {**told, "total": len(items), "first": page}


def _heard(item: Item, tags: Sequence[Tag], actor: Actor) -> Heard:
    """With several recordings nobody knows here of which a transcript's times are."""
    recordings = ItemFile.objects.visible_to(actor).filter(item=item, role__in=ROLES, derived_from=None)
    files = list(recordings.values_list("file", flat=True)[:2])
    segments: dict[UUID, list[Any]] = defaultdict(list)
    if len(files) == 1:
        texts = {tag.text_id for tag in tags}
        for one in Segment.objects.visible_to(actor).filter(text__in=texts).order_by("start"):
            segments[one.text_id].append((one.start, one.start + len(one.content), one.start_ms, one.end_ms))
    return Heard(files[0] if len(files) == 1 else None, segments)


def _annotation(tag: Tag, heard: Heard) -> dict[str, Any]:
    targets = [_span(tag) if tag.text_id else _part(tag.file.file_id, _selector_of(tag))]
    if tag.text_id and (fragment := heard.fragment(tag)):
        targets.append(_part(heard.recording, _fragment(MEDIA, fragment)))
    return {
        "id": f"urn:uuid:{tag.pk}",
        "type": "Annotation",
        "motivation": "tagging",
        "creator": _person(tag.author_id),
        "created": _moment(tag.created_at),
        "body": [_code(tag), *_notes(tag.notes_shown)],
        "target": targets if len(targets) > 1 else targets[0],
    }


def _span(tag: Tag) -> dict[str, Any]:
    """The state is the layer as it was frozen: in a text of another hash these positions mean nothing."""
    return {
        "type": "SpecificResource",
        "source": f"urn:uuid:{tag.text_id}",
        "state": {
            "type": "TimeState",
            "sourceDate": _moment(tag.text.created_at),
            "cached": f"urn:sha256:{tag.text_sha256}",
        },
        "selector": [
            {"type": "TextPositionSelector", "start": tag.start, "end": tag.end},
            {"type": "TextQuoteSelector", "exact": tag.exact, "prefix": tag.prefix, "suffix": tag.suffix},
        ],
    }


def _part(file: UUID | None, selector: dict[str, Any]) -> dict[str, Any]:
    return {"type": "SpecificResource", "source": f"urn:uuid:{file}", "selector": selector}


def _selector_of(tag: Tag) -> dict[str, Any]:
    """In whole percents, as the grammar wants them: outwards, so that nothing of a box is left out."""
    if tag.from_ms is not None:
        return _fragment(MEDIA, f"t={_seconds(tag.from_ms)},{_seconds(tag.until_ms)}")
    box = None
    if tag.left is not None:
        left, top = tag.left // 100, tag.top // 100
        right, bottom = -(-(tag.left + tag.width) // 100), -(-(tag.top + tag.height) // 100)
        box = _fragment(MEDIA, f"xywh=percent:{left},{top},{right - left},{bottom - top}")
    if tag.page is None:
        return box
    page = _fragment(PDF, f"page={tag.page}")
    return {**page, "refinedBy": box} if box else page


def _fragment(grammar: str, value: str) -> dict[str, Any]:
    return {"type": "FragmentSelector", "conformsTo": grammar, "value": value}


def _code(tag: Tag) -> dict[str, Any]:
    framework = tag.code.framework
    return {
        "type": "TextualBody",
        "purpose": "tagging",
        "format": "text/plain",
        "value": tag.code.code,
        "partOf": {"id": f"urn:uuid:{framework.pk}", "label": str(framework)},
    }


def _notes(notes: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": note.words,
            "creator": _person(note.author_id), "created": _moment(note.created_at),
        }
        for note in notes
        if note.words
    ]  # fmt: skip


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")


def _person(pk: UUID) -> dict[str, str]:
    return {"id": f"urn:uuid:{pk}", "type": "Person"}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
