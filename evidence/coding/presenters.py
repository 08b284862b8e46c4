"""What the workbench's scripts are given: tags and codes as plain data."""

from __future__ import annotations

from typing import Any

from evidence.coding.models import Code, Tag
from evidence.models import Item
from iapb.access.rights import Actor
from iapb.accounts.models import Person


def tag_data(tag: Tag, actor: Actor) -> dict[str, Any]:
    return {
        "id": str(tag.pk),
        "text": str(tag.text_id),
        "segment": str(tag.segment_id),
        "code": tag.code.code,
        "start": tag.start,
        "end": tag.end,
        "exact": tag.exact,
        "state": tag.state,
        "author": tag.author.name,
        "mine": tag.author_id == actor.pk,
        "client_key": str(tag.client_key),
        "retracted": tag.retracted_at is not None,
    }


def tags_of(item: Item, actor: Actor) -> list[Tag]:
    found = Tag.objects.visible_to(actor).filter(item=item, retracted_at=None)
    return list(found.select_related("code", "author"))


def code_data(code: Code, recent: list[str]) -> dict[str, Any]:
    return {
        "id": str(code.pk),
        "code": code.code,
        "category": code.category,
        "assignable": code.assignable and not code.retired_at,
        "label": code.label,
        "labels": [code.label_en, code.label_ru, code.label_be],
        "definition": code.definition,
        "restricted": code.restricted,
        "recent": recent.index(code.code) if code.code in recent else None,
    }


def current_codes() -> list[Code]:
    return list(Code.objects.filter(framework__current=True))


def recent_codes(person: Person, number: int = 8) -> list[str]:
    """The codes this person used last, the newest first."""
    latest = Tag.objects.visible_to(person).filter(author=person).order_by("-created_at")
    codes = latest.values_list("code__code", flat=True)[:60]
    return list(dict.fromkeys(codes))[:number]
