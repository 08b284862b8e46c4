"""A selection on its way out. Its states are data; `actions.move` is the only way between them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.words import Material
from disclosures.models.requests import Request
from disclosures.visibility import desk_visible
from evidence.models import Item, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Disclosure(Protected):
    class State(models.TextChoices):
        SCOPED = "scoped", _("Being selected")
        IN_REVIEW = "in_review", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        BUILDING = "building", _("Package being built")
        BUILT = "built", _("Package built")
        DELIVERED = "delivered", _("Handed over")
        RECEIPT_CONFIRMED = "receipt_confirmed", _("Receipt confirmed")
        CLOSED = "closed", _("Closed")
        RETURNED = "returned", _("Returned for change")
        REFUSED = "refused", _("Refused")
        RECALLED = "recalled", _("Recalled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.SCOPED: frozenset({State.IN_REVIEW, State.REFUSED}),
        State.IN_REVIEW: frozenset({State.APPROVED, State.RETURNED, State.REFUSED}),
        State.RETURNED: frozenset({State.IN_REVIEW, State.REFUSED}),
        State.APPROVED: frozenset({State.BUILDING, State.RETURNED, State.REFUSED}),
        State.BUILDING: frozenset({State.BUILT, State.APPROVED, State.RETURNED}),
        # What was built is never changed: it is recalled, and a new version begun.
        State.BUILT: frozenset({State.DELIVERED, State.RECALLED}),
        State.DELIVERED: frozenset({State.RECEIPT_CONFIRMED, State.RECALLED}),
        State.RECEIPT_CONFIRMED: frozenset({State.CLOSED, State.RECALLED}),
        State.CLOSED: frozenset({State.RECALLED}),
        State.REFUSED: frozenset(),
        State.RECALLED: frozenset(),
    }
    # States in which the selection may be changed. Everywhere else it is frozen.
    OPEN_STATES = frozenset({State.SCOPED, State.RETURNED})
    # Nothing follows: the next answer to the request is a new version.
    OVER_STATES = frozenset({State.CLOSED, State.REFUSED, State.RECALLED})
    EVENTS: dict[str, str] = {state: f"disclosure.{state}" for state in State}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="disclosures")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State.choices, default=State.SCOPED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Everyone who had a hand in the selection: none of them may approve it.
    preparers = ArrayField(models.UUIDField(), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    # The canonical bytes of what is asked to be approved, and their hash. Both or none.
    manifest = models.BinaryField(null=True, blank=True)
    manifest_sha256 = models.CharField(max_length=64, null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note for the approvers"), blank=True)
    # Why it came back: a code of `disclosures.words.RETURNED`, and what a person wrote.
    returned_because = models.CharField(max_length=40, blank=True)
    returned_note = models.TextField(blank=True)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="manifest manifest_sha256 note returned_note",
        plain="id request version state prepared_by preparers created_at frozen_at returned_because",
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(name="disclosure_version_once", fields=["request", "version"]),
            models.CheckConstraint(
                name="disclosure_manifest_is_whole",
                condition=Q(manifest=None, manifest_sha256=None, frozen_at=None)
                | Q(manifest__isnull=False, manifest_sha256__isnull=False, frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_past_selection_is_frozen",
                condition=Q(state__in=["scoped", "returned", "refused"]) | Q(manifest_sha256__isnull=False),
            ),
        ]

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.state]


class Entry(Protected):
    """One file or layer that would leave, with the decision as it stood when last asked."""

    class Outcome(models.TextChoices):
        ALLOW = "ALLOW", _("May go")
        REDACT = "REDACT", _("Only redacted")
        HOLD = "HOLD", _("Waits")
        ESCALATE = "ESCALATE", _("For the data protection officer")
        DENY = "DENY", _("Must not go")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item_file = models.ForeignKey(
        "evidence.ItemFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    material = models.CharField(max_length=16, choices=Material.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    # Row numbers, codes and the unknown they name; sentences are made when shown.
    reasons = models.JSONField(default=list)
    caveats = ArrayField(models.CharField(max_length=40), default=list)
    # What the witness had agreed to when this was decided: level, days, form, conditions.
    consent = models.JSONField(default=list)
    decided_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="outcome reasons caveats consent",
        plain="id disclosure item item_file text material decided_at added_by added_at",
    )

    class Meta:
        # Not by the item's reference: an item that a policy hides would take its entry out of the list.
        ordering = ["added_at", "id"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                name="entry_is_a_file_or_a_text",
                condition=Q(item_file__isnull=False, text=None) | Q(item_file=None, text__isnull=False),
            ),
            models.UniqueConstraint(
                name="entry_once", fields=["disclosure", "item_file", "text"], nulls_distinct=False
            ),
        ]
