"""An item's layers as the workbench shows them: original beside translation, aligned row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from evidence.models import Item, Segment, SegmentSource, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Actor


@dataclass(eq=False)
class Row:
    original: list[Segment] = field(default_factory=list)
    translation: list[Segment] = field(default_factory=list)
    renders: dict[UUID, list[int]] = field(default_factory=dict)  # translated segment: numbers of its originals
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


def original_of(item: Item, actor: Actor) -> Text:
    """What coding begins from: the original that the workbench opens with."""
    text = layers_of(item, actor).original
    if text is None:
        raise Invalid(_("There is no text to be coded yet."))
    text.item = item
    return text


def merit(text: Text) -> tuple[bool, bool, float]:
    """What a person made or checked before a machine's draft, the newest first."""
    return text.maker == Text.Maker.HUMAN, text.checked_at is not None, text.created_at.timestamp()


def _best(texts: Sequence[Text], chosen: set[UUID]) -> Text | None:
    """The wanted one; else the one of most merit."""
    return max(texts, key=lambda text: (text.pk in chosen, *merit(text)), default=None)


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
    row_of = {segment.pk: Row(original=[segment]) for segment in original}
    sources: dict[UUID, list[UUID]] = {}
    for rendered, source, sure in links:
        if source in row_of:
            sources.setdefault(rendered, []).append(source)
            row_of[source].unsure |= not sure
    for segment in translation:
        _join(row_of, sources.get(segment.pk, []))
    alone = _put_beside(translation, sources, row_of, {segment.pk: segment.number for segment in original})
    rows = list(dict.fromkeys(row_of[segment.pk] for segment in original))
    return [*alone[None], *(one for row in rows for one in (row, *alone[row]))]


def _put_beside(
    translation: list[Segment],
    sources: dict[UUID, list[UUID]],
    row_of: dict[UUID, Row],
    number_of: dict[UUID, int],
) -> dict[Row | None, list[Row]]:
    """Gives each translated segment its row; those of none get one of their own, after the row they follow."""
    alone: dict[Row | None, list[Row]] = defaultdict(list)
    latest = None
    for segment in translation:
        linked = sources.get(segment.pk)
        if linked:
            latest = row_of[linked[0]]
            latest.translation.append(segment)
            latest.renders[segment.pk] = sorted(number_of[source] for source in linked)
        else:
            alone[latest].append(Row(translation=[segment]))
    return alone


def _join(row_of: dict[UUID, Row], sources: list[UUID]) -> None:
    together = sorted({row_of[source] for source in sources}, key=lambda row: row.original[0].number)
    for other in together[1:]:
        first = together[0]
        first.original.extend(other.original)
        first.original.sort(key=lambda segment: segment.number)
        first.unsure |= other.unsure
        for segment in other.original:
            row_of[segment.pk] = first
