"""What is on file about the recipient on the day."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from consent.facts import RecipientFacts
from consent.models import Agreement, Channel, Recipient, TransferBasis


def recipient_facts(recipient: Recipient, on: date) -> RecipientFacts:
    reason = "facts about one recipient whom the caller was shown"
    standing = Q(ended_on=None) | Q(ended_on__gt=on)
    agreements = Agreement.objects.unscoped(reason).filter(
        standing, Q(valid_to=None) | Q(valid_to__gte=on), recipient=OuterRef("pk"), valid_from__lte=on
    )
    channels = Channel.objects.unscoped(reason).filter(standing, recipient=OuterRef("pk"), approved_on__lte=on)
    # A basis that names countries holds for those alone.
    covers = Q(countries=[]) | Q(countries__contains=[recipient.state])
    bases = TransferBasis.objects.unscoped(reason).filter(
        standing, covers, recipient=OuterRef("pk"), assessed_on__lte=on, valid_to__gte=on
    )
    row = (
        Recipient.objects.unscoped(reason)
        .annotate(agreed=Exists(agreements), reachable=Exists(channels), based=Exists(bases))
        .get(pk=recipient.pk)
    )
    return RecipientFacts(
        recipient=row.pk,
        blocked=row.blocked,
        state=row.state or None,
        state_blocked=row.state_blocked,
        international_organisation=row.international_organisation,
        in_eea=row.in_eea,
        transfer_basis_on=row.based,
        agreement=row.agreed,
        channel_approved=row.reachable,
        needs_names=row.needs_names,
        accepts_caveats=row.accepts_caveats,
    )
