"""Append-only tables. What a leaf says is in its bytes; the columns beside it are projections.

Rows are written by one statement (`actions.record`) and by the sealer, never changed:
triggers and rights of migration 0001 see to it.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now

from iapb.ledger.leaf import Leaf
from iapb.privacy import Privacy

OPAQUE = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
EVENT = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"
COMMIT = r"^[0-9a-f]{64}$"


class EventQuerySet(models.QuerySet["Event"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")

    def in_order(self) -> Self:
        return self.order_by("at", "id")

    def before(self, at: datetime, id: uuid.UUID) -> Self:
        """Those that follow an event in a list with the newest first."""
        return self.filter(models.Q(at__lt=at) | models.Q(at=at, id__lt=id))

    def after(self, at: datetime, id: uuid.UUID) -> Self:
        """Those that follow an event in a list with the oldest first."""
        return self.filter(models.Q(at__gt=at) | models.Q(at=at, id__gt=id))

    def of_object(self, object: str | uuid.UUID) -> Self:
        return self.filter(object=str(object))

    def with_position(self) -> Self:
        return self.select_related("position")

    def unsealed(self) -> Self:
        return self.filter(position=None)


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=100)
    # at, leaf and xact are written by the database: nobody chooses the time of an event.
    at = models.DateTimeField(editable=False)
    actor = models.CharField(max_length=100)
    object = models.CharField(max_length=100)
    commit = models.CharField(max_length=64)
    leaf = models.BinaryField(editable=False)
    xact = models.BigIntegerField(editable=False)

    objects = EventQuerySet.as_manager()
    privacy = Privacy(protected="commit leaf", plain="id event at actor object xact")

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_event_has_a_plain_name", condition=models.Q(event__regex=EVENT)),
            models.CheckConstraint(name="ledger_actor_is_an_opaque_id", condition=models.Q(actor__regex=OPAQUE)),
            models.CheckConstraint(name="ledger_object_is_an_opaque_id", condition=models.Q(object__regex=OPAQUE)),
            models.CheckConstraint(name="ledger_commit_is_a_digest", condition=models.Q(commit__regex=COMMIT)),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="ledger_by_time"),
            models.Index(fields=["object", "at"], name="ledger_by_object"),
            models.Index(fields=["actor", "at"], name="ledger_by_actor"),
            models.Index(fields=["event", "at"], name="ledger_by_event"),
            models.Index(fields=["xact"], name="ledger_by_xact"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"

    def to_leaf(self) -> Leaf:
        """The leaf the columns would give; the truth is `leaf`."""
        return Leaf(self.id, self.event, self.at, self.actor, self.object, self.commit)


class EventDetail(models.Model):
    """What the leaf commits to. The only part of the ledger that can be erased (`actions.erase_detail`)."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="detail")
    salt = models.BinaryField(editable=False)
    detail = models.BinaryField(editable=False)  # canonical bytes
    privacy = Privacy(protected="salt detail", plain="event")

    def __str__(self) -> str:
        return f"detail of {self.event_id}"


class Position(models.Model):
    """An event's place in the tree, given by the sealer."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="position")
    leaf_hash = models.BinaryField(editable=False)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)
    privacy = Privacy(plain="position event leaf_hash sealed_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_position_from_zero", condition=models.Q(position__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class Subtree(models.Model):
    """A complete node at level 8, 16, …: with these a proof reads a few hundred rows of any tree."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(editable=False)
    privacy = Privacy(plain="pk level index hash")

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed tree head, as it was given out."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(editable=False)
    text = models.TextField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    privacy = Privacy(plain="size root text at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_checkpoint_covers_something", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Head(models.Model):
    """The one row the sealer changes: where the tree ends."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    size = models.BigIntegerField(default=0)
    edge = models.BinaryField(default=b"")
    # Every event of a transaction older than this is sealed.
    horizon = models.BigIntegerField(default=0)
    privacy = Privacy(plain="id size edge horizon")

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_has_one_head", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"head at {self.size}"
