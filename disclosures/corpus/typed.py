"""Transcripts in work: being typed, with words that clash, or handed in for a second person."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.texts import Layers
from evidence.models import ItemFile
from evidence.transcripts.actions.beginning import GAP
from evidence.transcripts.models import Clash, Work, WorkSegment
from interviews.models import Interview

EACH = 10  # of so many accounts one is corrected; of these every second is handed in
CLASHES = 20  # one of so many segments was changed twice at once


def correct(number: int, interview: Interview, layers: Layers, random: Random, now: datetime) -> None:
    """`number` of the account. From the transcript that is there, beside the recording."""
    if number % EACH:
        return
    text = layers.texts[0]
    typing = number % (2 * EACH) == 0
    common: dict[str, Any] = {"collection_id": interview.collection_id}
    recordings = ItemFile.objects.visible_to(interview.created_by)
    work = Work(
        id=new_id(random), item_id=interview.pk, kind=Work.Kind.TRANSCRIPT, language=interview.language,
        file=recordings.filter(item=interview.pk, role=ItemFile.Role.RECORDING_AUDIO).first(), began_from=text,
        state=Work.State.TYPING if typing else Work.State.HANDED_IN, layer=None if typing else text,
        holder=interview.created_by, body_id=interview.created_by.body_id, typists=[interview.created_by_id],
        speakers=["Q", "A"], started_at=now, touched_at=now, **common,
    )  # fmt: skip
    rows = [
        WorkSegment(
            id=new_id(random), work=work, place=(one.number + 1) * GAP, content=one.content, speaker=one.speaker,
            start_ms=one.start_ms, end_ms=one.end_ms, **common,
        )
        for one in layers.segments
        if one.text_id == text.pk
    ]  # fmt: skip
    clashes = [
        Clash(
            id=new_id(random), work=work, segment=row, content=f"{row.content} And again.", by=interview.created_by,
            made_at=now, **common,
        )
        for row in rows[::CLASHES]
    ]  # fmt: skip
    copy_rows(Work, [work])
    copy_rows(WorkSegment, rows)
    copy_rows(Clash, clashes if typing else [])
