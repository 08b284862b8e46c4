"""The facts a decision needs, as the body that knows them states them. Each is a dated row; the newest counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import in_order, no_longer_than, not_in_future
from interviews.models import (
    EarlierMaterialFacts,
    MaterialFacts,
    Mention,
    NamedPerson,
    RiskAssessment,
    Witness,
    WitnessStatus,
)

# What needs a scope of its own in a consent (decision row 12).
CONTENTS = {
    "medical": _("Medical information"),
    "images_of_body": _("Pictures of the body"),
    "contact_details": _("Contact details"),
}
_MATERIAL = ("contains", "nothing_else", "carries_name", "others", "restricted_art18", "sgbv")


@transaction.atomic
def state_status(
    *,
    witness: Witness,
    status: str,
    status_on: date,
    circumstances_changed: bool | None,
    open_rights_request: bool | None,
    circumstances_note: str = "",
    by: Person,
) -> WitnessStatus:
    _may_state(witness.collection_id, by)
    not_in_future(status_on, "status_on")
    no_longer_than(circumstances_note, 5000, "circumstances_note")
    row = WitnessStatus(
        witness=witness,
        status=WitnessStatus.Status(status),
        status_on=status_on,
        circumstances_changed=circumstances_changed,
        circumstances_note=circumstances_note.strip(),
        open_rights_request=open_rights_request,
        stated_by=by,
    )
    return _added(row, "status status_on circumstances_changed circumstances_note open_rights_request", "status.stated")


@transaction.atomic
def assess_risk(
    *,
    witness: Witness,
    assessed_on: date,
    level: str,
    valid_to: date | None,
    raised_since_consent: bool | None,
    assessed_by: str = "",
    note: str = "",
    by: Person,
) -> RiskAssessment:
    _may_state(witness.collection_id, by)
    not_in_future(assessed_on, "assessed_on")
    in_order(assessed_on, valid_to, "valid_to")
    no_longer_than(note, 5000, "note")
    no_longer_than(assessed_by, 200, "assessed_by")
    row = RiskAssessment(
        witness=witness,
        assessed_on=assessed_on,
        level=RiskAssessment.Level(level),
        valid_to=valid_to,
        raised_since_consent=raised_since_consent,
        assessed_by=assessed_by.strip(),
        note=note.strip(),
        stated_by=by,
    )
    return _added(row, "assessed_on level valid_to raised_since_consent assessed_by note", "risk.assessed")


@transaction.atomic
def state_material(
    *,
    item: Item,
    contains: Collection[str] | None,
    nothing_else: bool | None,
    carries_name: bool | None,
    others: str,
    restricted_art18: bool | None,
    sgbv: bool | None,
    persons: Sequence[NamedPerson] | None = None,
    by: Person,
) -> MaterialFacts:
    """`persons` are those who can be recognised; None leaves the list as it is."""
    _may_state(item.collection_id, by)
    stated = MaterialFacts(
        item_id=item.pk,
        contains=_contents(contains),
        nothing_else=nothing_else,
        carries_name=carries_name,
        others=MaterialFacts.Others(others),
        restricted_art18=restricted_art18,
        sgbv=sgbv,
        stated_by=by,
    )
    locked = Item.objects.visible_to(by).select_for_update(of=("self",)).get(pk=item.pk)
    _mention(locked, stated.others, persons, by)
    before = MaterialFacts.objects.visible_to(by).filter(item=locked).first()
    if before and all(getattr(before, name) == getattr(stated, name) for name in _MATERIAL):
        return before
    if before:
        kept = {name: getattr(before, name) for name in (*_MATERIAL, "stated_by", "stated_at")}
        EarlierMaterialFacts.objects.create(item=locked, **kept)
    stated.save(force_insert=before is None)
    record("material.stated", actor=by.pk, object=locked.pk, detail=_told(stated, _MATERIAL))
    return stated


def _may_state(collection: Any, by: Person) -> None:
    require(by, Right.REGISTER)
    require_own(collection, by)


def _added(row: Any, names: str, event: str) -> Any:
    """A second click states nothing new: the same words of the same person are one row."""
    Witness.objects.visible_to(row.stated_by).select_for_update(of=("self",)).get(pk=row.witness_id)
    rows = type(row).objects.visible_to(row.stated_by).filter(witness=row.witness_id)
    newest = rows.order_by("-stated_at").first()
    compared = [*names.split(), "stated_by_id"]
    if newest and all(getattr(newest, name) == getattr(row, name) for name in compared):
        return newest
    row.save(force_insert=True)
    record(event, actor=row.stated_by.pk, object=row.witness_id, detail=_told(row, names.split()))
    return row


def _told(row: Any, names: Collection[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _contents(contains: Collection[str] | None) -> list[str] | None:
    if contains is None:
        return None
    if unknown := set(contains) - set(CONTENTS):
        raise Invalid(_("“%(word)s” is not one of the contents asked for.") % {"word": min(unknown)[:40]}, "contains")
    return sorted(contains)


def _mention(item: Item, others: str, persons: Sequence[NamedPerson] | None, by: Person) -> None:
    mentions = Mention.objects.visible_to(by).filter(item=item)
    wanted = None if persons is None else {person.pk for person in persons}
    if others == MaterialFacts.Others.NONE:
        wanted = set()
    if wanted is not None:
        now = set(mentions.values_list("person", flat=True))
        mentions.exclude(person__within=list(wanted)).delete()
        Mention.objects.bulk_create(Mention(item=item, person_id=pk) for pk in wanted - now)
    if others == MaterialFacts.Others.LISTED and not mentions.exists():
        raise Invalid(
            _("You say that others can be recognised. Add at least one of them, or choose “Nobody” or “Unknown”."),
            "others",
        )
