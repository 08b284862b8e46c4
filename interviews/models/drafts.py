"""What a person has typed and not sent yet. Only they see it; it is sealed like what it will become."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from iapb.access.door import Protected, ProtectedManager
from iapb.access.scope import Scope
from iapb.privacy import Privacy


def own(scope: Scope) -> Q:
    return Q(by=scope.actor)


class Draft(Protected):
    """See docs/decisions/typed-work-survives.md."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=20)
    # Under whose key it is sealed: the witness, or the witness it will become.
    subject = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(own)
    privacy = Privacy(personal="content_sealed", protected="subject", plain="id form by saved_at")

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(name="one_draft_per_form", fields=["by", "form", "subject"])]
