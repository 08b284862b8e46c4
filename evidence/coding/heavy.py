"""Which themes an item holds by its codes, for one reader: confirmed tags that they may see, and no others.

What a reader does not see tells them nothing here either: a need-to-know code of which they are not named, and the
other coder's tags while a text is coded blind, stay behind the door.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

import yaml
from django.urls import reverse

from evidence.coding.models import Tag, Work
from evidence.looking import MAY_SHOCK
from iapb.accounts.models import Person
from iapb.care.themes import Theme

# Of a tag, so that no further statement is asked for its code.
STANDING = "code__standing__now"
_FILE = Path(__file__).parent / "data" / "heavy.yaml"


@cache
def branches() -> dict[Theme, tuple[frozenset[str], frozenset[str]]]:
    """By theme the codes that stand for themselves and all below them, and the kinds of handling."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {Theme(name): (frozenset(one["codes"]), frozenset(one.get("handling", ()))) for name, one in told.items()}


def themes_of(code: str, handling: Iterable[str]) -> frozenset[Theme]:
    return _themes_of(code, tuple(handling))


@lru_cache(10_000)  # more than there are codes in all versions of a framework
def _themes_of(code: str, handling: tuple[str, ...]) -> frozenset[Theme]:
    parts = code.split(".")
    above = {".".join(parts[:number]) for number in range(1, len(parts) + 1)}
    return frozenset(
        theme for theme, (codes, kinds) in branches().items() if codes & above or not kinds.isdisjoint(handling)
    )


def held_by(items: Collection[UUID], person: Person) -> dict[UUID, set[Theme]]:
    """One query, whatever the number of items."""
    standing = Tag.objects.visible_to(person).filter(
        item__within=list(items), retracted_at=None, passed_on=False, settled=False,
        state__in=(Tag.State.CONFIRMED, Tag.State.ADJUDICATED),
    )  # fmt: skip
    # As the code was placed, and as the current version has it: what became heavy later is heavy on older tags too.
    codes = ("code__code", "code__handling", "code__standing__now__code", "code__standing__now__handling")
    found: dict[UUID, set[Theme]] = {}
    for item, role, code, handling, now, handling_now in (
        standing.order_by().values_list("item_id", "file__role", *codes).distinct()
    ):
        themes = themes_of(code, handling) | themes_of(now or code, handling_now or ())
        if themes and role in MAY_SHOCK:
            themes |= {Theme.BODIES}
        found.setdefault(item, set()).update(themes)
    return found


def of_tags(tags: Iterable[Tag]) -> set[Theme]:
    """The same of tags a page has read already, with `STANDING`."""
    found: set[Theme] = set()
    for tag in tags:
        if tag.passed_on or tag.settled or tag.state == Tag.State.SUGGESTED:
            continue
        now = getattr(tag.code, "standing", None)
        themes = themes_of(tag.code.code, tag.code.handling)
        themes |= themes_of(now.now.code, now.now.handling) if now else frozenset()
        if themes and tag.file and tag.file.role in MAY_SHOCK:
            themes |= {Theme.BODIES}
        found |= themes
    return found


def hand_on(item: UUID, person: Person) -> str | None:
    """Where the coding of this item that the person holds is handed to somebody else."""
    held = Work.objects.visible_to(person).filter(item=item, coder=person, state=Work.State.OPEN).first()
    return reverse("hand_over_coding", args=[held.pk]) if held else None
