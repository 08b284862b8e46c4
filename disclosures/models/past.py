"""Disclosures from before the house: who received what, as the older register tells it. Nothing goes out by it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from consent.words import Purpose
from disclosures.models.recalls import Said, Telling, keeps_says_why
from disclosures.visibility import desk_visible
from evidence.models import Item
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class PastDisclosure(Protected):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="past_disclosures")
    disclosed_on = models.DateField(_("disclosed on"))
    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose.choices, blank=True)  # empty: not known
    to = models.CharField(_("handed to"), max_length=200, blank=True)
    how = models.CharField(_("how"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        personal="to", protected="how note", plain="id recipient disclosed_on purpose brought_by brought_at"
    )

    class Meta:
        ordering = ["-disclosed_on", "id"]


class PastEntry(Protected):
    """One item that they received then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(PastDisclosure, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what of it"), max_length=500, blank=True)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(protected="what", plain="id disclosure item")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "item"], name="item_once_in_past_disclosure")]


class PastRecall(Telling):
    """Of what they received then. Told anew whenever more is taken back."""

    disclosure = models.ForeignKey(PastDisclosure, on_delete=models.PROTECT, related_name="recalls")
    privacy = Privacy(protected="note", plain=f"{Telling.PLAIN} disclosure")

    class Meta:
        ordering = ["at"]


class PastRecallAnswer(Said):
    recall = models.ForeignKey(PastRecall, on_delete=models.PROTECT, related_name="answers")
    privacy = Privacy(personal="signer", protected="note", plain=Said.PLAIN)

    class Meta(Said.Meta):
        constraints = [keeps_says_why("past_answer")]
