"""What was asked, by whom, on what basis."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from consent.words import Purpose
from disclosures.visibility import desk_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Request(Protected):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)  # IAPB-R-00012
    their_reference = models.CharField(_("their reference"), max_length=80, blank=True)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="requests")
    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose.choices)
    received_on = models.DateField(_("received on"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    basis = models.TextField(_("on what basis they ask"))
    questions = models.TextField(_("what they ask"))
    # Row 19: an answer to an order is never a matter of routine. None: not asked yet.
    court_order = models.BooleanField(_("relies on a court order or production demand"), null=True, blank=True)
    deconfliction = models.TextField(_("note on live inquiries"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    refusal = models.TextField(_("why refused"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="their_reference basis questions deconfliction refusal",
        plain="id reference recipient purpose received_on deadline court_order state recorded_by recorded_at",
    )

    class Meta:
        ordering = ["deadline", "received_on"]
        constraints = [
            models.CheckConstraint(
                name="request_deadline_after_receipt", condition=Q(deadline=None) | Q(deadline__gte=F("received_on"))
            ),
            models.CheckConstraint(name="refused_request_says_why", condition=~Q(state="refused") | ~Q(refusal="")),
        ]

    def __str__(self) -> str:
        return self.reference
