"""What people judged about two accounts that may tell of the same event. Nothing is merged by it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.facts import DetentionPeriod, Incident
from evidence.coding.visibility import of_both
from evidence.models import Collection, Item
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


def _above(model: type[models.Model], **more: bool) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=models.PROTECT, related_name="+", **more)


def _either(incident: str, detention: str) -> Q:
    first = Q(**{f"{incident}__isnull": False, f"{detention}__isnull": True})
    return first | Q(**{f"{incident}__isnull": True, f"{detention}__isnull": False})


class Judgement(Protected):
    """One person's, about two facts of two witnesses. Seen by whoever sees both items, and by nobody else.

    Somebody else may judge otherwise: both stand. Who judges again supersedes what they judged before; it stays.
    """

    class Verdict(models.TextChoices):
        SAME = "same", _("the same event")
        DIFFERENT = "different", _("different events")
        UNSURE = "unsure", _("cannot say")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = _above(Item)  # of the first account: the smaller id, so that a pair stands one way round
    incident = _above(Incident, null=True)
    detention = _above(DetentionPeriod, null=True)
    other_item = _above(Item)
    other_incident = _above(Incident, null=True)
    other_detention = _above(DetentionPeriod, null=True)
    verdict = models.CharField(_("judgement"), max_length=9, choices=Verdict.choices)
    reason = models.TextField(_("why"))  # "-" once one of the witnesses was erased
    as_it_stood = models.CharField(max_length=32)  # the two facts as they were judged, as a hash
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField(default=uuid.uuid4)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # Of either account, for the door and the policies.
    restricted = models.BooleanField(default=False)
    other_restricted = models.BooleanField(default=False)
    closed = models.BooleanField(default=True)
    other_closed = models.BooleanField(default=True)
    collection = _above(Collection)
    other_collection = _above(Collection)

    objects = ProtectedManager(of_both)
    privacy = Privacy(
        protected="reason as_it_stood",
        plain="id item incident detention other_item other_incident other_detention verdict by at client_key "
        "superseded_at restricted other_restricted closed other_closed collection other_collection",
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="judgement_is_of_two_accounts", condition=Q(item__lt=F("other_item"))),
            models.CheckConstraint(
                name="judgement_is_of_one_fact_each",
                condition=_either("incident", "detention") & _either("other_incident", "other_detention"),
            ),
            models.CheckConstraint(name="judgement_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(name="judgement_sent_once", fields=["by", "client_key"]),
            models.UniqueConstraint(
                name="judgement_stands_once",
                fields=["by", "incident", "detention", "other_incident", "other_detention"],
                condition=Q(superseded_at=None),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["item", "other_item"], name="judgement_by_items")]

    @property
    def one(self) -> uuid.UUID:
        return self.incident_id or self.detention_id

    @property
    def other(self) -> uuid.UUID:
        return self.other_incident_id or self.other_detention_id
