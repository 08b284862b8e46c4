"""A work's words as a layer is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from evidence import layers
from evidence.layers import Layer, Made
from evidence.models import ItemFile, Segment, Text
from evidence.own_names import OwnName
from evidence.transcripts.models import Work, WorkSegment
from iapb.accounts.models import Person
from iapb.language.align import Pair
from iapb.language.base import Segment as Spoken
from iapb.language.identify import identify


@dataclass(frozen=True)
class Frozen:
    layer: Layer
    kept: list[WorkSegment]  # those with words, as they stand in the layer

    @property
    def seal(self) -> str:
        """Of the whole layer, with speakers and times; the layer's own hash is of its words alone."""
        return sha256(self.layer.sealed).hexdigest()


def rows_of(work: Work, by: Person) -> list[WorkSegment]:
    return list(WorkSegment.objects.visible_to(by).filter(work=work, gone=False).order_by("place", "pk"))


def freeze(work: Work, rows: Sequence[WorkSegment], names: Sequence[OwnName]) -> Frozen:
    kept = [row for row in rows if row.content.strip()]
    made = Made(
        kind=_kind(work),
        maker=Text.Maker.HUMAN,
        segments=[_spoken(work, row) for row in kept],
        language=work.language,
    )
    return Frozen(layers.build(made, names), kept)


def known(work: Work, frozen: Frozen, by: Person) -> Text | None:
    """A person's layer of the same words, speakers and times is there already: handed in twice, or nothing changed."""
    same = Text.objects.visible_to(by).filter(
        item=work.item_id, kind=_kind(work), maker=Text.Maker.HUMAN, engine="", source=work.source_id,
        sha256=frozen.layer.sha256, file__sha256=frozen.seal,
    )  # fmt: skip
    return same.order_by("created_at").first()


def parent_of(work: Work, by: Person) -> ItemFile:
    """What the layer is derived from, as its event says: the recording, else what the corrected text was made of."""
    if work.is_translation:
        return _file_of(work.source, by)
    if work.file:
        return work.file
    layer = _file_of(work.began_from, by)
    return layer.derived_from or layer


def pairs_of(work: Work, frozen: Frozen, by: Person) -> list[Pair]:
    """Which segments of the original each translated one renders, by their numbers. A person has seen each of them."""
    originals = Segment.objects.visible_to(by).filter(text=work.source_id).order_by("number")
    number = {pk: index for index, pk in enumerate(originals.values_list("pk", flat=True))}
    found = [_numbers(row.sources, number) for row in frozen.kept]
    return [Pair(sources, (target,), True) for target, sources in enumerate(found) if sources]


def _numbers(sources: Sequence[UUID], number: dict[UUID, int]) -> tuple[int, ...]:
    return tuple(number[one] for one in sources if one in number)


def _kind(work: Work) -> str:
    if work.is_translation:
        return Text.Kind.TRANSLATION
    return work.began_from.kind if work.began_from else Text.Kind.TRANSCRIPT


def _spoken(work: Work, row: WorkSegment) -> Spoken:
    """People mix languages, so each segment says its own; a translation is all of one."""
    language = work.language if work.is_translation else identify(row.content)
    return Spoken(row.content.strip(), row.speaker, row.start_ms, row.end_ms, language)


def _file_of(text: Text | None, by: Person) -> ItemFile:
    assert text is not None
    found: ItemFile = ItemFile.objects.visible_to(by).select_related("derived_from").get(file=text.file_id)
    return found
