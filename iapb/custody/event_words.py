"""What the ledger's events of the vault mean, for the auditor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "file.destroyed": _("The bytes of a refused file were destroyed"),
    "upload.begun": _("A file began to arrive"),
    "upload.expired": _("An unfinished upload was given up"),
    "upload.taken_back": _("An unfinished upload was taken back by its sender"),
    "upload.forgotten": _("The pieces of an unfinished upload were destroyed"),
}
