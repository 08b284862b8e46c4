"""The one base table of everything that can be granted, tagged, found, kept and disclosed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.collections import Collection
from evidence.visibility import item_visible, through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Item(Protected):
    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        WITNESS_DOCUMENT = "witness_document", _("Witness document")
        OPEN_SOURCE = "open_source", _("Open-source item")
        ANALYTIC = "analytic", _("Analytic product")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # For people: IAPB-I-02775. From a sequence, never re-used.
    reference = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="items")
    closed = models.BooleanField(default=True)
    subject = models.UUIDField(null=True, blank=True, db_index=True)  # the witness, as an opaque id
    restricted = models.BooleanField(_("restricted"), default=False)
    # Consent was withdrawn: hidden at once from those who read and search (evidence.visibility).
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(
        protected="subject withdrawn_at", plain="id reference kind collection closed restricted created_by created_at"
    )

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="closed_item_has_a_subject",
                condition=models.Q(closed=False) | models.Q(subject__isnull=False) | models.Q(kind="analytic"),
            ),
        ]
        indexes = [models.Index(fields=["collection", "-created_at"], name="item_by_collection")]

    def __str__(self) -> str:
        return self.reference


class ItemFile(Protected):
    """A stored file in its role. A file is reached only over an item one may see."""

    class Role(models.TextChoices):
        RECORDING_AUDIO = "recording_audio", _("Audio recording")
        RECORDING_VIDEO = "recording_video", _("Video recording")
        SCAN = "scan", _("Scanned document")
        PHOTO = "photo", _("Photograph")
        TRANSCRIPT = "transcript", _("Transcript")
        TRANSLATION = "translation", _("Translation")
        CONSENT_PROOF = "consent_proof", _("Proof of consent")
        TEXT_LAYER = "text_layer", _("Text layer")
        DERIVATIVE = "derivative", _("Derived copy")
        OTHER = "other", _("Other")

    class Acquisition(models.TextChoices):
        ORIGINAL_DEVICE_COPY = "original_device_copy", _("Copied from the device that made it")
        PROVIDER_EXPORT = "provider_export", _("Export of the service that held it")
        SENT_AS_FILE = "sent_as_file", _("Sent as a file")
        SENT_VIA_MESSENGER = "sent_via_messenger_compressed", _("Sent by messenger, compressed")
        SCREENSHOT = "screenshot", _("Screenshot")
        SCAN = "scan", _("Scan of paper")
        HANDED_MEDIA = "handed_media", _("Carrier handed over")
        UNKNOWN = "unknown", _("Unknown")

    class Finding(models.TextChoices):
        NOT_DOCX = "not_docx", _("This is not a Word document, or it is damaged. It is kept as it came.")
        TYPE_DIFFERS = "type_differs", _("The content is of another type than the role says. Check the role.")
        TRUNCATED = "truncated", _("The recording breaks off: its end is missing. Send the whole file if you have it.")
        UNREADABLE = "unreadable", _("The file cannot be opened; it may be damaged. It is kept as it came.")
        UNKNOWN_TYPE = "unknown_type", _("The type of this file is not known here. It is kept as it came.")
        TOO_LARGE = "too_large", _("The picture or recording is too large to be opened here. It is kept as it came.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("custody.StoredFile", on_delete=models.PROTECT, related_name="item_file")
    role = models.CharField(max_length=20, choices=Role.choices)
    derived_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="derivatives"
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    acquisition = models.CharField(
        _("how it came to us"), max_length=32, choices=Acquisition.choices, default=Acquisition.UNKNOWN
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    findings = ArrayField(models.CharField(max_length=16, choices=Finding.choices), default=list, blank=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(
        protected="note",
        plain="id item file role derived_from language acquisition findings closed collection added_by added_at",
    )

    class Meta:
        ordering = ["added_at", "id"]
