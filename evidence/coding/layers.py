"""An item's layers as the workbench shows them: original beside translation, aligned row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from evidence.models import Item, Segment, SegmentSource, Text
from iapb.access.rights import Actor


@dataclass
class Row:
    original: list[Segment] = field(default_factory=list)
    translation: list[Segment] = field(default_factory=list)
    unsure: bool = False  # the alignment was proposed by length alone


@dataclass(frozen=True)
class Layers:
    texts: list[Text]
    original: Text | None
    translation: Text | None

    @property
    def originals(self) -> list[Text]:
        return [text for text in self.texts if text.source_id is None]

    @property
    def translations(self) -> list[Text]:
        return [text for text in self.texts if self.original and text.source_id == self.original.pk]


def layers_of(item: Item, actor: Actor, wanted: Iterable[UUID] = ()) -> Layers:
    """`wanted` names layers to show instead of the usual ones."""
    texts = list(Text.objects.visible_to(actor).filter(item=item))
    chosen = set(wanted)
    originals = [text for text in texts if text.source_id is None]
    source_of_wanted = {text.source_id for text in texts if text.pk in chosen}
    original = _best(originals, chosen | source_of_wanted)
    translations = [t for t in texts if original and t.source_id == original.pk and t.kind == Text.Kind.TRANSLATION]
    return Layers(texts, original, _best(translations, chosen))


def _best(texts: Sequence[Text], chosen: set[UUID]) -> Text | None:
    """The wanted one; else what a person made or checked before a machine's draft, the newest first."""

    def merit(text: Text) -> tuple[bool, bool, bool, float]:
        human = text.maker == Text.Maker.HUMAN
        return text.pk in chosen, human, text.checked_at is not None, text.created_at.timestamp()

    return max(texts, key=merit, default=None)


def rows_of(layers: Layers, actor: Actor) -> list[Row]:
    """Segments that belong together stand in one row, in the order of the original. Two queries."""
    shown = [text.pk for text in (layers.original, layers.translation) if text]
    segments = list(Segment.objects.visible_to(actor).filter(text__in=shown).order_by("number"))
    original = [s for s in segments if layers.original and s.text_id == layers.original.pk]
    translation = [s for s in segments if layers.translation and s.text_id == layers.translation.pk]
    links = (
        SegmentSource.objects.visible_to(actor).filter(segment__text=layers.translation).values_list(
            "segment", "source", "sure")
        if layers.translation else []
    )  # fmt: skip
    return align(original, translation, list(links))


def align(original: list[Segment], translation: list[Segment], links: list[tuple[UUID, UUID, bool]]) -> list[Row]:
    """Joins what is linked n:m; a translated segment without a source follows the one before it."""
    row_of: dict[UUID, Row] = {}
    rows = []
    for segment in original:
        row_of[segment.pk] = Row(original=[segment])
        rows.append(row_of[segment.pk])
    sources: dict[UUID, list[UUID]] = {}
    for rendered, source, sure in links:
        if source in row_of:
            sources.setdefault(rendered, []).append(source)
            row_of[source].unsure |= not sure
    for segment in translation:
        _join(rows, row_of, sources.get(segment.pk, []))
    latest = None
    for segment in translation:
        linked = sources.get(segment.pk)
        if linked:
            latest = row_of[linked[0]]
            latest.translation.append(segment)
        else:
            alone = Row(translation=[segment])
            rows.insert(rows.index(latest) + 1 if latest else 0, alone)
            latest = alone
    return rows


def _join(rows: list[Row], row_of: dict[UUID, Row], sources: list[UUID]) -> None:
    if len(sources) < 2:
        return
    together = sorted({id(row_of[s]): row_of[s] for s in sources}.values(), key=lambda row: row.original[0].number)
    first = together[0]
    for other in together[1:]:
        first.original.extend(other.original)
        first.unsure |= other.unsure
        for segment in other.original:
            row_of[segment.pk] = first
        rows[:] = [row for row in rows if row is not other]
    first.original.sort(key=lambda segment: segment.number)
