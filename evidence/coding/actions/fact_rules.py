"""What a fact must meet, whether it is stated or changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence import subjects
from evidence.coding.actions.tags import must_be_named
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
)
from evidence.dates import FuzzyDate
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.accounts.models import Person

ACT_CATEGORIES = ("PHY", "PSY", "SGB", "KIL", "CON", "DUE", "FRT", "TNR", "DEP")
# Framework rule: an instrument belongs to an act of force.
FORCE = ("PHY", "SGB", "KIL")
Fields = Mapping[str, Any]


def must_be_right(model: type[Fact], item: Item, fields: Fields, by: Person) -> None:
    """`fields` holds the incident of what belongs to one."""
    RULES[model](item, fields, by)


def codes_of(fields: Fields) -> list[Code]:
    """Those that say what happened, and so decide whether the fact is need-to-know."""
    return [fields[name] for name in ("context", "code") if fields.get(name)]


def within(fields: Fields) -> Fact | None:
    return fields.get("act") or fields.get("incident")


def must_stand(fact: Fact) -> None:
    if fact.retracted_at:
        raise Invalid(_("This fact was taken back. State it anew."))


def _incident(item: Item, fields: Fields, by: Person) -> None:
    _must_be_of(fields["context"], ("CTX",), "context", _("Choose the one primary context."))
    must_be_named(fields["context"], item, by)
    _must_be_past(fields.get("when"), "when")


def _act(item: Item, fields: Fields, by: Person) -> None:
    code, instrument = fields["code"], fields.get("instrument")
    _must_be_of(code, ACT_CATEGORIES, "code", _("Choose a code that says what was done."))
    if instrument:
        _must_be_of(instrument, ("INS",), "instrument", _("Choose an instrument."))
        if code.category not in FORCE:
            raise Invalid(_("An instrument belongs to an act of force or killing."), field="instrument")
    must_be_named(code, item, by)
    _must_be_past(fields.get("when"), "when")
    if detention := fields.get("detention"):
        if detention.item_id != item.pk:
            raise Invalid(_("This time in detention is told in another account."), field="detention")
        must_stand(detention)


def _involvement(item: Item, fields: Fields, by: Person) -> None:
    if not any(fields.get(name) for name in ("official", "body", "body_kind")):
        raise Invalid(_("Say who: an official, a State body, or a kind of body."), field="official")
    if fields.get("body_kind"):
        _must_be_of(fields["body_kind"], ("PRP",), "body_kind", _("Choose a kind of body."))
    _must_be_of_the_incident(fields)


def _detention(item: Item, fields: Fields, by: Person) -> None:
    began, ended = fields.get("began", FuzzyDate()), fields.get("ended", FuzzyDate())
    _must_be_past(began, "began")
    _must_be_past(ended, "ended")
    if began.known and ended.known and ended.latest < began.earliest:
        raise Invalid(_("The end is before the start."), field="ended")
    seen = set(fields.get("seen_with", ()))
    if seen and not seen <= subjects.mentioned(item.pk, by).keys():
        raise Invalid(_("Choose people whom this account mentions."), field="seen_with")


def _departure(item: Item, fields: Fields, by: Person) -> None:
    _must_be_past(fields.get("when"), "when")


def _harm(item: Item, fields: Fields, by: Person) -> None:
    _must_be_of(fields["code"], ("HRM",), "code", _("Choose a code that says what harm it was."))
    must_be_named(fields["code"], item, by)
    _must_be_of_the_incident(fields)
    if fields.get("document") and fields.get("documented", Harm.Documented.ACCOUNT) == Harm.Documented.ACCOUNT:
        raise Invalid(_("Say what kind of document it is."), field="documented")


def _intervention(item: Item, fields: Fields, by: Person) -> None:
    _must_be_past(fields.get("when"), "when")


RULES: dict[type[Fact], Callable[[Item, Fields, Person], None]] = {
    Incident: _incident,
    Act: _act,
    Involvement: _involvement,
    DetentionPeriod: _detention,
    Departure: _departure,
    Harm: _harm,
    Intervention: _intervention,
}


def _must_be_of_the_incident(fields: Fields) -> None:
    act = fields.get("act")
    if act is None:
        return
    if act.incident_id != fields["incident"].pk:
        raise Invalid(_("This act belongs to another incident."), field="act")
    must_stand(act)


def _must_be_of(code: Code, categories: tuple[str, ...], field: str, sentence: Any) -> None:
    if code.category not in categories or not code.assignable or code.retired_at or not code.framework.current:
        raise Invalid(sentence, field=field)


def _must_be_past(when: FuzzyDate | None, field: str) -> None:
    if when is not None:
        when.must_not_be_future(field)
