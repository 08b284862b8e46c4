"""The older register: who received what, brought in by whoever prepares disclosures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from consent.words import Purpose
from disclosures.actions import past
from disclosures.models import PastDisclosure
from evidence.importing.registry import Column, Kind, Made, Making, Row
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right
from iapb.accounts.models import Person
from iapb.custody import keys


def _disclosure(making: Making) -> Made:
    # No witness's row: kept under a key of its own, made only here.
    keys.provider().new_subject_key(making.key)
    made = past.take_over(
        recipient=past.recipient_of(making["recipient"], making.by),
        disclosed_on=making["disclosed_on"],
        purpose=making["purpose"],
        to=making["to"],
        how=making["how"],
        note=making["note"],
        by=making.by,
        key=making.key,
    )
    return Made(made.pk, made.pk)


def _check(row: Row, by: Person) -> Iterable[tuple[str, Any]]:
    try:
        past.recipient_of(row.values["recipient"], by)
    except Invalid as refusal:
        yield "recipient", refusal.sentence


def _entry(making: Making) -> Made:
    disclosure = PastDisclosure.objects.visible_to(making.by).get(pk=making.found("disclosure").object)
    item = Item.objects.visible_to(making.by).get(pk=making.found("item").object)
    made = past.add_item(disclosure=disclosure, item=item, what=making["what"], by=making.by, key=making.key)
    return Made(made.pk, item.subject or disclosure.pk)


PAST_DISCLOSURES = Kind(
    name="past_disclosures",
    label=_("Earlier disclosures"),
    order=110,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("recipient", _("Short code of the recipient, as in the register"), required=True, longest=6),
        Column("disclosed_on", _("Disclosed on"), required=True, as_="past_day"),
        Column("purpose", _("Purpose, if it is known"), offered=lambda: Purpose.values),
        Column("to", _("Handed to")),
        Column("how", _("How it was handed over")),
        Column("note", _("note"), longest=5000),
    ),
    make=_disclosure,
    tables=("disclosures_pastdisclosure.id",),
    rights=(Right.READ, Right.PREPARE),
    check=_check,
)
PAST_ENTRIES = Kind(
    name="past_entries",
    label=_("What they received"),
    order=120,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("disclosure", _("Earlier disclosure"), required=True, of="past_disclosures"),
        Column("item", _("Interview or document, by legacy id or reference"), required=True, as_="item"),
        Column("what", _("What of it: a transcript, a summary, copies"), longest=500),
    ),
    make=_entry,
    tables=("disclosures_pastentry.id",),
    rights=(Right.READ, Right.PREPARE),
)
