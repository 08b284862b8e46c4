"""On an item's page: what an older archive had coded under codes that have no place here."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Expression,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from evidence.coding.models import LegacyCoding
from evidence.models import Item, Text
from evidence.sections import Section
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

SHOWN = 200


def on_item(item: Item, actor: Person) -> Iterator[Section]:
    if Right.TAG not in rights_of(actor):
        return
    kept = list(kept_on(item, actor)[: SHOWN + 1])
    if kept:
        some = any(one.on_older for one in kept[:SHOWN])
        shown = {"kept": kept[:SHOWN], "more": len(kept) > SHOWN, "some_on_older": some}
        yield Section(70, "coding/_legacy_section.html", shown)


def kept_on(item: Item, actor: Person) -> QuerySet[LegacyCoding]:
    """Each with `on_older`: whether a newer layer has come. They stay where the archive had them: what such a code
    means nobody knows here, so nothing can tell whether it holds for other words (docs/decisions/bringing-in.md).
    In one statement, since the page has many sections."""
    newer = Text.objects.visible_to(actor).annotate(rank=_rank(), whole=_original("source"))
    newer = newer.filter(
        Q(rank__gt=OuterRef("rank")) | Q(rank=OuterRef("rank"), created_at__gt=OuterRef("text__created_at")),
        item=OuterRef("item"),
        kind=OuterRef("text__kind"),
        language=OuterRef("text__language"),
        whole=OuterRef("whole"),
    )
    rows = LegacyCoding.objects.visible_to(actor).filter(item=item).select_related("text")
    return rows.annotate(rank=_rank("text__"), whole=_original("text__source")).annotate(on_older=Exists(newer))


def _rank(of: str = "") -> Expression:
    """As `layers.merit`: a person's before a machine's, checked before unchecked."""
    human = When(**{f"{of}maker": Text.Maker.HUMAN}, then=2)
    checked = When(**{f"{of}checked_at__isnull": False}, then=1)
    number = {"default": 0, "output_field": IntegerField()}
    return Case(human, **number) + Case(checked, **number)


def _original(source: str) -> Expression:
    return ExpressionWrapper(Q(**{f"{source}__isnull": True}), output_field=BooleanField())
