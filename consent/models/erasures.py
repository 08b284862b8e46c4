"""Erasure by destroying a witness's key: decided by one person, confirmed by another."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from iapb.access.door import Protected, ProtectedManager
from iapb.access.rights import Right
from iapb.access.scope import Scope
from iapb.privacy import Privacy
from interviews.models import Witness


def decided_by(scope: Scope) -> Q:
    """The data protection officer's business and counsel's; they see a code and the decision, nothing more."""
    return Q() if scope.rights & {Right.DECIDE_RIGHTS, Right.APPROVE_LEGAL} else Q(pk__in=[])


class Erasure(Protected):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="erasures")
    code = models.CharField(max_length=7)  # of the witness, whom the second person does not see
    decision = models.TextField()
    # The consent as it stood; any change voids the decision.
    consent_epoch = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(decided_by)
    privacy = Privacy(
        protected="decision",
        plain="id witness code consent_epoch asked_by asked_at confirmed_by confirmed_at dropped_at done_at",
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(name="erasure_has_a_decision", condition=~Q(decision="")),
            models.CheckConstraint(
                name="erasure_confirmation_is_whole",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_confirmed_by_another", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="erasure_done_only_if_confirmed", condition=Q(done_at=None) | Q(confirmed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="erasure_dropped_only_if_open", condition=Q(dropped_at=None) | Q(confirmed_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_erasure_per_witness", fields=["witness"], condition=Q(dropped_at=None)
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.dropped_at is None
