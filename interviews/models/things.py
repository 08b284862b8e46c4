"""Physical items: taken only where loss is likely (standards.md 2, G11), and whoever holds them is written down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models.interviews import Interview


class Thing(Protected):
    class State(models.TextChoices):
        RECEIVED = "received", _("Received, not sealed")
        SEALED = "sealed", _("Sealed")
        UNSEALED = "unsealed", _("Unsealed")
        RETURNED = "returned", _("Returned")
        DESTROYED = "destroyed", _("Destroyed")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.RECEIVED: frozenset({State.SEALED, State.RETURNED}),
        State.SEALED: frozenset({State.UNSEALED, State.RETURNED}),
        State.UNSEALED: frozenset({State.SEALED, State.RETURNED, State.DESTROYED}),
        State.RETURNED: frozenset(),
        State.DESTROYED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="things")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    description = models.CharField(_("what it is, no names"), max_length=200)
    necessity = models.TextField(_("why it was taken and not left"))
    condition = models.TextField(_("condition when received"), blank=True)
    photo = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt_given = models.BooleanField(_("receipt given"), null=True, blank=True)
    seal = models.CharField(_("seal number"), max_length=40, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="description necessity condition seal",
        plain="id interview state photo receipt_given added_by added_at",
    )

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(name="thing_taken_for_a_reason", condition=~Q(necessity="")),
            models.CheckConstraint(name="sealed_thing_has_a_seal", condition=~Q(state="sealed", seal="")),
        ]

    def __str__(self) -> str:
        return self.description


class ThingEvent(Protected):
    """A link of the chain. Never changed; what was wrong is told in a further one."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received from the giver")
        SEALED = "sealed", _("Sealed")
        MOVED = "moved", _("Moved")
        UNSEALED = "unsealed", _("Seal opened")
        RETURNED = "returned", _("Returned to the giver")
        DESTROYED = "destroyed", _("Destroyed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="events")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    happened_on = models.DateField(_("on"))
    handed_by = models.CharField(_("handed over by (code)"), max_length=20, blank=True)
    taken_by = models.CharField(_("taken by (code)"), max_length=20, blank=True)
    place = models.CharField(_("kept at"), max_length=120, blank=True)
    seal = models.CharField(_("seal number"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="kind happened_on handed_by taken_by place seal note",
        plain="id thing interview recorded_by recorded_at",
    )

    class Meta:
        ordering = ["happened_on", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(name="sealing_names_its_seal", condition=~Q(kind="sealed", seal="")),
            models.CheckConstraint(
                name="moving_names_both_hands", condition=~Q(kind="moved") | ~Q(handed_by="") & ~Q(taken_by="")
            ),
        ]
