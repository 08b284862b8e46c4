"""What interviews add to the page of an item: how it was held or what it is, and what it contains."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from evidence.looking import Stated
from evidence.models import Item
from evidence.sections import Section, Step
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from iapb.care.themes import Theme
from interviews.actions.facts import CONTENTS
from interviews.models import Interview, MaterialFacts, NamedPerson, Witness, WitnessDocument


def of_item(item: Item, actor: Person) -> Iterator[Section | Step]:
    if item.subject is None:
        return
    own = allowed(require_own, item.collection_id, actor) and Right.REGISTER in rights_of(actor)
    here: dict[str, Any] = {"item": item, "may_change": own}
    if item.kind == Item.Kind.INTERVIEW:
        interview = with_code(Interview, actor).get(pk=item.pk)
        yield Section(10, "interviews/_interview_section.html", {**here, "interview": interview})
        yield from _contents(interview, actor, here)
    elif item.kind == Item.Kind.WITNESS_DOCUMENT:
        document = with_code(WitnessDocument, actor).select_related("given_with", "material_facts").get(pk=item.pk)
        yield Section(10, "interviews/_document_section.html", {**here, "document": document})
        yield from _contents(document, actor, here)


def language_of(item: Item, actor: Person) -> str:
    """The declared language of an interview."""
    found = Interview.objects.visible_to(actor).filter(pk=item.pk).values_list("language", flat=True).first()
    return found or ""


def day_of(item: Item, actor: Person) -> date | None:
    """The day the account was given, where it was an interview: the last one of several."""
    found = Interview.objects.visible_to(actor).filter(pk=item.pk).first()
    return (found.ended_on or found.held_on) if found else None


def stated(items: Collection[UUID], actor: Person) -> dict[UUID, Stated]:
    """As whoever took the items in stated their contents; what is not known is not stated."""
    rows = MaterialFacts.objects.visible_to(actor).filter(item__within=list(items))
    return {row.item_id: Stated(row.carries_name is False, _graphic(row), frozenset(_themes(row))) for row in rows}


def _themes(row: MaterialFacts) -> Iterator[Theme]:
    if row.sgbv:
        yield Theme.SEXUAL
    for contents, theme in (("images_of_body", Theme.BODIES), ("medical", Theme.INJURY)):
        if contents in (row.contains or []):
            yield theme


def _graphic(row: MaterialFacts) -> bool | None:
    if row.sgbv or "images_of_body" in (row.contains or []):
        return True
    # Medical material may show wounds or may not.
    calm = row.contains is not None and "medical" not in row.contains
    return False if calm and row.nothing_else and row.sgbv is False else None


def with_code(model: Any, actor: Person) -> Any:
    """The item with its witness's code and the statement of its contents, which follow the item's own rule."""
    codes = Witness.objects.visible_to(actor).filter(pk=OuterRef("subject")).values("code")
    return model.objects.visible_to(actor).annotate(code=Subquery(codes)).select_related("material_facts")


def _contents(item: Item, actor: Person, here: dict[str, Any]) -> Iterator[Section | Step]:
    stated: MaterialFacts | None = getattr(item, "material_facts", None)
    people: list[NamedPerson] = []
    if stated and stated.others == MaterialFacts.Others.LISTED:
        people = list(NamedPerson.objects.visible_to(actor).filter(mentions__item=item.pk))
    contents = [CONTENTS.get(one, one) for one in stated.contains or []] if stated else []
    shown = {**here, "stated": stated, "contents": contents, "people": people}
    yield Section(20, "interviews/_contents_section.html", shown)
    if stated is None:
        text = _("What it contains and who else can be recognised is unknown: state it.")
        yield Step(text, reverse("contents", args=[item.pk]))
