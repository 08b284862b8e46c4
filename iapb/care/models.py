"""What a person asked for themselves while reading. Nobody else sees the row: not a reviewer, not an administrator."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.door import Protected, ProtectedManager
from iapb.access.scope import Scope
from iapb.care.themes import Theme
from iapb.privacy import Privacy

SHORTEST, LONGEST = 10, 600  # minutes


def own(scope: Scope) -> Q:
    return Q(person=scope.actor)


class Care(Protected):
    """A person's wishes, and what is counted for them today. What belongs to a day goes with it."""

    class Veil(models.TextChoices):
        ALL = "all", _("all pictures and films, papers too")
        HOUSE = (
            "house",
            _("pictures and films that nobody has stated to be harmless, and whatever is known to be heavy"),
        )
        HEAVY = "heavy", _("only what is known to be heavy")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True)
    ask = ArrayField(models.CharField(max_length=20, choices=Theme.choices), default=list)  # asked before opening
    veil = models.CharField(max_length=5, choices=Veil.choices, default=Veil.HOUSE)
    limit = models.PositiveSmallIntegerField(null=True, blank=True)  # minutes a day; none: nothing is counted
    day = models.DateField(null=True, blank=True)  # of what stands below
    seconds = models.PositiveIntegerField(default=0)  # read today
    counted_at = models.DateTimeField(null=True, blank=True)  # until when they are counted
    quiet_until = models.PositiveIntegerField(default=0)  # seconds read today before which no break is offered
    quiet_today = models.BooleanField(default=False)
    opened = ArrayField(models.UUIDField(), default=list)  # items of which was asked today

    objects = ProtectedManager(own)
    privacy = Privacy(personal="ask veil limit day seconds counted_at quiet_until quiet_today opened", plain="person")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="care_limit_is_minutes", condition=Q(limit=None) | Q(limit__gte=SHORTEST, limit__lte=LONGEST)
            ),
            # Who set no limit is not counted at all.
            models.CheckConstraint(name="care_counts_with_a_limit", condition=Q(limit__isnull=False) | Q(seconds=0)),
        ]

    @property
    def is_of_today(self) -> bool:
        return self.day == today()

    @property
    def read_today(self) -> int:
        return self.seconds if self.is_of_today else 0

    @property
    def quiet_before(self) -> int:
        return self.quiet_until if self.is_of_today else 0

    @property
    def is_quiet(self) -> bool:
        return self.is_of_today and self.quiet_today

    def was_asked(self, item: UUID) -> bool:
        return self.is_of_today and item in self.opened


def today() -> date:
    return timezone.localdate()
