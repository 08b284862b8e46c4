"""Finds what was lost: never rung for, rung for and not taken, begun by a worker that died."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from iapb.jobs import doorbell
from iapb.jobs.claims import ATTEMPTS, give_up_exhausted
from iapb.jobs.models import Job, State

EVERY_SECONDS = 5.0
SESSIONS_EVERY_SECONDS = 3600.0
RING_AGAIN_AFTER = timedelta(seconds=60)
AT_ONCE = 500
TRIED_OFTEN = _("It was tried three times and each time the program ended in the middle. Tell the administrator.")


def sweep() -> int:
    """One round; gives how many jobs were rung for."""
    give_up_exhausted(TRIED_OFTEN)
    dead = Job.objects.filter(state=State.RUNNING, lease_until__lt=Now(), attempt__lt=ATTEMPTS)
    dead.move(State.DUE, rung_at=None)
    unheard = Q(rung_at=None) | Q(rung_at__lt=Now() - RING_AGAIN_AFTER)
    due = Job.objects.filter(unheard, state=State.DUE, due_at__lte=Now()).order_by("due_at")
    waiting = list(due.values_list("pk", "kind")[:AT_ONCE])
    if waiting:
        Job.objects.filter(pk__in=[pk for pk, _ in waiting]).update(rung_at=Now())
        doorbell.ring(waiting)
    return len(waiting)


def clear_sessions() -> None:
    """Sessions that ran out are rows nobody reads again, and they name people."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
