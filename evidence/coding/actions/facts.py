"""Stating facts, changing them, taking them back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.fact_rules import codes_of, must_be_right, must_stand, within
from evidence.coding.actions.supports import support_with
from evidence.coding.actions.tags import belonging
from evidence.coding.models import (
    Act,
    Code,
    Departure,
    DetentionPeriod,
    Fact,
    Harm,
    Incident,
    Intervention,
    Involvement,
    Tag,
)
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def state_incident(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Incident:
    """`fields`: context, when, place, facility, summary, certainty."""
    return _state(Incident, item, fields, by, tags, client_key)


@transaction.atomic
def add_act(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Act:
    """`fields`: code, victim, instrument, when, duration_minutes, times, knowledge, provision, detention."""
    return _add(Act, incident, fields, by, tags, client_key)


@transaction.atomic
def add_involvement(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Involvement:
    """`fields`: act, official, body, body_kind, degree, identification, confidence."""
    return _add(Involvement, incident, fields, by, tags, client_key)


@transaction.atomic
def add_harm(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Harm:
    """`fields`: act, code, person, documented, document."""
    return _add(Harm, incident, fields, by, tags, client_key)


@transaction.atomic
def add_intervention(
    *, incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Intervention:
    """`fields`: form, when, party, outcome, result."""
    return _add(Intervention, incident, fields, by, tags, client_key)


@transaction.atomic
def state_detention(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> DetentionPeriod:
    """`fields`: person, facility, began, ended, cell, held_together, places_to_sleep, regime, contact, seen_with."""
    return _state(DetentionPeriod, item, fields, by, tags, client_key)


@transaction.atomic
def state_departure(
    *, item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag] = (), client_key: UUID | None = None
) -> Departure:
    """`fields`: person, when, route, crossing, entered, reasons, coercion_before, after_arrival."""
    return _state(Departure, item, fields, by, tags, client_key)


@transaction.atomic
def change_fact(*, fact: Fact, fields: dict[str, Any], by: Person, seen: str = "") -> Fact:
    """`fields` as when it was stated. Its words of support, notes and judgements stay with it.

    `seen` is the mark of what the form showed.
    """
    require(by, Right.TAG)
    fact = type(fact).objects.visible_to(by).select_for_update(of=("self",)).get(pk=fact.pk)
    must_stand(fact)
    if seen and seen != mark_of(fact):
        raise Invalid(_("Somebody else has changed this meanwhile. Open it again; what you typed still stands here."))
    whole = {**_above(fact), **fields}
    must_be_right(type(fact), fact.item, whole, by)
    if _need_to_know(whole) != fact.restricted:
        raise Invalid(_("This would change who may see it. Take it back and state it anew."))
    fields = {name: _kept(getattr(fact, name), value) for name, value in fields.items()}
    changed = [name for name, value in fields.items() if getattr(fact, name) != value]
    if not changed:
        return fact
    for name in changed:
        setattr(fact, name, fields[name])
    fact.save()
    detail = {"item": str(fact.item_id), "fields": changed}
    record(f"{fact.kind}.changed", actor=by.pk, object=fact.pk, detail=detail)
    return fact


def mark_of(fact: Fact) -> str:
    """Another one after every change: whoever changes a fact says with it what they have read."""
    values = [str(getattr(fact, field.attname)) for field in fact._meta.concrete_fields]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()


@transaction.atomic
def take_back_fact(*, fact: Fact, by: Person) -> Fact:
    """With an incident or an act goes all that was stated under it. Nothing is deleted; asked twice, done once."""
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
    above: dict[type[Fact], tuple[str, tuple[type[Fact], ...]]] = {
        Incident: ("incident", (Involvement, Harm, Intervention, Act)),
        Act: ("act", (Involvement, Harm)),
    }
    name, models = above.get(type(fact), ("", ()))
    return [part for model in models for part in model.objects.visible_to(by).filter(**{name: fact}, retracted_at=None)]


def _add(
    model: type[Fact], incident: Incident, fields: dict[str, Any], by: Person, tags: Iterable[Tag], key: UUID | None
) -> Any:
    require(by, Right.TAG)
    must_stand(incident)
    return _state(model, incident.item, {"incident": incident, **fields}, by, tags, key)


def _state(
    model: type[Fact], item: Item, fields: dict[str, Any], by: Person, tags: Iterable[Tag], client_key: UUID | None
) -> Any:
    require(by, Right.TAG)
    must_be_right(model, item, fields, by)
    if client_key and (known := model.objects.visible_to(by).filter(author=by, client_key=client_key).first()):
        return known
    restricted = _need_to_know(fields)
    fact = model(**belonging(item, restricted=restricted), **fields, author=by, client_key=client_key or uuid4())
    fact.save(force_insert=True)
    detail: dict[str, Any] = {"item": str(item.pk), "codes": [code.code for code in codes_of(fields)]}
    if above := within(fields):
        detail["within"] = str(above.pk)
    record(f"{fact.kind}.stated", actor=by.pk, object=fact.pk, detail=detail)
    for tag in tags:
        support_with(fact=fact, tag=tag, by=by)
    return fact


def _need_to_know(fields: dict[str, Any]) -> bool:
    above = within(fields)
    return any(code.restricted for code in codes_of(fields)) or bool(above and above.restricted)


def _above(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in ("incident", "act") if hasattr(fact, name)}


def _kept(standing: Any, value: Any) -> Any:
    """A code of a newer version with the same id means the same: the fact keeps the version it was stated under."""
    same = isinstance(value, Code) and isinstance(standing, Code) and standing.code == value.code
    return standing if same else value
