"""Which layer takes over from which: the one that the workbench shows instead (docs/decisions/re-anchoring.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from evidence.coding.layers import merit
from evidence.models import Item, ItemFile, Text
from iapb.access.rights import Actor

LEAST_ALIKE = 0.5  # of an original's words, where nothing else says that both are of one recording


@dataclass(frozen=True)
class Succession:
    texts: Mapping[UUID, Text]
    made_of: Mapping[UUID, UUID | None]  # of each layer the file it was read from

    def root(self, text: Text) -> Text:
        """The original that this layer is, or renders."""
        while text.source_id:
            text = self.texts[text.source_id]
        return text

    def heir(self, old: Text) -> Text | None:
        """The layer that stands in the place of this one now; None where it stands itself."""
        better = [new for new in self.texts.values() if self._one_line(new, old) and merit(new) > merit(old)]
        of_the_same = [new for new in better if self.surely_the_same(new, old)]
        return max(of_the_same or better, key=merit, default=None)

    def surely_the_same(self, new: Text, old: Text) -> bool:
        """Whether both render the same thing: a translation does, an original if both were made of one file.

        Of the others it is told from their words: an item may hold two recordings.
        """
        return old.source_id is not None or (
            self.made_of.get(old.pk) is not None and self.made_of.get(old.pk) == self.made_of.get(new.pk)
        )

    def _one_line(self, new: Text, old: Text) -> bool:
        if new.pk == old.pk or (new.kind, new.language) != (old.kind, old.language):
            return False
        if new.source_id is None or old.source_id is None:
            return new.source_id is None and old.source_id is None
        source, earlier = self.texts.get(new.source_id), self.texts.get(old.source_id)
        if source is None or earlier is None:
            return False
        return source.pk == earlier.pk or self._one_line(source, earlier)


def succession_of(item: Item | UUID, actor: Actor, *, locked: bool = False) -> Succession:
    """`locked`: nobody places a tag on these layers until the transaction ends."""
    found = Text.objects.visible_to(actor).filter(item=item).order_by("pk")
    texts: Iterable[Text] = found.select_for_update(of=("self",)) if locked else found
    by_id = {text.pk: text for text in texts}
    files = ItemFile.objects.visible_to(actor).filter(item=item, role=ItemFile.Role.TEXT_LAYER)
    parents = dict(files.values_list("file", "derived_from"))
    return Succession(by_id, {pk: parents.get(text.file_id) for pk, text in by_id.items()})
