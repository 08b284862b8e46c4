"""Reading for a reason: the data protection officer opens what belongs to one witness, for hours, on record."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import naming
from evidence.models import Reading
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.access.scope import forget
from iapb.accounts.models import Person
from iapb.ledger import record

LASTS = timedelta(hours=8)
_SHORTEST, _LONGEST = 10, 500


@transaction.atomic
def open_for_a_reason(*, name: str, reason: str, by: Person) -> Reading:
    """`name` is the code of a witness. A second click finds the reading that is open."""
    require(by, Right.DECIDE_RIGHTS)
    reason = " ".join(reason.split())
    if not _SHORTEST <= len(reason) <= _LONGEST:
        raise Invalid(_("Say in a sentence what you have to decide. The ledger keeps it."), "reason")
    subject = _witness(name)
    mine = Reading.objects.filter(person=by, subject=subject, ended_at=None, expires_at__gt=timezone.now())
    if known := mine.first():
        return known
    reading = Reading(person=by, subject=subject, reason=reason, expires_at=timezone.now() + LASTS)
    reading.save(force_insert=True)
    detail = {"reading": str(reading.pk), "reason": reason, "until": reading.expires_at.isoformat()}
    record("reading.opened", actor=by.pk, object=subject, detail=detail)
    forget(by)
    return reading


@transaction.atomic
def end(*, reading: Reading, by: Person) -> None:
    """Before its time; asked twice, it is done once."""
    require(by, Right.DECIDE_RIGHTS)
    locked = Reading.objects.select_for_update().get(pk=reading.pk, person=by)
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        record("reading.ended", actor=by.pk, object=locked.subject, detail={"reading": str(locked.pk)})
    forget(by)


def _witness(name: str) -> UUID:
    found = naming.find(name, "name").subject
    if found is None:
        raise Invalid(_("Give the code of the witness, such as W-40312."), "name")
    return found
