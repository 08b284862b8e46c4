"""That an account was read back and what the person said to it (standards.md 2, G10). Appended, never edited.

What was read back is bound to its hash, so that a later correction shows that another state was signed.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile, Text
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models.interviews import Interview
from interviews.models.witnesses import Witness

HEX = r"^([0-9a-f]{64}|-)$"  # a dash: erased


class ReadBack(Protected):
    """One text or one recording was read back to one person, in this state."""

    class How(models.TextChoices):
        ALOUD = "aloud", _("Read aloud to the person")
        SELF = "self", _("Read by the person")
        PLAYED = "played", _("The recording was played")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="read_backs")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the layer's text or of the file's bytes, as they were then
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    language = models.CharField(_("in which language"), max_length=8)
    read_by = models.CharField(_("read by (code)"), max_length=20, blank=True)
    interpreter = models.CharField(_("interpreter (code)"), max_length=20, blank=True)
    read_on = models.DateField(_("on"))
    place = models.CharField(_("where"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="sha256 how language read_by interpreter read_on place",
        plain="id interview witness text file recorded_by recorded_at",
    )

    class Meta:
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="read_back_of_one_thing",
                condition=Q(text=None, file__isnull=False) | Q(text__isnull=False, file=None),
            ),
            models.CheckConstraint(name="read_back_bound_to_a_hash", condition=Q(sha256__regex=HEX)),
            models.CheckConstraint(name="read_back_by_somebody", condition=Q(how="self") | ~Q(read_by="")),
        ]


class Correction(Protected):
    """What the person asked to have changed. The text they heard stays; a changed one is a later layer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    read_back = models.ForeignKey(ReadBack, on_delete=models.PROTECT, related_name="corrections")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    where = models.CharField(_("where in the text"), max_length=120, blank=True)
    wanted = models.TextField(_("what should stand there"))

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(protected="where wanted", plain="id read_back interview number")

    class Meta:
        ordering = ["read_back", "number"]
        constraints = [
            models.UniqueConstraint(name="correction_number_once", fields=["read_back", "number"]),
            models.CheckConstraint(name="correction_says_what", condition=~Q(wanted="")),
        ]


class Signature(Protected):
    """What the person did when asked to sign what was read back to them. A later answer is a further row."""

    class Outcome(models.TextChoices):
        EACH_PAGE = "each_page", _("Signed on each page")
        AT_END = "at_end", _("Signed at the end")
        REFUSED = "refused", _("Refused to sign")
        COULD_NOT = "could_not", _("Could not sign")

    SIGNED = (Outcome.EACH_PAGE, Outcome.AT_END)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    read_back = models.ForeignKey(ReadBack, on_delete=models.PROTECT, related_name="signatures")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("signature"), max_length=10, choices=Outcome.choices)
    signed_on = models.DateField(_("on"))
    place = models.CharField(_("where"), max_length=120, blank=True)
    why = models.TextField(_("why not, or why without the paper"), blank=True)
    scan = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="outcome signed_on place why", plain="id read_back interview scan recorded_by recorded_at"
    )

    class Meta:
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="signature_is_answered", condition=Q(outcome__in=["each_page", "at_end", "refused", "could_not"])
            ),
            models.CheckConstraint(
                name="unsigned_says_why", condition=Q(outcome__in=["each_page", "at_end"]) | (~Q(why="") & Q(scan=None))
            ),
            models.CheckConstraint(name="signed_is_proved_or_says_why", condition=Q(scan__isnull=False) | ~Q(why="")),
        ]

    @property
    def is_signed(self) -> bool:
        return self.outcome in self.SIGNED
