"""Finds what was lost: never rung for, rung for and not taken, begun by a worker that died."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
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


@dataclass
class _Duty:
    every: float
    work: Callable[[], object]
    done_at: float = float("-inf")


_duties: list[_Duty] = []


def duty(every_seconds: float, work: Callable[[], object]) -> None:
    """For rooms above: what is cleared up now and then without anybody asking. Called in AppConfig.ready."""
    if all(one.work is not work for one in _duties):
        _duties.append(_Duty(every_seconds, work))


def do_duties(*, all_of_them: bool = False) -> None:
    for one in _duties:
        if all_of_them or time.monotonic() - one.done_at > one.every:
            one.work()
            one.done_at = time.monotonic()


def sweep() -> int:
    """One round; gives how many jobs were rung for."""
    give_up_exhausted(TRIED_OFTEN)
    _bring_back_the_dead()
    unheard = Q(rung_at=None) | Q(rung_at__lt=Now() - RING_AGAIN_AFTER)
    due = Job.objects.filter(unheard, state=State.DUE, due_at__lte=Now()).order_by("due_at")
    waiting = list(due.values_list("pk", "kind")[:AT_ONCE])
    if waiting:
        Job.objects.filter(pk__in=[pk for pk, _ in waiting]).update(rung_at=Now())
        doorbell.ring(waiting)
    return len(waiting)


def _bring_back_the_dead() -> None:
    """Whose row is locked is not dead: its worker writes results. To wait for it would hold up every other job."""
    dead = Job.objects.filter(state=State.RUNNING, lease_until__lt=Now(), attempt__lt=ATTEMPTS)
    with transaction.atomic():
        free = list(dead.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        Job.objects.filter(pk__in=free).move(State.DUE, rung_at=None)


def clear_sessions() -> None:
    """Sessions that ran out are rows nobody reads again, and they name people."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


duty(SESSIONS_EVERY_SECONDS, clear_sessions)
