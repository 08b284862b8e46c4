"""Parts of a record that were left out on purpose, and why (standards.md 2, G5). Appended; the newest word counts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models.interviews import Interview


class SkipMark(Protected):
    class Section(models.TextChoices):
        """In the order in which a record is gone through."""

        PRIOR_ACCOUNTS = "prior_accounts", _("Earlier accounts")
        HEARD = "heard", _("Vulnerability and age")
        RISK = "risk", _("Risk assessment")
        TIMES = "times", _("Time, length and breaks")
        PRESENT = "present", _("Who led it and who was there")
        WELFARE = "welfare", _("How the witness was")
        COSTS = "costs", _("Costs repaid")
        THINGS = "things", _("Physical items")
        PICTURES = "pictures", _("Pictures and persons shown")
        READ_BACK = "read_back", _("Reading back and signing")

    class Reason(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked")
        REFUSED = "refused", _("The person did not want to answer")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")
        LATER = "later", pgettext_lazy("still to do", "Later")

    # Written down, and still to do.
    OPEN = (Reason.LATER,)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="skips")
    section = models.CharField(_("part of the record"), max_length=16, choices=Section.choices)
    reason = models.CharField(_("why"), max_length=16, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(protected="section reason note", plain="id interview by at")

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                name="left_out_for_a_reason",
                condition=Q(reason__in=["not_asked", "refused", "not_applicable", "later"]),
            ),
            models.CheckConstraint(
                name="part_of_a_record",
                condition=Q(
                    section__in=[
                        "prior_accounts", "heard", "risk", "times", "present", "welfare", "costs", "things",
                        "pictures", "read_back",
                    ]
                ),
            ),
        ]  # fmt: skip
