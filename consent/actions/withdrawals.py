"""Taking consent back, whole or in part, and finding that it never held. As easy as giving it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.access import require_may_record, require_may_withdraw
from consent.actions import epoch, proofs
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord
from consent.words import Purpose
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from interviews.days import no_longer_than, not_in_future
from interviews.models import Witness

Kind = ConsentEvent.Kind


@transaction.atomic
def withdraw(
    *,
    witness: Witness,
    purposes: Collection[str] | None,
    channel: str,
    happened_on: date,
    note: str = "",
    proof: StoredFile | None = None,
    by: Person,
) -> ConsentRecord:
    """`purposes` None withdraws everything. Holds from this moment; a second click changes nothing."""
    require_may_withdraw(witness, by)
    check_telling(channel, happened_on, note)
    locked = epoch.lock(witness, by)
    consent = standing_record(locked, by)
    if consent.withdrawn_at:
        return consent
    proven = proofs.checked(proof, locked, by) if proof else None
    told = {"happened_on": happened_on, "by": by, "channel": channel.strip(), "note": note.strip(), "proof": proven}
    if purposes is None:
        _end(consent, by, "withdrawn_at", None)
        epoch.tell(consent, [Kind.WITHDRAWN_FULL], **told)
        epoch.raise_epoch(locked, by)
        return consent
    ended = _end(consent, by, "withdrawn_at", known_purposes(purposes))
    for purpose in ended:
        epoch.tell(consent, [Kind.WITHDRAWN_PART], purpose=purpose, **told)
    if ended:
        epoch.raise_epoch(locked, by)
    return consent


@transaction.atomic
def invalidate(
    *, witness: Witness, reason: str, happened_on: date, purposes: Collection[str] | None = None, by: Person
) -> ConsentRecord:
    """The consent turns out never to have held: pressed, not understood, signed by another."""
    require_may_record(witness, by)
    not_in_future(happened_on, "happened_on")
    if len(reason.strip()) < 5:
        raise Invalid(_("Say why this consent does not hold. The reason stays on record."), "reason")
    no_longer_than(reason, 2000, "reason")
    locked = epoch.lock(witness, by)
    consent = standing_record(locked, by)
    if consent.invalidated_at:
        return consent
    ended = _end(consent, by, "invalidated_at", None if purposes is None else known_purposes(purposes))
    for purpose in ended if purposes is not None else [""]:
        epoch.tell(consent, [Kind.INVALIDATED], purpose=purpose, happened_on=happened_on, by=by, note=reason.strip())
    if ended or purposes is None:
        epoch.raise_epoch(locked, by)
    return consent


def standing_record(witness: Witness, by: Person) -> ConsentRecord:
    consent = epoch.in_force(witness, by)
    if consent is None:
        raise Invalid(_("No consent of this witness is on record, so there is nothing to take back."))
    return consent


def _end(consent: ConsentRecord, by: Person, column: str, purposes: set[str] | None) -> list[str]:
    """Gives the purposes that ended now; with None, all of them and the record itself."""
    now = timezone.now()
    grants = ConsentGrant.objects.visible_to(by).filter(record=consent, **{column: None})
    if purposes is None:
        ConsentRecord.objects.visible_to(by).filter(pk=consent.pk).update(**{column: now})
        setattr(consent, column, now)
    else:
        grants = grants.filter(purpose__in=purposes)
    ended = sorted(set(grants.values_list("purpose", flat=True)))
    grants.update(**{column: now})
    return ended


def known_purposes(purposes: Collection[str]) -> set[str]:
    chosen = set(purposes)
    if not chosen:
        raise Invalid(_("Choose what is withdrawn, or withdraw everything."), "purposes")
    if not chosen <= set(Purpose.values):
        raise Invalid(_("Choose one of the answers offered."), "purposes")
    return chosen


def check_telling(channel: str, happened_on: date, note: str) -> None:
    not_in_future(happened_on, "happened_on")
    if not channel.strip():
        raise Invalid(_("Say how the witness told us: by telephone, in person, by message …"), "channel")
    no_longer_than(channel, 40, "channel")
    no_longer_than(note, 2000, "note")
