"""Files in the vault, as the database knows them. Bytes and keys are elsewhere."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class StoredFile(Protected):
    """An original or a derivative. Its bytes never change; it is reached only through a visible item."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("Original")
        DERIVATIVE = "derivative", _("Derivative")

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Arriving")
        RECEIVED = "received", _("Received")
        QUARANTINED = "quarantined", _("In quarantine")
        SCREENED = "screened", _("Screened")
        DERIVED = "derived", _("Derivatives made")
        READY = "ready", _("Ready")
        REJECTED = "rejected", _("Rejected")
        FAILED = "failed", _("Failed")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.RECEIVING: frozenset({State.RECEIVED, State.REJECTED}),
        State.RECEIVED: frozenset({State.QUARANTINED, State.REJECTED, State.FAILED}),
        State.QUARANTINED: frozenset({State.SCREENED, State.REJECTED, State.FAILED}),
        State.SCREENED: frozenset({State.DERIVED, State.READY, State.FAILED}),
        State.DERIVED: frozenset({State.READY, State.FAILED}),
        State.FAILED: frozenset({State.QUARANTINED, State.SCREENED, State.REJECTED}),
        State.READY: frozenset(),
        State.REJECTED: frozenset(),
    }
    EVENTS: dict[str, str] = {state: f"file.{state}" for state in State}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=11, choices=State.choices)
    size = models.PositiveBigIntegerField()
    # Of the plain text. Erased with the last subject, since a hash can betray a known file.
    sha256 = models.CharField(max_length=64, null=True, blank=True)
    sha512 = models.CharField(max_length=128, null=True, blank=True)
    media_type = models.CharField(max_length=100)
    # As the uploader called it, sealed under the file's own key.
    name_sealed = models.BinaryField(null=True, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    # Chosen by the sender, so that the same sending twice is one receipt.
    client_key = models.CharField(max_length=64, null=True, blank=True)
    receipt_event = models.UUIDField()
    checked_at = models.DateTimeField(null=True, blank=True)
    damaged_at = models.DateTimeField(null=True, blank=True)
    # When the bytes of a refused file were destroyed (iapb.custody.refused).
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    privacy = Privacy(
        personal="name_sealed",
        protected="sha256 sha512",
        plain=(
            "id kind state size media_type received_by received_at client_key receipt_event checked_at damaged_at"
            " destroyed_at"
        ),
    )

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(name="stored_file_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="stored_file_sha256_is_hex", condition=Q(sha256=None) | Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="stored_file_sha512_is_hex", condition=Q(sha512=None) | Q(sha512__regex=r"^[0-9a-f]{128}$")
            ),
            models.CheckConstraint(
                name="rejected_file_has_no_client_key", condition=~Q(state="rejected") | Q(client_key=None)
            ),
            models.CheckConstraint(
                name="only_refused_files_are_destroyed",
                condition=Q(destroyed_at=None) | Q(state="rejected", name_sealed=None, sha256=None, sha512=None),
            ),
            models.UniqueConstraint(name="one_file_per_client_key", fields=["received_by", "client_key"]),
        ]
        indexes = [
            models.Index(fields=["sha256", "size"], name="stored_file_by_bytes"),
            models.Index(fields=["checked_at"], name="stored_file_by_check"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.state]


class FileSegment(models.Model):
    """One separately sealed piece: one normally, more where an upload was resumed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="segments")
    number = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    sealed_size = models.PositiveBigIntegerField()
    # Known once the bytes were read back from the disk.
    sealed_sha256 = models.CharField(max_length=64, null=True, blank=True)
    privacy = Privacy(plain="id file number size sealed_size sealed_sha256")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_segment_per_number", fields=["file", "number"]),
            models.CheckConstraint(name="segment_sealed_is_larger", condition=Q(sealed_size__gt=models.F("size"))),
        ]


class WrappedKey(models.Model):
    """The file's key, wrapped by one subject's key. Joint material has one for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="wrapped_keys")
    subject = models.UUIDField(db_index=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(protected="subject wrapped", plain="id file created_at")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(name="one_key_per_subject", fields=["file", "subject"])]


class Upload(Protected):
    """A file that arrives in pieces, over days if need be. It becomes a stored file once it is whole."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Arriving")
        RECEIVED = "received", _("Received")
        REJECTED = "rejected", _("Rejected")
        EXPIRED = "expired", _("Given up: nothing came any more")
        TAKEN_BACK = "taken_back", _("Taken back by the sender")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.RECEIVING: frozenset({State.RECEIVED, State.REJECTED, State.EXPIRED, State.TAKEN_BACK}),
        State.RECEIVED: frozenset(),
        State.REJECTED: frozenset(),
        State.EXPIRED: frozenset(),
        State.TAKEN_BACK: frozenset(),
    }
    # The two others are told by the event of the file itself.
    EVENTS: dict[str, str] = {State.EXPIRED: "upload.expired", State.TAKEN_BACK: "upload.taken_back"}

    # Also of the file it becomes.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What it is sent to, as the room above knows it.
    about = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVING)
    size = models.PositiveBigIntegerField()
    # Bytes that are sealed on the disk and have their row.
    offset = models.PositiveBigIntegerField(default=0)
    client_key = models.CharField(max_length=64, null=True, blank=True)
    # What the sender said of the file, sealed under the file's own key until it has arrived.
    said_sealed = models.BinaryField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # When pieces and keys of an upload without a file were destroyed.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProtectedManager(lambda scope: Q(sender=scope.actor))
    privacy = Privacy(
        personal="said_sealed",
        plain="id sender about state size offset client_key begun_at expires_at ended_at forgotten_at file",
    )

    class Meta:
        ordering = ["-begun_at", "id"]
        constraints = [
            models.CheckConstraint(name="upload_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="upload_is_not_longer_than_announced", condition=Q(offset__lte=models.F("size"))
            ),
            models.CheckConstraint(
                name="upload_has_an_end_or_arrives",
                condition=Q(state="receiving", ended_at=None) | (~Q(state="receiving") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="received_upload_is_a_file",
                condition=~Q(state="received") | Q(file__isnull=False, offset=models.F("size")),
            ),
            models.CheckConstraint(
                name="ended_upload_says_nothing", condition=Q(state="receiving") | Q(said_sealed=None)
            ),
            models.UniqueConstraint(
                name="one_upload_under_way_per_client_key",
                fields=["sender", "client_key"],
                condition=Q(state="receiving"),
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="upload_by_expiry")]

    def __str__(self) -> str:
        return str(self.id)

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.state]


class UploadPiece(models.Model):
    """A sealed segment of a file that is not whole yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    sealed_size = models.PositiveBigIntegerField()
    privacy = Privacy(plain="id upload number size sealed_size")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_piece_per_number", fields=["upload", "number"]),
            models.CheckConstraint(name="piece_sealed_is_larger", condition=Q(sealed_size__gt=models.F("size"))),
        ]


class UploadKey(models.Model):
    """The key of a file that is not whole yet, wrapped by one subject's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="wrapped_keys")
    subject = models.UUIDField(db_index=True)
    wrapped = models.BinaryField()
    privacy = Privacy(protected="subject wrapped", plain="id upload")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_upload_key_per_subject", fields=["upload", "subject"])]


class ContentTicket(models.Model):
    """Leave to read one file on the content host. Only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Null where a script asked with its token: then the token counts.
    session_key = models.CharField(max_length=40, null=True, blank=True)
    purpose = models.CharField(max_length=200)
    inline = models.BooleanField(default=False)
    # What the browser calls the download; never the uploader's own name.
    name = models.CharField(max_length=200)
    issued_at = models.DateTimeField(default=timezone.now)
    first_used_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    dies_at = models.DateTimeField(db_index=True)
    privacy = Privacy(
        personal="secret_hash session_key",
        protected="purpose",
        plain="id file person inline name issued_at first_used_at last_used_at dies_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="ticket_dies_after_issue", condition=Q(dies_at__gt=models.F("issued_at"))),
        ]
