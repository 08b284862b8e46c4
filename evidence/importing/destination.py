"""Into which collection something is brought, and so within which legacy ids are known."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.access import own_collection
from evidence.models import Collection
from iapb.access.errors import Invalid
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person


def collection_for(by: Person, chosen: UUID | None = None) -> Collection:
    """The one of their body for whoever registers, whatever was chosen; else one that was given to the person."""
    if Right.REGISTER in rights_of(by):
        return own_collection(by)
    given = Collection.objects.visible_to(by)
    found = list(given.filter(pk=chosen) if chosen else given[:2])
    if not found:
        raise Invalid(
            _("No collection was given to you, so there is nothing that you could bring anything into."), "collection"
        )
    if len(found) > 1:
        raise Invalid(_("Choose the collection that the older material belongs to."), "collection")
    return found[0]
