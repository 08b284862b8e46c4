"""One account per person (docs/decisions/one-account.md). The body learns that it waits; only the secretariat, why."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection
from iapb.access.door import Protected, ProtectedManager
from iapb.access.rights import Right
from iapb.access.scope import Scope
from iapb.accounts.models import Body
from iapb.privacy import Privacy
from interviews.models.witnesses import Witness
from interviews.visibility import witness_visible


def with_witness_or_secretariat(scope: Scope) -> Q:
    return Q() if Right.ONE_ACCOUNT in scope.rights else witness_visible(scope, "witness__")


def secretariat_alone(scope: Scope) -> Q:
    return Q() if Right.ONE_ACCOUNT in scope.rights else Q(pk__in=[])


class Clearance(Protected):
    """Whether an account may be taken of a witness. Every registration waits for it, whoever else knows the person."""

    witness = models.OneToOneField(Witness, on_delete=models.PROTECT, primary_key=True, related_name="clearance")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    # When the secretariat's desk last compared it with others; empty again when the name is corrected.
    looked_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(with_witness_or_secretariat)
    privacy = Privacy(protected="looked_at", plain="witness collection asked_at released_at")

    class Meta:
        ordering = ["asked_at", "witness_id"]
        indexes = [models.Index(fields=["asked_at"], name="clearance_waiting", condition=Q(released_at=None))]


class PerhapsSame(Protected):
    """Two witnesses of two bodies who may be one person. Codes only; nobody but the secretariat sees the row."""

    class Answer(models.TextChoices):
        OPEN = "open", _("To decide")
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Different people")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The smaller id first, so that a pair is found once.
    one = models.UUIDField()
    other = models.UUIDField()
    one_code = models.CharField(max_length=7)
    other_code = models.CharField(max_length=7)
    one_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    other_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    year_fits = models.BooleanField()  # False: the year of birth is unknown on one side
    found_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    goes_on = models.UUIDField(null=True, blank=True)  # the witness whose body goes on
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(secretariat_alone)
    privacy = Privacy(
        protected="one other one_code other_code one_body other_body year_fits answer goes_on reason",
        plain="id found_at decided_by decided_at",
    )

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(name="pair_found_once", fields=["one", "other"]),
            models.CheckConstraint(name="pair_smaller_id_first", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="pair_decision_is_whole",
                condition=Q(answer="open", decided_by=None, decided_at=None, reason="")
                | (~Q(answer="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="same_person_is_heard_by_one",
                condition=(~Q(answer="same") & Q(goes_on=None))
                | (Q(answer="same") & (Q(goes_on=F("one")) | Q(goes_on=F("other")))),
            ),
        ]
