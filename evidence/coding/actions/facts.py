"""Stating facts, changing them, taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.supports import support_with
from evidence.coding.actions.tags import belonging, must_be_named
from evidence.coding.models import (
    Act,
    Code,
    Departure,
    DetentionPeriod,
    Fact,
    Incident,
    Involvement,
    Tag,
)
from evidence.dates import FuzzyDate
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

ACT_CATEGORIES = ("PHY", "PSY", "SGB", "KIL", "CON", "DUE", "FRT", "TNR", "DEP")
# Framework rule: an instrument belongs to an act of force.
FORCE = ("PHY", "SGB", "KIL")


@transaction.atomic
def state_incident(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Incident:
    """`fields`: context, when, place, facility, summary, certainty."""
    require(by, Right.TAG)
    _check_incident(item, fields, by)
    return _state(Incident, item, fields, by, tags, client_key, codes=[fields["context"]])


@transaction.atomic
def change_incident(*, incident: Incident, fields: dict[str, Any], by: Person) -> Incident:
    require(by, Right.TAG)
    incident = Incident.objects.visible_to(by).select_for_update(of=("self",)).get(pk=incident.pk)
    _must_stand(incident)
    _check_incident(incident.item, fields, by)
    changed = [name for name, value in fields.items() if getattr(incident, name) != value]
    if not changed:
        return incident
    for name in changed:
        setattr(incident, name, fields[name])
    incident.restricted = incident.context.restricted
    incident.save()
    record("incident.changed", actor=by.pk, object=incident.pk,
           detail={"item": str(incident.item_id), "fields": changed})  # fmt: skip
    return incident


@transaction.atomic
def add_act(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Act:
    """`fields`: code, victim, instrument, when, duration_minutes, times, knowledge, provision."""
    require(by, Right.TAG)
    _must_stand(incident)
    code, instrument = fields["code"], fields.get("instrument")
    _must_be_of(code, ACT_CATEGORIES, "code", _("Choose a code that says what was done."))
    if instrument:
        _must_be_of(instrument, ("INS",), "instrument", _("Choose an instrument."))
        if code.category not in FORCE:
            raise Invalid(_("An instrument belongs to an act of force or killing."), field="instrument")
    must_be_named(code, incident.item, by)
    _must_be_past(fields.get("when"), "when")
    fields = {"incident": incident, **fields}
    return _state(Act, incident.item, fields, by, tags, client_key, codes=[code], within=incident)


@transaction.atomic
def add_involvement(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Involvement:
    """`fields`: act, official, body, body_kind, degree, identification, confidence."""
    require(by, Right.TAG)
    _must_stand(incident)
    if not any(fields.get(name) for name in ("official", "body", "body_kind")):
        raise Invalid(_("Say who: an official, a State body, or a kind of body."), field="official")
    if fields.get("body_kind"):
        _must_be_of(fields["body_kind"], ("PRP",), "body_kind", _("Choose a kind of body."))
    act = fields.get("act")
    if act is not None and act.incident_id != incident.pk:
        raise Invalid(_("This act belongs to another incident."), field="act")
    fields = {"incident": incident, **fields}
    within = act or incident
    return _state(Involvement, incident.item, fields, by, tags, client_key, codes=[], within=within)


@transaction.atomic
def state_detention(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> DetentionPeriod:
    """`fields`: person, facility, began, ended, cell, held_together, places_to_sleep, regime, contact."""
    require(by, Right.TAG)
    began, ended = fields.get("began", FuzzyDate()), fields.get("ended", FuzzyDate())
    _must_be_past(began, "began")
    _must_be_past(ended, "ended")
    if began.known and ended.known and ended.latest < began.earliest:
        raise Invalid(_("The end is before the start."), field="ended")
    return _state(DetentionPeriod, item, fields, by, tags, client_key, codes=[])


@transaction.atomic
def state_departure(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Departure:
    """`fields`: person, when, route, crossing, entered, reasons, coercion_before, after_arrival."""
    require(by, Right.TAG)
    _must_be_past(fields.get("when"), "when")
    return _state(Departure, item, fields, by, tags, client_key, codes=[])


@transaction.atomic
def take_back_fact(*, fact: Fact, by: Person) -> Fact:
    """With an incident go its acts and involvements. Nothing is deleted; asked twice, it is done once."""
    require(by, Right.TAG)
    fact = type(fact).objects.visible_to(by).select_for_update(of=("self",)).get(pk=fact.pk)
    if fact.retracted_at:
        return fact
    for part in _parts(fact, by):
        take_back_fact(fact=part, by=by)
    fact.retracted_at, fact.retracted_by = timezone.now(), by
    fact.save(update_fields=["retracted_at", "retracted_by"])
    record(f"{fact.kind}.taken_back", actor=by.pk, object=fact.pk, detail={"item": str(fact.item_id)})
    return fact


def _parts(fact: Fact, by: Person) -> list[Fact]:
    if isinstance(fact, Incident):
        acts = Act.objects.visible_to(by).filter(incident=fact, retracted_at=None)
        return [*Involvement.objects.visible_to(by).filter(incident=fact, retracted_at=None), *acts]
    if isinstance(fact, Act):
        return list(Involvement.objects.visible_to(by).filter(act=fact, retracted_at=None))
    return []


def _state(
    model: type[Fact],
    item: Item,
    fields: dict[str, Any],
    by: Person,
    tags: Iterable[Tag],
    client_key: UUID | None,
    *,
    codes: list[Code],
    within: Fact | None = None,
) -> Any:
    if client_key and (known := model.objects.visible_to(by).filter(author=by, client_key=client_key).first()):
        return known
    restricted = any(code.restricted for code in codes) or bool(within and within.restricted)
    fact = model(**belonging(item, restricted=restricted), **fields, author=by, client_key=client_key or uuid4())
    fact.save(force_insert=True)
    detail = {"item": str(item.pk), "codes": [code.code for code in codes]}
    if within:
        detail["within"] = str(within.pk)
    record(f"{fact.kind}.stated", actor=by.pk, object=fact.pk, detail=detail)
    for tag in tags:
        support_with(fact=fact, tag=tag, by=by)
    return fact


def _check_incident(item: Item, fields: dict[str, Any], by: Person) -> None:
    _must_be_of(fields["context"], ("CTX",), "context", _("Choose the one primary context."))
    must_be_named(fields["context"], item, by)
    _must_be_past(fields.get("when"), "when")


def _must_stand(fact: Fact) -> None:
    if fact.retracted_at:
        raise Invalid(_("This fact was taken back. State it anew."))


def _must_be_of(code: Code, categories: tuple[str, ...], field: str, sentence: Any) -> None:
    if code.category not in categories or not code.assignable or code.retired_at or not code.framework.current:
        raise Invalid(sentence, field=field)


def _must_be_past(when: FuzzyDate | None, field: str) -> None:
    if when is not None:
        when.must_not_be_future(field)
