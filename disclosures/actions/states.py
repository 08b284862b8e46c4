"""The only way from one state of a disclosure to the next."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from disclosures.models import Disclosure
from iapb.access.errors import Invalid
from iapb.access.rights import Actor
from iapb.ledger import record


def locked(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """The row as it stands now, held until the transaction ends."""
    return Disclosure.objects.visible_to(by).select_for_update().get(pk=disclosure.pk)


@transaction.atomic
def move(disclosure: Disclosure, to: str, *, by: Actor, detail: dict[str, Any], **changed: Any) -> Disclosure:
    """Locks the row, checks the step, writes it with what changes beside it, and the event."""
    row = locked(disclosure, by=by)
    check_may_become(row, to)
    row.state = to
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changed])
    record(Disclosure.EVENTS[to], actor=by.pk, object=row.pk, detail={"request": str(row.request_id), **detail})
    return row


def check_may_become(disclosure: Disclosure, to: str) -> None:
    if not disclosure.may_become(to):
        raise Invalid(
            _("This disclosure is in the state “%(now)s”; it cannot become “%(then)s”.")
            % {"now": disclosure.get_state_display(), "then": Disclosure.State(to).label}
        )
