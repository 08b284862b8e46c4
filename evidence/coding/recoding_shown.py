"""Tags under codes that were parted or retired: how many there are, one after another, and what is offered instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from evidence.coding.actions.recoding import recodable
from evidence.coding.actions.tags import CARRIER, barred
from evidence.coding.models import Code, Tag
from evidence.coding.presenters import with_notes
from evidence.coding.suggestions_shown import in_their_sentence
from iapb.access.scope import scope_of
from iapb.accounts.models import Person


@dataclass(frozen=True)
class Retired:
    code: Code
    successors: list[Code]
    number: int  # of tags that this person may code anew

    @property
    def asks(self) -> bool:
        """Whether a search for what took its place leaves the tags out, so that somebody must say."""
        return self.code.replaced_by_id is None


@dataclass(frozen=True)
class Shown:
    tag: Tag
    sentence: dict[str, str] | None  # none for a part of a file
    offered: list[Code]
    others: list[Code]


def codes_now() -> dict[str, Code]:
    """Of the current version, by id, in its order."""
    rows = Code.objects.filter(framework__current=True).select_related("framework", "replaced_by")
    return {row.code: row for row in rows.order_by("position")}


def waiting_by_code(person: Person) -> list[Retired]:
    """Those that ask for an answer first, of these the one with the most tags."""
    known = codes_now()
    retired = [row.code for row in known.values() if row.retired_at]
    if not retired:
        return []
    counted = recodable(person).filter(code__code__in=retired).order_by().values_list("code__code")
    found = [
        Retired(known[name], successors_of(known[name], known), number)
        for name, number in counted.annotate(number=Count("pk"))
    ]
    return sorted(found, key=lambda one: (not one.asks, -one.number, one.code.code))


def successors_of(code: Code, known: Mapping[str, Code]) -> list[Code]:
    """What is in use in the place of a retired code; of one that was parted again, its parts."""
    found: dict[str, Code] = {}
    left, seen = list(reversed(_next(code))), {code.code}
    while left:
        name = left.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        if known[name].retired_at is None:
            found[name] = known[name]
        else:
            left += reversed(_next(known[name]))
    return list(found.values())


def _next(code: Code) -> list[str]:
    return [code.replaced_by.code] if code.replaced_by else list(code.split_into)


def tags_under(code: Code, person: Person) -> Any:
    return recodable(person).filter(code__code=code.code).order_by("item__reference", "start", "pk")


def shown(tags: Any, at: int, code: Code, known: Mapping[str, Code], person: Person) -> Shown | None:
    """The tag at this place of the queue, with its words, its notes, and every code it may go under."""
    page = tags.select_related("code", "author", "item", "text", "segment", "file")[at : at + 1]
    (tag,) = with_notes(page, person) or [None]
    if tag is None:
        return None
    fitting = [one for one in known.values() if _fits(one, tag, person)]
    first = [one for one in successors_of(code, known) if one in fitting]
    others = [one for one in fitting if one not in first]
    return Shown(tag, in_their_sentence(tag) if tag.text_id else None, first, others)


def _fits(code: Code, tag: Tag, person: Person) -> bool:
    """As `must_be_assignable` says it, for a list. A need-to-know tag stays need-to-know."""
    if not code.assignable or code.retired_at or CARRIER.get(tag.item.kind) not in code.applies_to:
        return False
    if not code.restricted:
        return not tag.restricted
    return tag.item_id in scope_of(person).named_items and not barred(code, person)


def last_done(code: Code, person: Person) -> Tag | None:
    """The tag this person coded anew last, as it was: what Undo takes up again."""
    mine = Tag.objects.visible_to(person).filter(code__code=code.code, retracted_by=person, recoded_as__isnull=False)
    found: Sequence[Tag] = mine.select_related("recoded_as__code").order_by("-retracted_at", "pk")[:1]
    return found[0] if found else None
