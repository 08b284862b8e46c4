"""Which words of an item still stand, and which another layer has taken over from (docs/decisions/search-layers.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from evidence.coding.anchoring import Piece
from evidence.coding.layers import merit
from evidence.coding.succession import LEAST_ALIKE, Succession, succession_of
from evidence.models import Segment, SegmentSource, Text
from iapb.access.rights import Actor

Kept = Mapping[tuple[UUID, UUID], float]  # of an older original and a newer one, the share of words that is left
Pairs = list[tuple[tuple[UUID, UUID], list[Piece], list[Piece]]]


@dataclass
class Family:
    """An original, its translations from the best to the least, and the segments of all."""

    root: Text
    translations: list[Text]
    segments: dict[UUID, list[Segment]]
    sources: dict[UUID, set[UUID]]  # of a translated segment, those it renders


@dataclass
class Standing:
    heir: Text | None  # what stands in the original's place
    given_way: set[UUID] = field(default_factory=set)  # segments of translations: another one says the same


def to_compare(text_id: UUID, actor: Actor) -> Pairs:
    """Originals of which only their words tell whether the newer one is of the same recording. Seconds each, later."""
    text = Text.objects.visible_to(actor).filter(pk=text_id).first()
    if text is None:
        return []
    succession = succession_of(text.item_id, actor)
    pairs = []
    for old in _line(succession, text):
        new = succession.heir(old)
        if new and not succession.surely_the_same(new, old):
            pairs.append(((old.pk, new.pk), _pieces(old, actor), _pieces(new, actor)))
    return pairs


def heirs_of(succession: Succession, text: Text, kept: Kept) -> dict[UUID, Text]:
    """Of the originals of this text's kind and language those that were taken over from, and by which."""
    heirs = {}
    for old in _line(succession, text):
        new = succession.heir(old)
        if new and (succession.surely_the_same(new, old) or kept.get((old.pk, new.pk), 0) >= LEAST_ALIKE):
            heirs[old.pk] = new
    return heirs


def overshadowed(succession: Succession, text: Text, kept: Kept) -> list[Text]:
    """Older originals of the same recording: what of them is found may change with this text.

    The best first, always: their jobs are asked for one after another, and two texts that came at once must not each
    wait for the other's.
    """
    root = succession.root(text)
    heirs = heirs_of(succession, root, kept)
    newest = heirs.get(root.pk, root)
    same = [one for one in _line(succession, root) if heirs.get(one.pk) == newest]
    return sorted((one for one in same if merit(one) < merit(root)), key=merit, reverse=True)


def family_of(root: Text, succession: Succession, actor: Actor) -> Family:
    translations = [text for text in succession.texts.values() if text.source_id == root.pk]
    translations.sort(key=merit, reverse=True)
    texts = [root.pk, *(text.pk for text in translations)]
    segments = defaultdict(list)
    for segment in Segment.objects.visible_to(actor).filter(text__in=texts).order_by("number"):
        segments[segment.text_id].append(segment)
    sources = defaultdict(set)
    links = SegmentSource.objects.visible_to(actor).filter(segment__text__in=texts)
    for rendered, source in links.values_list("segment", "source"):
        sources[rendered].add(source)
    return Family(root, translations, segments, sources)


def standing_of(family: Family, succession: Succession, heirs: Mapping[UUID, Text], actor: Actor) -> Standing:
    found = Standing(heirs.get(family.root.pk))
    rendered: dict[str, set[UUID]] = defaultdict(set)
    for text in family.translations:
        said = rendered[text.language]
        mine = family.segments[text.pk]
        # One that nobody has laid beside the original yet gives way to nothing.
        found.given_way |= {one.pk for one in mine if family.sources[one.pk] and family.sources[one.pk] <= said}
        said.update(*(family.sources[one.pk] for one in mine))
    if found.heir:
        newer = [succession.texts[pk] for pk, heir in heirs.items() if heir == found.heir and pk != family.root.pk]
        newer = [one for one in [found.heir, *newer] if merit(one) > merit(family.root)]
        whole = {one.pk: family_of(one, succession, actor) for one in newer} if family.translations else {}
        for text in family.translations:
            if any(_says_all(of_newer, text) for of_newer in whole.values()):
                found.given_way |= {one.pk for one in family.segments[text.pk]}
    return found


def _says_all(newer: Family, old: Text) -> bool:
    """Whether better translations render the newer original from its first word to its last."""
    better = [one for one in newer.translations if one.language == old.language and merit(one) > merit(old)]
    said: set[UUID] = set()
    said.update(*(newer.sources[segment.pk] for one in better for segment in newer.segments[one.pk]))
    return all(one.pk in said for one in newer.segments[newer.root.pk] if _to_render(one, old.language))


def _to_render(segment: Segment, language: str) -> bool:
    """Words in the language already, and what a machine did not make out, nobody translates."""
    silent = segment.doubt in (Segment.Doubt.LANGUAGE, Segment.Doubt.UNHEARD)
    return segment.language != language and not silent and any(map(str.isalnum, segment.content))


def _line(succession: Succession, text: Text) -> Iterable[Text]:
    root = succession.root(text)
    alike = (root.kind, root.language)
    return [one for one in succession.texts.values() if one.source_id is None and (one.kind, one.language) == alike]


def _pieces(text: Text, actor: Actor) -> list[Piece]:
    found = Segment.objects.visible_to(actor).filter(text=text).order_by("number")
    return [Piece(*row) for row in found.values_list("start", "content", "speaker")]


def runs(segments: Sequence[Segment]) -> Iterable[list[Segment]]:
    """Parts that stand together in their layer."""
    run: list[Segment] = []
    for segment in segments:
        if run and segment.number != run[-1].number + 1:
            yield run
            run = []
        run.append(segment)
    if run:
        yield run
