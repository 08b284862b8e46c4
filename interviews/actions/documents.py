"""Documents that a witness gave with their account: an item each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from evidence.access import require_not_withdrawn, require_own
from evidence.actions.items import next_reference
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than, not_in_future
from interviews.models import Interview, Witness, WitnessDocument
from interviews.sending import id_of


def create_document(
    *,
    witness: Witness,
    document_kind: str,
    title: str,
    dated_on: date | None = None,
    given_with: Interview | None = None,
    by: Person,
    key: UUID | None = None,
) -> WitnessDocument:
    """`key` names this sending: a second click creates nothing twice."""
    require(by, Right.REGISTER)
    require_own(witness.collection_id, by)
    require_not_withdrawn(witness.pk, by)
    check(witness, document_kind, title, dated_on, given_with)
    pk = id_of(key, by)
    fields = {"document_kind": document_kind, "title": title.strip(), "dated_on": dated_on, "given_with": given_with}
    try:
        return _created_before(pk, by) or _create(pk, witness, fields, by)
    except IntegrityError:
        if (known := _created_before(pk, by)) is None:
            raise
        return known


def change_document(
    *, document: WitnessDocument, document_kind: str, title: str, dated_on: date | None, by: Person
) -> WitnessDocument:
    require(by, Right.REGISTER)
    require_own(document.collection_id, by)
    with transaction.atomic():
        locked = WitnessDocument.objects.visible_to(by).select_for_update(of=("self",)).get(pk=document.pk)
        check(None, document_kind, title, dated_on, None)
        new = {"document_kind": document_kind, "title": title.strip(), "dated_on": dated_on}
        changed = sorted(name for name, value in new.items() if getattr(locked, name) != value)
        if changed:
            for name in changed:
                setattr(locked, name, new[name])
            locked.save(update_fields=changed)
            record("document.changed", actor=by.pk, object=locked.pk, detail={"fields": changed})
    return locked


@transaction.atomic
def _create(pk: UUID, witness: Witness, fields: dict[str, object], by: Person) -> WitnessDocument:
    document = WitnessDocument(
        id=pk,
        reference=next_reference(Item.Kind.WITNESS_DOCUMENT),
        kind=Item.Kind.WITNESS_DOCUMENT,
        collection_id=witness.collection_id,
        closed=True,
        subject=witness.pk,
        created_by=by,
        **fields,
    )
    document.save(force_insert=(Model,))
    detail = {"reference": document.reference, "subject": str(witness.pk), "kind": document.document_kind}
    record("document.created", actor=by.pk, object=document.pk, detail=detail)
    return document


def _created_before(pk: UUID, by: Person) -> WitnessDocument | None:
    return WitnessDocument.objects.visible_to(by).filter(pk=pk, created_by=by).first()


def check(
    witness: Witness | None, document_kind: str, title: str, dated_on: date | None, given_with: Interview | None
) -> None:
    if document_kind not in WitnessDocument.DocumentKind:
        raise Invalid(_("Choose one of the answers offered."), "document_kind")
    if not title.strip():
        raise Invalid(_("Give a neutral title, such as “Court ruling, August 2020”. No names."), "title")
    no_longer_than(title, 200, "title")
    not_in_future(dated_on, "dated_on")
    if witness and given_with and given_with.subject != witness.pk:
        raise Invalid(_("This interview was held with another witness."), "given_with")
