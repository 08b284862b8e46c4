"""What the form of a fact begins with when it is opened from a tag: the tag, its code, and what people took nearby."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q

from evidence.coding.models import Suggestion, Tag
from evidence.coding.suggestions_shown import REGISTER, date_of, ids_of
from evidence.models import Official
from iapb.access.rights import Actor

CODED = {"incident": "context", "act": "code", "harm": "code", "involvement": "body_kind"}
# Of each kind of fact: the field that a proposal somebody has accepted fills.
FILLED: dict[str, dict[str, str]] = {
    "incident": {"date": "when", "facility": "facility", "place": "place"},
    "act": {},
    "involvement": {"body": "body", "official": "official"},
    "harm": {},
    "intervention": {"date": "when"},
    "detention": {"date": "began", "facility": "facility"},
    "departure": {"date": "when"},
}
ACCEPTED = (Suggestion.State.ACCEPTED, Suggestion.State.CHANGED)


def begun(tag: Tag, kind: str, actor: Actor) -> dict[str, Any]:
    return {
        "tag": tag.pk, "words": tag.quoted, **({CODED[kind]: tag.code} if kind in CODED else {}),
        **_accepted(tag, kind, actor),
    }  # fmt: skip


def _accepted(tag: Tag, kind: str, actor: Actor) -> dict[str, Any]:
    """Dates and names accepted in the passages of the tag; where two of a kind differ, a person chooses."""
    if tag.text_id is None or not FILLED[kind]:
        return {}
    found = Suggestion.objects.visible_to(actor).filter(
        text=tag.text_id, state__in=ACCEPTED, kind__in=list(FILLED[kind]), segment=tag.segment_id
    )
    by_kind: dict[str, dict[str, Suggestion]] = defaultdict(dict)
    for one in found:
        by_kind[one.kind][one.value] = one
    filled, names = {}, []
    for one in (next(iter(values.values())) for values in by_kind.values() if len(values) == 1):
        if (value := _value(one, actor)) is not None:
            filled[FILLED[kind][one.kind]] = value
            names.append(one.get_kind_display())
    return {**filled, "filled": names} if filled else {}


def _value(one: Suggestion, actor: Actor) -> Any:
    """An entry of a register as far as this person may see it."""
    if one.kind == Suggestion.Kind.DATE:
        return date_of(one)
    by_id = Q(pk__in=ids_of([one.value]))
    if one.kind == Suggestion.Kind.OFFICIAL:
        return Official.objects.visible_to(actor).filter(by_id).first()
    return REGISTER[one.kind].objects.filter(Q(key=one.value) | by_id).first()
