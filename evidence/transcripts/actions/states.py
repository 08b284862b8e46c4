"""The only way from one state of a work to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.transcripts.models import Work
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record


def locked(pk: UUID, *, by: Person) -> Work:
    """The row as it stands now, held until the transaction ends. Raises Work.DoesNotExist."""
    rows = Work.objects.visible_to(by).select_related("item", "holder", "source", "began_from", "layer", "file")
    found: Work = rows.select_for_update(of=("self",)).get(pk=pk)
    return found


@transaction.atomic
def move(work: Work, to: str, *, by: Person, detail: dict[str, Any] | None = None, **changed: Any) -> Work:
    """Locks the row, checks the step, writes it with what changes beside it, and the event."""
    row = locked(work.pk, by=by)
    if not row.may_become(to):
        raise Invalid(
            _("This is “%(now)s”; it cannot become “%(then)s”.")
            % {"now": row.get_state_display(), "then": Work.State(to).label}
        )
    row.state, row.touched_at = to, timezone.now()
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "touched_at", *changed])
    record(Work.EVENTS[to], actor=by.pk, object=row.pk, detail={"item": str(row.item_id), **(detail or {})})
    return row
