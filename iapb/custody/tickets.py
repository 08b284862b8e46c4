"""Tickets for the content host, which knows no cookie: who may read which file, for how long.

The upper apps say who may: each registers a guard, and every single request asks them again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.models import ContentTicket, StoredFile
from iapb.custody.reading import open_file
from iapb.custody.store import VaultFile
from iapb.ledger import record

FIRST_USE = timedelta(seconds=60)
IDLE = timedelta(minutes=10)
ABSOLUTE = timedelta(hours=10)
# A player asks many times a minute; the time of last use is written this often.
_TOUCH = timedelta(seconds=30)

Guard = Callable[[UUID, Person], bool]
Opening = Callable[[ContentTicket], None]
_guards: list[Guard] = []
_openings: list[Opening] = []

_EXTENSIONS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "webm",
    "audio/x-wav": "wav",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "text/plain": "txt",
    "text/vtt": "vtt",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


class Gone(Exception):
    """No such ticket, or no longer: all the same to whoever asks."""


def register_guard(guard: Guard) -> None:
    """`guard(file_id, person)` is asked inside the person's actor transaction; one yes suffices."""
    if guard not in _guards:
        _guards.append(guard)


def register_opening(opening: Opening) -> None:
    """`opening(ticket)` is told in the transaction of a ticket's first use, before any byte goes."""
    if opening not in _openings:
        _openings.append(opening)


def issue(
    file: StoredFile,
    *,
    by: Person,
    session_key: str | None,
    purpose: str,
    inline: bool = False,
    name: str | None = None,
) -> str:
    """A path on the content host, good for `by` alone. Called in the request's transaction.

    The first use is the reading that the ledger tells of; a ticket never used is none.
    """
    if not _may_read(file.pk, by):
        raise Refused(_("You may not read this file."))
    (path,) = _issued([file], by=by, session_key=session_key, purpose=purpose, inline=inline, name=name).values()
    return path


def issue_shown(files: Collection[StoredFile], *, by: Person, session_key: str | None, purpose: str) -> dict[UUID, str]:
    """Paths of many copies to look at, by the file. They must have been found among what `by` may see: the guards are
    not asked of each here, and are asked at every use."""
    return _issued(files, by=by, session_key=session_key, purpose=purpose, inline=True)


def _issued(files: Iterable[StoredFile], *, name: str | None = None, **fields: Any) -> dict[UUID, str]:
    now = timezone.now()
    ContentTicket.objects.filter(_dead(now)).delete()
    secret_of = {file: secrets.token_urlsafe(32) for file in files}
    ContentTicket.objects.bulk_create(
        ContentTicket(
            secret_hash=_hash(secret), file=file, name=name or default_name(file), issued_at=now,
            dies_at=now + ABSOLUTE, person=fields["by"], session_key=fields["session_key"],
            purpose=fields["purpose"], inline=fields["inline"],
        )
        for file, secret in secret_of.items()
    )  # fmt: skip
    return {file.pk: reverse("content", args=[secret]) for file, secret in secret_of.items()}


def redeem(secret: str) -> tuple[ContentTicket, VaultFile]:
    """The ticket and its file, opened and checked. Raises Gone; no transaction is left open."""
    ticket = ContentTicket.objects.select_related("person").filter(secret_hash=_hash(secret)).first()
    if ticket is None:
        raise Gone
    with actor_transaction(ticket.person):
        if _holds(ticket):
            _touch(ticket)
            return ticket, open_file(ticket.file)
    # After the transaction: what a guard wrote down while it refused stays.
    raise Gone


def default_name(file: StoredFile) -> str:
    return f"{str(file.pk)[:8]}.{_EXTENSIONS.get(file.media_type, 'bin')}"


def _holds(ticket: ContentTicket) -> bool:
    if ContentTicket.objects.filter(_dead(timezone.now()), pk=ticket.pk).exists():
        return False
    if ticket.session_key and not _session_lives(ticket.session_key):
        return False
    if not _may_read(ticket.file_id, ticket.person):
        return False
    return ticket.person.is_current()


def _touch(ticket: ContentTicket) -> None:
    now = timezone.now()
    mine = ContentTicket.objects.filter(pk=ticket.pk)
    if mine.filter(first_used_at=None).update(first_used_at=now, last_used_at=now):
        record(
            "file.read",
            actor=ticket.person_id,
            object=ticket.file_id,
            detail={"purpose": ticket.purpose, "shown": ticket.inline, "ticket": str(ticket.pk)},
        )
        for opening in _openings:
            opening(ticket)
    else:
        mine.filter(last_used_at__lt=now - _TOUCH).update(last_used_at=now)


def _dead(now: datetime) -> Q:
    unused = Q(first_used_at=None, issued_at__lte=now - FIRST_USE)
    idle = Q(last_used_at__lte=now - IDLE)
    return unused | idle | Q(dies_at__lte=now)


def _session_lives(key: str) -> bool:
    return Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).exists()


def _may_read(file: UUID, person: Person) -> bool:
    return any(guard(file, person) for guard in _guards)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
