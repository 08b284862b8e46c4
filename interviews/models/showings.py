"""What a witness was shown and what they said to it (standards.md 2, G7): never an identification. Appended."""

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
from interviews.models.witnesses import Witness


class Showing(Protected):
    class Manner(models.TextChoices):
        ONE = "one", _("One picture alone")
        IN_TURN = "in_turn", _("Several pictures, one after the other")
        TOGETHER = "together", _("Several pictures at once")
        PERSON = "person", _("A person, no picture")

    class Outcome(models.TextChoices):
        PICTURE = "picture", _("They pointed to a picture")
        PERSON = "person", _("They said they know the person")
        NONE = "none", _("They know nobody there")
        UNSURE = "unsure", _("They were not sure")

    LINE_UPS = (Manner.IN_TURN, Manner.TOGETHER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="showings")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(_("how it was shown"), max_length=8, choices=Manner.choices)
    # A line-up is an authority's to hold: who holds one all the same says why.
    why_shown = models.TextField(_("why several were shown"), blank=True)
    shown_on = models.DateField(_("on"))
    shown_at = models.TimeField(_("at"), null=True, blank=True)  # local time of the place
    shown_by = models.CharField(_("shown by (code)"), max_length=20)
    # None: nobody wrote it down.
    knew_answer = models.BooleanField(_("who showed it knew whom it shows"), null=True, blank=True)
    told_may_be_absent = models.BooleanField(_("told that the person may not be there"), null=True, blank=True)
    look_alikes = models.BooleanField(_("others of like looks among them"), null=True, blank=True)
    apart = models.BooleanField(_("no other witness saw or heard it"), null=True, blank=True)
    said_before = models.TextField(_("what was said and asked before, word for word"), blank=True)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome.choices)
    chosen = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("what the witness said, in their words"))
    sureness = models.TextField(_("how sure they were, in their words"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="manner why_shown shown_on shown_at shown_by knew_answer told_may_be_absent look_alikes apart "
        "said_before outcome chosen words sureness",
        plain="id interview witness recorded_by recorded_at",
    )

    class Meta:
        ordering = ["shown_on", "shown_at", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(name="showing_keeps_the_words", condition=~Q(words="")),
            models.CheckConstraint(name="showing_names_who_showed", condition=~Q(shown_by="")),
            models.CheckConstraint(
                name="chosen_picture_is_named",
                condition=Q(outcome="picture", chosen__isnull=False) | (~Q(outcome="picture") & Q(chosen=None)),
            ),
            models.CheckConstraint(
                name="person_is_no_picture",
                condition=(Q(manner="person") & ~Q(outcome="picture")) | (~Q(manner="person") & ~Q(outcome="person")),
            ),
            models.CheckConstraint(
                name="line_up_says_why", condition=Q(manner__in=["one", "person"]) | ~Q(why_shown="")
            ),
            models.CheckConstraint(
                name="look_alikes_among_several", condition=Q(manner__in=["in_turn", "together"]) | Q(look_alikes=None)
            ),
        ]


class ShownPicture(Protected):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="pictures")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # in the order in which they were shown, from 1
    file = models.ForeignKey(ItemFile, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(protected="file", plain="id showing interview number")

    class Meta:
        ordering = ["showing", "number"]
        constraints = [
            models.UniqueConstraint(name="picture_number_once", fields=["showing", "number"]),
            models.UniqueConstraint(name="picture_shown_once", fields=["showing", "file"]),
        ]
