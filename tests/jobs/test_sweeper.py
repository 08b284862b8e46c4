"""Nothing is lost: whatever the bell, the workers and the broker do."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.utils import timezone

from iapb.jobs import doorbell, health, registry, runner, sweeper
from iapb.jobs.claims import claim
from iapb.jobs.models import Job, State
from iapb.local.cluster import free_port
from tests.cast import make_person
from tests.jobs.test_queue import events, lapse


@pytest.fixture
def bell() -> redis.Redis:
    bell = redis.Redis.from_url(settings.REDIS_URL)
    yield bell
    bell.close()


def rung(bell: redis.Redis, job: Job) -> list[dict]:
    """Messages for this job; others ring the same bell at the same time."""
    messages = [json.loads(message) for message in bell.lrange("celery", 0, -1)]
    return [message for message in messages if _ids(message) == [str(job.pk)]]


def _ids(message: dict) -> list[str]:
    return json.loads(base64.b64decode(message["body"]))[0]


def test_ask_when_committed_then_the_bell_carries_an_id_and_nothing_else(ask, bell):
    job = ask()
    (message,) = rung(bell, job)
    assert message["headers"]["task"] == "jobs.run"
    assert message["headers"]["argsrepr"] == message["headers"]["kwargsrepr"] == "-"
    assert json.loads(base64.b64decode(message["body"]))[:2] == [[str(job.pk)], {}]


def test_sweep_when_the_broker_lost_everything_then_rung_again_after_a_minute(ask, bell):
    job = ask()
    bell.delete("celery")
    assert sweeper.sweep() == 0
    Job.objects.filter(pk=job.pk).update(rung_at=timezone.now() - timedelta(seconds=61))
    assert sweeper.sweep() == 1
    assert len(rung(bell, job)) == 1
    assert sweeper.sweep() == 0


def test_ask_when_the_broker_is_away_then_quickly_due_and_swept_later(ask, bell, monkeypatch):
    closed = free_port()
    with monkeypatch.context() as away:
        away.setattr(settings, "REDIS_URL", f"redis://127.0.0.1:{closed}/0")
        began = time.monotonic()
        job = ask()
        assert time.monotonic() - began < 1.5
        assert health.queue()[0] is False
    job.refresh_from_db()
    assert (job.state, job.rung_at) == (State.DUE, None)
    assert sweeper.sweep() == 1
    assert health.queue() == (True, {"due": 1, "running": 0, "failed": 0, "cannot_run": 0, "doorbell": "ready"})
    assert len(rung(bell, job)) == 1


def test_sweep_when_a_worker_died_then_due_again_and_after_three_shown(ask, bell):
    job = ask()
    for attempt in (1, 2, 3):
        assert claim(job.pk).attempt == attempt
        lapse(job)
        sweeper.sweep()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "three times" in job.error
    assert events(job) == ["job.asked", "job.failed"]


def test_sweep_when_a_worker_lives_then_left_alone(ask, bell):
    job = ask()
    claimed = claim(job.pk)
    assert sweeper.sweep() == 0
    with claimed.completing():
        pass
    assert sweeper.sweep() == 0


def test_ring_when_the_same_job_is_rung_many_times_then_it_runs_once(ask, handle, bell):
    ran = []
    handle("count", lambda job: ran.append(job.id))
    job = ask()
    doorbell.ring([(job.pk, job.kind)] * 5)
    for _ in range(6):
        runner.run(job.pk)
    assert ran == [job.pk]


def test_ask_when_the_kind_takes_long_then_the_message_allows_it(ask, bell, handle):
    handle("count", lambda job: None)
    known = registry.find("count")
    registry._handlers["count"] = replace(known, seconds=9000)
    slow, usual = ask(), ask("other")
    assert [rung(bell, job)[0]["headers"]["timelimit"] for job in (slow, usual)] == [[9100, 9000], [3600, 3500]]


def test_clear_when_sessions_ran_out_then_only_the_living_stay(db):
    person = make_person("Partner", "partner")
    for key, hours in (("over", -1), ("living", 1)):
        Session.objects.create(session_key=key, session_data="-", expire_date=timezone.now() + timedelta(hours=hours))
        UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="test")
    sweeper.clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["living"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["living"]


def test_sweep_when_a_worker_is_writing_its_results_then_it_waits_for_nobody(ask, committing):
    """What takes minutes to write keeps its own row locked, so that its lease cannot be renewed meanwhile."""
    job = ask()
    claim(job.pk)
    lapse(job)
    held = connections["default"].copy()
    with held.cursor() as cursor:
        held.set_autocommit(False)
        cursor.execute("select 1 from jobs_job where id = %s for update", [job.pk])
        with connection.cursor() as ours:
            ours.execute("set lock_timeout = '2s'")
        sweeper.sweep()
        job.refresh_from_db()
        assert job.state == State.RUNNING
        held.rollback()
    held.close()
    sweeper.sweep()
    job.refresh_from_db()
    assert job.state == State.DUE
