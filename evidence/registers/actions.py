"""What people do with the registers. Entries are never deleted: facts and disclosures point to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.models.registers import Entry, Name, fold
from evidence.registers.kinds import Register
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def add_entry(*, register: Register, fields: dict[str, Any], by: Person) -> Any:
    """A new place, facility, body or provision with its working name as the first spelling."""
    require(by, Right.REGISTERS)
    if not register.growing:
        raise Invalid(_("Entries of this register are not added by hand."))
    _must_be_new(register, fields["label"], by)
    entry = register.model(basis=Entry.Basis.STATED, **fields)
    entry.save(force_insert=True)
    register.names(entry=entry, kind=Name.Kind.LABEL, language="en", text=entry.label).save(force_insert=True)
    record("register.entry_added", actor=by.pk, object=entry.pk, detail={"register": register.slug})
    return entry


@transaction.atomic
def add_name(*, register: Register, entry: Any, text: str, language: str, by: Person) -> Any:
    """Another spelling by which the entry is found."""
    require(by, Right.REGISTERS)
    text = " ".join(text.split())
    if not fold(text):
        raise Invalid(_("Write the spelling with letters or digits."), field="text")
    if register.names_for(by).filter(entry=entry, text=text).exists():
        raise Invalid(_("This spelling is already there."), field="text")
    name = register.names(entry=entry, kind=Name.Kind.AKA, language=language, text=text)
    name.save(force_insert=True)
    record(
        "register.name_added", actor=by.pk, object=entry.pk, detail={"register": register.slug, "name": str(name.pk)}
    )
    return name


def _must_be_new(register: Register, label: str, by: Person) -> None:
    if register.names_for(by).filter(folded=fold(label)).exists():
        raise Invalid(_("An entry with this name is already there: add what is missing to it."), field="label")
