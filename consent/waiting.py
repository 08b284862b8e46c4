"""What waits for a partner: witnesses without consent, and consent that lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import ConsentGrant, ConsentRecord
from consent.standing import LAPSES_SOON
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from interviews.models import Witness

SHOWN = 20


def waiting(person: Person) -> Iterator[Waiting]:
    if Right.CONSENT not in rights_of(person) or not person.body_id:
        return
    yield from _without_consent(person)
    yield from _lapsing(person)


def _without_consent(person: Person) -> Iterator[Waiting]:
    recorded = ConsentRecord.objects.visible_to(person).filter(superseded_at=None).values("witness")
    witnesses = Witness.objects.visible_to(person).filter(collection__body=person.body_id).exclude(pk__in=recorded)
    for witness in witnesses.order_by("registered_at")[:SHOWN]:
        yield Waiting(
            _("Witnesses without consent"),
            witness.code,
            _("No consent recorded yet: record it."),
            reverse("new_consent", args=[witness.pk]),
            urgent=True,
        )


def _lapsing(person: Person) -> Iterator[Waiting]:
    today = timezone.localdate()
    soon = ConsentGrant.objects.visible_to(person).filter(
        record__superseded_at=None,
        record__withdrawn_at=None,
        record__invalidated_at=None,
        record__witness__collection__body=person.body_id,
        answer__in=["yes", "ask_me"],
        withdrawn_at=None,
        invalidated_at=None,
        expires_on__lte=today + LAPSES_SOON,
    )
    seen: set[UUID] = set()
    for grant in soon.select_related("record__witness").order_by("expires_on")[:500]:
        witness = grant.record.witness
        if witness.pk in seen or len(seen) == SHOWN:
            continue
        seen.add(witness.pk)
        over = grant.expires_on < today
        lapsed, lapses = _("The consent has lapsed: ask the witness."), _("It lapses soon: ask the witness.")
        due = timezone.make_aware(datetime.combine(grant.expires_on, time(12)))
        url = reverse("consent", args=[witness.pk])
        yield Waiting(_("Consent that lapses"), witness.code, lapsed if over else lapses, url, due, urgent=over)
