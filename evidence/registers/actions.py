"""What people do with the registers. Entries are never deleted: facts and disclosures point to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.models.registers import Entry, Name, Term, fold
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


@transaction.atomic
def set_use(*, term: Term, in_use: bool, by: Person) -> None:
    """A term that renders badly is taken out of use; drafts it stood in keep what they say. Done twice, done once."""
    require(by, Right.REGISTERS)
    locked = Term.objects.select_for_update().get(pk=term.pk)
    if locked.in_use != in_use:
        locked.in_use = in_use
        locked.save(update_fields=["in_use"])
        record("register.term_use", actor=by.pk, object=term.pk, detail={"in_use": in_use})


def _must_be_new(register: Register, label: str, by: Person) -> None:
    if register.names_for(by).filter(folded=fold(label)).exists():
        raise Invalid(_("An entry with this name is already there: add what is missing to it."), field="label")
