"""What pictures look like, as bits: the working copy in which their like is sought, made anew from files at will."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evidence.models.collections import Collection
from evidence.models.derivatives import Derivative
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

BITS, BANDS = 256, 16
WIDE = BITS // BANDS
_NUMBERS = [f"(substring(bits from {1 + band * WIDE} for {WIDE}))::integer" for band in range(BANDS)]


class BitsField(models.Field):  # type: ignore[type-arg]
    """256 of them, written as noughts and ones."""

    def db_type(self, connection: Any) -> str:
        return f"bit({BITS})"


class InBands(models.Func):
    """The bits of its row in sixteen numbers, which one index each can find."""

    output_field = ArrayField(models.IntegerField())
    template = f"ARRAY[{', '.join(_NUMBERS)}]"


class Likeness(Protected):
    """One picture, or one moment of a film."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    derivative = models.ForeignKey(Derivative, on_delete=models.PROTECT, related_name="likenesses")
    at_ms = models.PositiveBigIntegerField(null=True, blank=True)  # in a film
    bits = BitsField()
    bands = models.GeneratedField(expression=InBands(), output_field=ArrayField(models.IntegerField()), db_persist=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("derivative__parent__item__"))
    privacy = Privacy(protected="bits bands", plain="id derivative at_ms closed collection")

    class Meta:
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(name="likeness_once", fields=["derivative", "at_ms"], nulls_distinct=False)
        ]
