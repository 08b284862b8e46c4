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
    # Several witnesses gave it: they stand in JointSubject.
    joint = models.BooleanField(default=False)
    restricted = models.BooleanField(_("restricted"), default=False)
    # Consent was withdrawn: hidden at once from those who read and search (evidence.visibility).
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(
        protected="subject withdrawn_at",
        plain="id reference kind collection closed joint restricted created_by created_at",
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


class JointSubject(Protected):
    """One of the witnesses of joint material; `Item.subject` has a row too (docs/decisions/joint-interviews.md)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="joint_subjects")
    subject = models.UUIDField(db_index=True)
    # This witness withdrew; the item stays hidden while one of them has.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(protected="subject hidden_at", plain="id item")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="subject_once_in_joint_item", fields=["item", "subject"])]


class ItemFile(Protected):
    """A stored file in its role. A file is reached only over an item one may see."""

    class Role(models.TextChoices):
        RECORDING_AUDIO = "recording_audio", _("Audio recording")
        RECORDING_VIDEO = "recording_video", _("Video recording")
        SCAN = "scan", _("Scanned document")
        PHOTO = "photo", _("Photograph")
        DOCUMENT = "document", _("Document with text")
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
        TOO_LONG = "too_long", _("The recording is longer than 24 hours. Send it in smaller parts.")
        TOO_SLOW = "too_slow", _("Looking through the file took too long and was stopped. Send it in smaller parts.")
        NAME_DIFFERS = "name_differs", _("The ending of the name does not fit the content. What counts is the content.")
        ODD_NAME = "odd_name", _("The name holds signs that cannot be seen, or that turn the order of its letters.")
        TWO_KINDS = "two_kinds", _("The file can be read as two different things, as files made to deceive can be.")
        BOMB = "bomb", _("The file would unpack to far more than it seems to hold, and so it is not unpacked.")
        OUTSIDE_NAMES = "outside_names", _("The archive holds names that lead out of its folder. It is not unpacked.")
        LINKS_INSIDE = "links_inside", _("The archive holds links to other places, or devices. It is not unpacked.")
        NESTED = (
            "nested",
            _("The archive holds another archive, which is not looked into. Send its files by themselves."),
        )
        CLOSED_ARCHIVE = "closed_archive", _("This kind of archive is not opened here. Send the files in it, or a ZIP.")
        LOCKED = "locked", _("The file is protected by a password. Send it without one if you can.")
        PLAYLIST = (
            "playlist",
            _("This is a list that leads to other files, and no recording. Send the recording itself."),
        )
        REMOTE_PARTS = (
            "remote_parts",
            _("The file would fetch parts from elsewhere and so tell others that it was opened."),
        )
        ENTITIES = "entities", _("The file declares parts that grow or that reach for other files. It is not read.")
        MACROS = "macros", _("The document holds macros. They are never run here.")
        SCRIPTS = "scripts", _("The file holds scripts or commands. They are never run here.")
        EMBEDDED = (
            "embedded",
            _("Other files are hidden inside this one. They are not looked into: send them by themselves."),
        )
        FORMULAS = "formulas", _("Some cells would be run as formulas by a spreadsheet. Here they are only text.")
        PROGRAM = "program", _("This is a program. It is kept as it came and never run.")
        MALWARE = (
            "malware",
            _("The antivirus program knows this file as harmful. It is kept sealed and nothing is made of it."),
        )

    class Antivirus(models.TextChoices):
        """What was learned, never more: without current signatures nothing was."""

        NOT_ASKED = "not_asked", _("not asked yet")
        ABSENT = "absent", _("no antivirus program here")
        UNREACHABLE = "unreachable", _("the antivirus program did not answer")
        NO_SIGNATURES = "no_signatures", _("no signatures, so nothing was learned")
        OLD_SIGNATURES = "old_signatures", _("old signatures, so little was learned")
        NOT_WHOLE = "not_whole", _("not looked through to the end")
        NOTHING_FOUND = "nothing_found", _("nothing known was found")
        FOUND = "found", _("known as harmful")

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
    # By the content, as the box told it at screening; empty until then.
    seen_type = models.CharField(max_length=100, blank=True)
    antivirus = models.CharField(max_length=16, choices=Antivirus.choices, default=Antivirus.NOT_ASKED)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(
        protected="note",
        plain=(
            "id item file role derived_from language acquisition findings seen_type antivirus closed collection"
            " added_by added_at"
        ),
    )

    class Meta:
        ordering = ["added_at", "id"]
