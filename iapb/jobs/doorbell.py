"""Tells a worker which job to look at. A bell that nobody hears costs time, never work:
the sweeper rings again for whatever is due."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from uuid import UUID

import redis
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

from iapb.celery import app
from iapb.jobs.models import Job, State
from iapb.jobs.registry import USUAL_SECONDS, find

TASK = "jobs.run"
GRACE_SECONDS = 100  # to write down that it was stopped
log = logging.getLogger(__name__)


def ring(jobs: Iterable[tuple[UUID, str]]) -> bool:
    """For ids and kinds. The rows say already that it was rung; taken back when the bell is out of order."""
    left = list(jobs)
    try:
        # Asked first: celery's own connection would try for six seconds while a page waits.
        while left and works():
            _send(*left[0])
            left.pop(0)
    except OperationalError:
        pass
    if left:
        log.warning("the doorbell is out of order; the sweeper will ring again")
        Job.objects.filter(pk__in=[pk for pk, _ in left], state=State.DUE).update(rung_at=None)
    return not left


def _send(job: UUID, kind: str) -> None:
    known = find(kind)
    seconds = known.seconds if known else USUAL_SECONDS
    limits = {"soft_time_limit": seconds, "time_limit": seconds + GRACE_SECONDS}
    app.send_task(TASK, [str(job)], retry=False, argsrepr="-", kwargsrepr="-", **limits)


def works() -> bool:
    try:
        return bool(_bell(settings.REDIS_URL).ping())
    except redis.RedisError:
        return False


@cache
def _bell(url: str) -> redis.Redis:
    at_once = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=at_once)
