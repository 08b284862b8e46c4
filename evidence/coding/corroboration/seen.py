"""What the door shows the actor, as parts of one statement: each is an open queryset of its model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce

from evidence import subjects
from evidence.coding.models import Act, DetentionPeriod, Incident, Involvement, Judgement
from evidence.models import Item, JointSubject
from iapb.access.rights import Actor

Between = tuple[UUID, UUID] | None
_NOBODY_LED = {
    "held": "select null::uuid, null::varchar[] where false",
    "given": "select null::uuid, null::uuid where false",
}
_NOBODY_TWICE = "select null::uuid, null::uuid where false"
_DATE = ("earliest", "latest", "precision")


def seen(actor: Actor, between: Between) -> tuple[dict[str, str], list[Any]]:
    """The parts by name, and their parameters in the order in which the statement names them.

    Raises EmptyResultSet where nothing was given to the actor. `between`: two items, where no others are compared.
    """
    known = subjects.known()
    rows = {
        **_facts(actor, between),
        **_accounts(actor, between),
        **(dict(zip(_NOBODY_LED, known.led(actor, between), strict=True)) if known else {}),
        "judged": _judged(actor, between),
    }
    parts = {**_NOBODY_LED, "one_person": _NOBODY_TWICE}
    if known:
        parts["one_person"] = f"select * from {known.one_person}()"  # noqa: S608  (a name in our own code)
    params: list[Any] = []
    for name, queryset in rows.items():
        parts[name], found = queryset.query.sql_with_params()
        params += found
    return parts, params


def _accounts(actor: Actor, between: Between) -> dict[str, Any]:
    """What witnesses gave; of a million open sources none."""
    items = Item.objects.visible_to(actor).filter(subject__isnull=False).order_by()
    together = JointSubject.objects.visible_to(actor).order_by()
    if between:
        items = items.filter(pk__within=between)
    return {
        "items": items.values_list("pk", "reference", "subject", "collection"),
        "together": together.values_list("item", "subject"),
    }


def _facts(actor: Actor, between: Between) -> dict[str, Any]:
    """Acts and involvements that were taken back come along: that, too, changes a fact."""

    def told(model: Any) -> Any:
        rows = model.objects.visible_to(actor).order_by()
        return rows.filter(item__within=between) if between else rows

    when = [f"when_{part}" for part in _DATE]
    periods = [f"{end}_{part}" for end in ("began", "ended") for part in _DATE]
    incidents, detentions = (told(model).filter(retracted_at=None) for model in (Incident, DetentionPeriod))
    return {
        "incidents": incidents.values_list("pk", "item", "place", "facility", "context", *when),
        "detentions": detentions.values_list("pk", "item", "facility", "person", *periods),
        "acts": told(Act).values_list("incident", "code__code", "knowledge", "created_at", "retracted_at"),
        "people": told(Involvement).values_list("incident", "official", "created_at", "retracted_at"),
    }


def _judged(actor: Actor, between: Between) -> Any:
    standing = Judgement.objects.visible_to(actor).filter(superseded_at=None).order_by()
    if between:
        standing = standing.filter(item__within=between)
    standing = standing.annotate(
        first=Coalesce("incident", "detention"), second=Coalesce("other_incident", "other_detention")
    )
    return standing.values_list("first", "second", "by", "verdict", "at", "as_it_stood")
