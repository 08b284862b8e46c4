"""Tags and timelines taken along to work on elsewhere. What leaves the house goes through the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from evidence.coding.annotations import collection_of
from evidence.coding.timeline import Timeline, timeline_of
from evidence.models import Item
from evidence.subjects import codes
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def export_tags(*, item: Item, by: Person) -> dict[str, Any]:
    require(by, Right.TAG)
    told = collection_of(item, by)
    record("tags.exported", actor=by.pk, object=item.pk, detail={"tags": told["total"]})
    return told


@transaction.atomic
def export_timeline(*, subject: UUID, by: Person) -> Timeline:
    """Of one witness, as far as the person sees it."""
    require(by, Right.TAG)
    found = timeline_of(subject, codes([subject], by)[subject], by)
    detail = {"items": [str(item.pk) for item in found.items], "facts": found.number}
    record("timeline.exported", actor=by.pk, object=subject, detail=detail)
    return found
