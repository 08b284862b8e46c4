"""What was handed over is asked back, and what the recipient answered. Rows stay as they were told."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures.models.packages import Package
from disclosures.visibility import desk_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Telling(Protected):
    """That a recipient was told, outside, that what they hold was taken back."""

    class Ground(models.TextChoices):
        WITHDRAWN = "withdrawn", _("A witness withdrew consent, or it was found not to hold")
        RESTRICTED = "restricted", _("A witness paused consent")
        ERASURE = "erasure", _("A person's data were erased")
        RECTIFIED = "rectified", _("It holds something that was found wrong")
        ERROR = "error", _("It was disclosed in error")
        PROTECTION = "protection", _("It endangers a person")

    class Asks(models.TextChoices):
        RETURN = "return", _("Return it and keep no copy")
        DESTROY = "destroy", _("Destroy every copy")
        STOP = "stop", _("Stop using it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ground = models.CharField(_("legal ground"), max_length=12, choices=Ground.choices)
    asks = models.CharField(_("what is asked"), max_length=8, choices=Asks.choices)
    how = models.CharField(_("how they were told"), max_length=200)
    asked_on = models.DateField(_("asked on"))
    note = models.TextField(_("what they were told"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    PLAIN = "id ground asks how asked_on by at"

    class Meta:
        abstract = True


class Recall(Telling):
    """One a package: what left is one sealed file, so all of it is asked back."""

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="recall")
    privacy = Privacy(protected="note", plain=f"{Telling.PLAIN} package")


class Said(Protected):
    """What a recipient said to it, each time they said something."""

    class Answer(models.TextChoices):
        RETURNED = "returned", _("Returned, and no copy kept")
        DESTROYED = "destroyed", _("Every copy destroyed")
        STOPPED = "stopped", _("No longer used")
        IN_PART = "in_part", _("Done in part")
        KEPT = "kept", _("Stays in the file of a case")
        REFUSED = "refused", _("Refused")

    # Something stays with the recipient: it must be said what, and on what ground.
    SAYS_WHY = frozenset({Answer.IN_PART, Answer.KEPT, Answer.REFUSED})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    signer = models.CharField(_("who answered"), max_length=200)
    answered_on = models.DateField(_("answered on"))
    note = models.TextField(_("what they said"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    PLAIN = "id recall answer answered_on by at"

    class Meta:
        abstract = True
        ordering = ["at"]


def keeps_says_why(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{prefix}_that_keeps_says_why",
        condition=~models.Q(answer__in=["in_part", "kept", "refused"]) | ~models.Q(note=""),
    )


class RecallAnswer(Said):
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="answers")
    privacy = Privacy(personal="signer", protected="note", plain=Said.PLAIN)

    class Meta(Said.Meta):
        constraints = [keeps_says_why("recall_answer")]
