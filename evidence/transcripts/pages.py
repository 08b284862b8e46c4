"""What the editor's page and its script are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.models import Derivative, Item, ItemFile, Segment, Text
from evidence.transcripts import access, checks, frozen
from evidence.transcripts.actions.beginning import recordings_of
from evidence.transcripts.models import Clash, Work, WorkSegment
from iapb.access.errors import allowed
from iapb.access.rights import Actor
from iapb.accounts.models import Person

TYPE, CHECK, READ, AWAY = "type", "check", "read", "away"


def mode_of(work: Work, actor: Person) -> str:
    """Who has it types; a second person reads along and answers; colleagues read; other bodies see whose it is."""
    if not access.is_colleague(work, actor):
        return AWAY
    if work.holder_id == actor.pk and work.is_open:
        return TYPE
    if work.state == Work.State.HANDED_IN and actor.pk not in work.typists:
        return CHECK
    return READ


def work_page(work: Work, actor: Person) -> dict[str, Any]:
    mode = mode_of(work, actor)
    return {
        "work": work,
        "item": work.item,
        "mode": mode,
        "recordings": _heard(work, actor) if mode != AWAY else [],
        "looked_at": _looked_at(work, actor) if mode != AWAY else None,
        "data": work_data(work, actor),
        "originals": _originals(work, actor) if mode != AWAY else [],
        "colleagues": access.colleagues(work) if mode == TYPE else [],
        "may_take_back": work.holder_id == actor.pk and work.state == Work.State.HANDED_IN,
        "may_take_over": access.may_take_over(work, actor),
        "withdrawn": work.item.withdrawn_at is not None,
    }


def checks_page(work: Work, actor: Person) -> dict[str, Any]:
    rows = frozen.rows_of(work, actor) if access.is_colleague(work, actor) else []
    found = checks.findings(work, rows, actor) if mode_of(work, actor) == TYPE else []
    return {
        "work": work,
        "item": work.item,
        "mine": mode_of(work, actor) == TYPE,
        "findings": found,
        "blocked": any(one.blocks for one in found),
        "words": sum(len(row.content.split()) for row in rows),
        "segments": sum(bool(row.content.strip()) for row in rows),
    }


def work_data(work: Work, actor: Person) -> dict[str, Any]:
    """Everything that is typed, for the script; nothing of it for another body."""
    mode = mode_of(work, actor)
    rows = frozen.rows_of(work, actor) if mode != AWAY else []
    open_ = Clash.objects.visible_to(actor).filter(work=work, settled_at=None).select_related("by")
    return {
        "mode": mode,
        "state": work.state,
        "speakers": list(work.speakers) if mode != AWAY else [],
        "segments": [segment_data(row) for row in rows],
        "clashes": [clash_data(one) for one in open_] if mode != AWAY else [],
    }


def segment_data(row: WorkSegment) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "version": row.version,
        "text": row.content,
        "speaker": row.speaker,
        "start_ms": row.start_ms,
        "end_ms": row.end_ms,
        "gone": row.gone,
        "sources": [str(one) for one in row.sources],
        "doubt": str(row.get_doubt_display()) if row.doubt else "",
        "remark": row.remark,
    }


def clash_data(clash: Clash) -> dict[str, Any]:
    return {
        "id": str(clash.pk),
        "segment": str(clash.segment_id),
        "text": clash.content,
        "by": clash.by.name,
        "made_at": clash.made_at.isoformat(),
    }


def _heard(work: Work, actor: Actor) -> list[Any]:
    if work.file is None or work.file.role not in (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO):
        return []
    waveforms = Derivative.objects.visible_to(actor).filter(parent=OuterRef("pk"), kind=Derivative.Kind.WAVEFORM)
    found = ItemFile.objects.visible_to(actor).filter(pk=work.file_id).annotate(has_waveform=Exists(waveforms))
    return list(found)


def _looked_at(work: Work, actor: Person) -> ItemFile | None:
    """The scan or document beside which a text is corrected or translated."""
    text = work.source or work.began_from
    if work.file or text is None:
        return None
    layer = ItemFile.objects.visible_to(actor).filter(file=text.file_id).select_related("derived_from__file").first()
    return layer.derived_from if layer else None


def _originals(work: Work, actor: Actor) -> list[dict[str, Any]]:
    if not work.is_translation:
        return []
    rows = Segment.objects.visible_to(actor).filter(text=work.source_id).order_by("number")
    return [
        {
            "id": str(row.pk),
            "text": row.content,
            "speaker": row.speaker,
            "language": row.language,
            "start_ms": row.start_ms,
        }
        for row in rows
    ]


@dataclass(frozen=True)
class Choices:
    """What may be begun on an item, and what somebody has in work already."""

    recordings: list[ItemFile]
    texts: list[Text]  # may be corrected, or translated
    drafts: list[Text]  # translations that may be gone out from
    works: list[Work]

    @property
    def anything(self) -> bool:
        return bool(self.recordings or self.texts)


def choices(item: Item, actor: Person) -> Choices:
    texts = list(Text.objects.visible_to(actor).filter(item=item).order_by("-created_at", "-pk"))
    return Choices(
        recordings_of(item, actor),
        [text for text in texts if text.kind != Text.Kind.TRANSLATION],
        [text for text in texts if text.kind == Text.Kind.TRANSLATION],
        works_of(item, actor),
    )


def works_of(item: Item, actor: Actor) -> list[Work]:
    found = Work.objects.visible_to(actor).filter(item=item).exclude(state__in=Work.OVER_STATES)
    return list(found.select_related("holder", "body", "file").order_by("started_at", "pk"))


def hand_on(item: UUID, person: Person) -> str | None:
    """Where what the person has in hand of this item is given to a colleague."""
    held = Work.objects.visible_to(person).filter(item=item, holder=person, state__in=Work.OPEN_STATES).first()
    return reverse("hand_over_work", args=[held.pk]) if held else None


def may_begin(item: Item, actor: Person) -> bool:
    """Nobody of no body does, whose work no colleague could check; nor on what was withdrawn."""
    together = actor.body_id is not None and item.withdrawn_at is None
    return together and allowed(access.require_may_work_on, item, actor)


def titled(kind: str, reference: str) -> Any:
    """In a list: what it is, in words."""
    return _("%(kind)s of %(reference)s") % {"kind": Work.Kind(kind).label, "reference": reference}
