"""How far the layers of an interview are. Their states live on them; here they are read (design.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Tag
from evidence.models import Item, Text
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person


@dataclass(frozen=True)
class Step:
    label: Any
    state: Any
    done: bool


def progress(item: Item, actor: Person) -> list[Step]:
    texts = (
        Text.objects.visible_to(actor)
        .filter(item=item.pk)
        .aggregate(
            **{
                f"{kind}{suffix}": Count("pk", filter=Q(kind=kind) & more)
                for kind in (Text.Kind.TRANSCRIPT, Text.Kind.TRANSLATION)
                for suffix, more in (("", Q()), ("_checked", Q(checked_at__isnull=False)))
            }
        )
    )
    steps = [
        _layer(_("Transcript"), texts["transcript"], texts["transcript_checked"]),
        _layer(_("Translation"), texts["translation"], texts["translation_checked"]),
    ]
    # Tags are seen by those who work with evidence: a partner's empty answer would read as "not coded".
    return [*steps, _coding(item, actor)] if Right.SEARCH in rights_of(actor) else steps


def _layer(label: Any, made: int, checked: int) -> Step:
    if checked:
        return Step(label, _("checked"), True)
    return Step(label, _("not checked yet") if made else _("none yet"), False)


def _coding(item: Item, actor: Person) -> Step:
    tags = Tag.objects.visible_to(actor).filter(item=item.pk, retracted_at=None).exclude(state=Tag.State.SUGGESTED)
    people = tags.aggregate(n=Count("author", distinct=True))["n"]
    states = (_("not coded yet"), _("coded once"))
    return Step(_("Coding"), states[people] if people < len(states) else _("coded by more than one"), people > 0)
