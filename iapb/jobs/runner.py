"""Runs one claimed job to its end, whatever that is."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import Error, connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from iapb.jobs import doorbell
from iapb.jobs.claims import ATTEMPTS, Claimed, claim
from iapb.jobs.errors import CANNOT_RUN, FAILED, Continue, LeaseLost, TookTooLong, for_want_of_room
from iapb.jobs.registry import find

log = logging.getLogger(__name__)
UNEXPECTED = _("It stopped for a reason we did not expect. Start it again; if it stops again, tell the administrator.")
NO_HANDLER = _("This kind of work is not known here. Tell the administrator.")
NO_ROOM = _("The disk is full. The work goes on by itself once there is room again; tell the administrators.")
WAIT_BEFORE_NEXT = timedelta(seconds=5)
WAIT_FOR_ROOM = timedelta(minutes=1)


def run(job_id: UUID) -> bool:
    """True when this call ran it; safe to call twice, at any time, from any number of workers."""
    claimed = claim(job_id)
    if claimed is None:
        return False
    # Sentences are kept for readers of every language (iapb.sentences); other words never follow who happened to ask.
    with translation.override(settings.LANGUAGE_CODE), claimed.renewing():
        _work(claimed)
    return True


def _work(claimed: Claimed) -> None:
    handler = find(claimed.kind)
    if handler is None:
        claimed.stop(FAILED, NO_HANDLER)
        return
    try:
        handler.work(claimed)
        if not claimed.completed:
            with claimed.completing():
                pass
    except LeaseLost:
        log.warning("job %s is another worker's now", claimed.id)
    except Continue:
        rose = claimed.job.progress > claimed.done_so_far
        claimed.release(after=timedelta(0), attempt=0 if rose else claimed.attempt)
        doorbell.ring([(claimed.id, claimed.kind)])
    except SoftTimeLimitExceeded:
        claimed.stop(FAILED, TookTooLong().sentence)
    except Exception as error:
        _stopped(claimed, error)


def _stopped(claimed: Claimed, error: Exception) -> None:
    outcome = getattr(error, "outcome", None)
    sentence = getattr(error, "sentence", UNEXPECTED)
    full = for_want_of_room(error)
    if outcome in (CANNOT_RUN, FAILED) and not full:
        claimed.stop(outcome, sentence)
        return
    log.error("job %s (%s) broke on attempt %s: %s", claimed.id, claimed.kind, claimed.attempt, _where(error))
    # Where the database broke it, the old connection would break the report of it too.
    connection.close_if_unusable_or_obsolete()
    try:
        if full:
            # Not an attempt: a disk is full for longer than three of them take. After a part was kept none is counted.
            claimed.release(after=WAIT_FOR_ROOM, attempt=max(0, claimed.attempt - 1), stage=NO_ROOM)
        elif claimed.attempt >= ATTEMPTS:
            claimed.stop(FAILED, sentence)
        else:
            claimed.release(after=WAIT_BEFORE_NEXT * claimed.attempt, attempt=claimed.attempt)
    except Error:
        log.warning("job %s waits for the end of its lease: the database is away", claimed.id)


def _where(error: Exception) -> str:
    """Type and place only: an exception's own text can quote what it worked on."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join([type(error).__name__, *(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))])
