"""Others who appear in an account: a pseudonym for everyone, the name sealed under the witness's key."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from evidence.access import require_not_withdrawn, require_own
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.ledger import record
from interviews.days import no_longer_than
from interviews.models import Mention, NamedPerson
from interviews.sending import id_of

_TRIES = 20
_TABLE = "interviews_namedperson"


@transaction.atomic
def add_person(
    *, item: Item, kind: str, name: str = "", how: str = "", by: Person, key: UUID | None = None
) -> NamedPerson:
    """Someone who can be recognised in the item. `key` names the sending, so that two clicks add one."""
    require(by, Right.REGISTER)
    require_own(item.collection_id, by)
    require_not_withdrawn(item.subject, by)
    no_longer_than(name, 200, "name")
    no_longer_than(how, 300, "how")
    pk = id_of(key, by)
    if known := NamedPerson.objects.visible_to(by).filter(pk=pk, added_by=by).first():
        return known
    person = NamedPerson(
        id=pk, collection_id=item.collection_id, kind=NamedPerson.Kind(kind), how=how.strip(), added_by=by
    )
    if name.strip():
        if item.subject is None:
            raise Invalid(_("This item belongs to no witness, so there is no key to seal a name under."), "name")
        person.sealed_under = item.subject
        person.name_sealed = keys.provider().seal_field(item.subject, _TABLE, "name_sealed", person.pk, name.strip())
    _with_pseudonym(person)
    Mention.objects.create(item_id=item.pk, person=person)
    record("person.named", actor=by.pk, object=person.pk, detail={"item": str(item.pk), "kind": person.kind})
    return person


def name_of(*, person: NamedPerson, reason: str, by: Person) -> str:
    """The name behind the pseudonym, for a reason that the ledger keeps."""
    require(by, Right.IDENTITY)
    require_own(person.collection_id, by)
    if not reason.strip():
        raise Invalid(_("Say in a few words what you need the name for. The ledger keeps it."), "reason")
    with transaction.atomic():
        record("identity.read", actor=by.pk, object=person.pk, detail={"reason": reason.strip()[:500]})
        if person.name_sealed is None:
            return ""
        sealed = bytes(person.name_sealed)
        return keys.provider().open_field(person.sealed_under, _TABLE, "name_sealed", person.pk, sealed)


def _with_pseudonym(person: NamedPerson) -> None:
    for _attempt in range(_TRIES):
        person.pseudonym = f"P-{10_000 + secrets.randbelow(90_000)}"
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as error:
            if "pseudonym" not in str(error.__cause__.diag.constraint_name):  # type: ignore[union-attr]
                raise
            continue
        return
    raise Invalid(_("No free pseudonym was found. Try again."))
