"""Entries as the desk and the approvers read them: families, words, colours, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from consent.words import Material
from disclosures import reasons, words
from disclosures.models import Entry
from evidence.models import Item, ItemFile, Text
from iapb.accounts.models import Person
from interviews.models import Witness

OUTCOMES = dict(Entry.Outcome.choices)
# A model's own display makes its choices hashable anew for each row.
ROLES = dict(ItemFile.Role.choices)
MAKERS = dict(Text.Maker.choices)
KINDS = dict(Text.Kind.choices)
KINDS_OF_ITEM = dict(Item.Kind.choices)
LANGUAGES = {"ru": _("Russian"), "be": _("Belarusian"), "en": _("English"), "mixed": _("several languages")}


@dataclass
class Row:
    """One entry: what it is, and what the decision says of it."""

    entry: Entry
    kind: Any
    detail: Any
    machine: bool
    word: Any
    reasons: list[reasons.Shown]
    caveats: list[Any]
    size: int | None = None
    text: Text | None = None
    file: ItemFile | None = None

    @property
    def outcome(self) -> str:
        return self.entry.outcome

    @property
    def first(self) -> reasons.Shown | None:
        return self.reasons[0] if self.reasons else None

    @property
    def others(self) -> list[Any]:
        """The sentences after the first."""
        return [reason.sentence for reason in self.reasons[1:]]

    @property
    def more(self) -> str:
        return _more(get_language() or "en", len(self.reasons) - 1)


class KnownItem(NamedTuple):
    """Of each item of a selection, a page reads no more."""

    pk: UUID
    reference: str
    kind: str
    subject: UUID | None


@dataclass
class Family:
    """An item with everything of it that would leave. It is sent whole or not at all."""

    item: KnownItem | None
    pk: UUID
    witness: str
    witness_pk: UUID | None
    rows: list[Row] = field(default_factory=list)

    @property
    def worst(self) -> str:
        return max((row.outcome for row in self.rows), key=lambda name: Outcome[name])

    @property
    def may_go(self) -> bool:
        return all(row.outcome == Outcome.ALLOW.name for row in self.rows)

    @property
    def kind(self) -> Any:
        return KINDS_OF_ITEM[self.item.kind] if self.item else _("Item you cannot see")

    @property
    def word(self) -> Any:
        return OUTCOMES[self.worst]


@dataclass(frozen=True)
class Known:
    """The items of a selection that the actor sees, and the codes of their witnesses."""

    items: dict[UUID, KnownItem]
    codes: dict[UUID | None, str]

    @classmethod
    def load(cls, ids: Iterable[UUID], actor: Person) -> Known:
        rows = Item.objects.visible_to(actor).filter(pk__within=list(ids)).order_by()
        items = {item.pk: item for item in map(KnownItem._make, rows.values_list(*KnownItem._fields))}
        return cls(items, witness_codes({item.subject for item in items.values() if item.subject}, actor))


def families(entries: Sequence[Entry], known: Known, actor: Person) -> list[Family]:
    """In the order of the entries. What the actor no longer sees keeps its row and says so."""
    file_ids = [entry.item_file_id for entry in entries if entry.item_file_id]
    text_ids = [entry.text_id for entry in entries if entry.text_id]
    files = ItemFile.objects.visible_to(actor).select_related("file").only("role", "language", "file__size")
    texts = Text.objects.visible_to(actor).only("kind", "language", "maker", "engine", "engine_version")
    file_of, text_of = files.in_bulk(file_ids), texts.in_bulk(text_ids)
    found: dict[UUID, Family] = {}
    for entry in entries:
        item = known.items.get(entry.item_id)
        subject = item.subject if item else None
        family = found.setdefault(entry.item_id, Family(item, entry.item_id, known.codes.get(subject, ""), subject))
        family.rows.append(_row(entry, file_of.get(entry.item_file_id), text_of.get(entry.text_id)))
    for family in found.values():
        family.rows.sort(key=_in_family)
    return list(found.values())


def witness_codes(subjects: Iterable[UUID], actor: Person) -> dict[UUID | None, str]:
    witnesses = Witness.objects.visible_to(actor).filter(pk__within=list(subjects))
    return dict(witnesses.values_list("pk", "code"))


@lru_cache(1024)
def _more(language: str, number: int) -> str:
    """Few numbers, and one for each row of a page."""
    return ngettext("%(number)s more reason", "%(number)s more reasons", number) % {"number": number}


def _row(entry: Entry, file: ItemFile | None, text: Text | None) -> Row:
    kind, detail, machine = _named(entry, file, text)
    return Row(
        entry=entry,
        kind=kind,
        detail=detail,
        machine=machine,
        word=OUTCOMES[entry.outcome],
        # What must go with it is shown as such, not as a reason besides.
        reasons=reasons.shown([kept for kept in entry.reasons if kept["code"] not in entry.caveats]),
        caveats=[reasons.caveat(name) for name in entry.caveats],
        size=file.file.size if file else None,
        text=text,
        file=file,
    )


def _named(entry: Entry, file: ItemFile | None, text: Text | None) -> tuple[Any, Any, bool]:
    if file is not None:
        return ROLES[file.role], LANGUAGES.get(file.language, file.language), False
    if text is not None:
        made = MAKERS[text.maker]
        if text.maker == Text.Maker.MACHINE:
            made = _("%(made)s (%(engine)s)") % {"made": made, "engine": f"{text.engine} {text.engine_version}"}
        detail = _("%(language)s; %(made)s") % {"language": LANGUAGES.get(text.language, text.language), "made": made}
        return _("Text: %(kind)s") % {"kind": KINDS[text.kind]}, detail, text.maker == Text.Maker.MACHINE
    return Material(entry.material).label, words.NOT_VISIBLE, False


def _in_family(row: Row) -> tuple[bool, str]:
    """Originals before texts."""
    return row.entry.text_id is not None, str(row.kind)
