"""Collections: where items come from. Made by administrators, who see their names and nothing inside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.actions.names import free_name
from evidence.models import Collection
from iapb.access import grant
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Body, Person
from iapb.ledger import record


@transaction.atomic
def create(*, name: str, body: Body | None, until: datetime | None, by: Person) -> Collection:
    """A body's own collection opens to that body until `until`; one without a body opens to nobody yet."""
    require(by, Right.ADMINISTER)
    if body is not None and until is None:
        raise Invalid(_("Say until when the body sees its collection."), field="until")
    if body is not None and Collection.objects.visible_to(by).filter(body=body).exists():
        raise Invalid(_("This body has a collection already."), field="body")
    collection = Collection(name=free_name(Collection.objects.visible_to(by), name), body=body)
    collection.save(force_insert=True)
    detail = {"name": collection.name, "body": str(body.pk) if body else None}
    record("collection.created", actor=by.pk, object=collection.pk, detail=detail)
    if body is not None and until is not None:
        grant.give(collection, to=body, until=until, by=by)
    return collection


@transaction.atomic
def rename(*, collection: Collection, name: str, by: Person) -> None:
    require(by, Right.ADMINISTER)
    others = Collection.objects.visible_to(by).exclude(pk=collection.pk)
    before, collection.name = collection.name, free_name(others, name)
    if collection.name == before:
        return
    collection.save(update_fields=["name"])
    record("collection.renamed", actor=by.pk, object=collection.pk, detail={"name": collection.name})
