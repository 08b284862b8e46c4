"""Asking, claiming, completing: what may happen to a row, and what may not."""

from __future__ import annotations

import errno
import threading
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from iapb.access.errors import Invalid
from iapb.jobs import CannotRun, Continue, Failed, LeaseLost, actions, of, runner, sweeper
from iapb.jobs.claims import ATTEMPTS, claim
from iapb.jobs.models import TRANSITIONS, Job, State
from iapb.ledger.models import Event
from tests.cast import make_person


def events(job: Job) -> list[str]:
    return list(Event.objects.filter(object=str(job.pk)).order_by("at").values_list("event", flat=True))


def lapse(job: Job) -> None:
    """As if the worker had died two minutes ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def due_now(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_ask_when_asked_twice_then_one_job_and_one_event(ask, partner):
    thing = uuid4()
    first, second = ask(object=thing), ask(object=thing)
    assert first.pk == second.pk
    assert events(first) == ["job.asked"]
    assert ask("other", object=thing).pk != first.pk


def test_ask_when_many_ask_at_once_then_one_job(ask, partner):
    thing, found, barrier = uuid4(), [], threading.Barrier(6)

    def one() -> None:
        barrier.wait()
        found.append(actions.ask("count", thing, by=partner).pk)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_ask_when_the_transaction_fails_then_no_job(partner, committing):
    thing = uuid4()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.ask("count", thing, by=partner)
        raise RuntimeError
    assert of([thing]) == {}


def test_ask_when_the_last_one_is_done_then_a_new_one(ask, handle):
    handle("count", lambda job: None)
    thing = uuid4()
    first = ask(object=thing)
    runner.run(first.pk)
    second = ask(object=thing)
    assert second.pk != first.pk
    assert [job.pk for job in of([thing])[thing]] == [second.pk, first.pk]


def test_run_when_all_is_well_then_done_once_with_its_events(ask, handle):
    seen = []
    handle("count", lambda job: seen.append((job.object, job.attempt)))
    job = ask()
    assert runner.run(job.pk) is True
    assert runner.run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.progress, job.attempt, job.lease_until) == (State.DONE, 1.0, 1, None)
    assert seen == [(job.object, 1)]
    assert events(job) == ["job.asked", "job.done"]


def test_claim_when_the_work_is_going_on_then_nobody_else_gets_it(ask):
    job = ask()
    assert claim(job.pk).attempt == 1
    assert claim(job.pk) is None


def test_claim_when_the_lease_ran_out_then_the_next_takes_over_and_the_late_twin_writes_nothing(ask, partner):
    job = ask()
    late = claim(job.pk)
    lapse(job)
    taken = claim(job.pk)
    assert (taken.attempt, taken.lease_no) == (2, 2)
    with pytest.raises(LeaseLost):
        late.progress(0.9, "late")
    with pytest.raises(LeaseLost), late.completing():
        raise AssertionError("the late twin got in")
    late.stop(State.FAILED, "late")
    with taken.completing() as actor:
        assert actor.pk == partner.pk
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    assert events(job) == ["job.asked", "job.done"]


def test_completing_when_the_results_cannot_be_written_then_neither_is_done(ask, handle):
    thing = uuid4()

    def work(claimed) -> None:
        with claimed.completing() as actor:
            actions.ask("next", thing, by=actor)
            raise OSError("the vault is full")

    handle("count", work)
    job = ask()
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DUE, 1)
    assert of([thing]) == {}


def test_completing_sets_the_actor_for_the_policies(ask, handle, partner):
    seen = []

    def work(claimed) -> None:
        for opened in (claimed.transaction, claimed.completing):
            with opened(), connection.cursor() as cursor:
                cursor.execute("select current_setting('iapb.actor', true)")
                seen.append(cursor.fetchone()[0])

    handle("count", work)
    runner.run(ask().pk)
    assert seen == [str(partner.pk)] * 2


@pytest.mark.parametrize("whose", ["the vault's", "the database's"])
def test_run_when_a_disk_is_full_then_no_attempt_is_spent_and_it_goes_on_by_itself(ask, handle, whose):
    full = [True]

    def work(claimed) -> None:
        if full and whose == "the vault's":
            try:
                raise OSError(errno.ENOSPC, "No space left on device")
            except OSError:
                raise Failed("The store is full.") from None  # as custody tells it, and a room above
        if full:
            raise OperationalError from psycopg.errors.DiskFull()

    handle("count", work)
    job = ask()
    for _time in range(ATTEMPTS + 2):
        due_now(job)
        assert runner.run(job.pk) is True
        job.refresh_from_db()
        assert (job.state, job.attempt) == (State.DUE, 0)
        assert "disk is full" in job.stage
        assert timedelta(seconds=30) < job.due_at - timezone.now() <= runner.WAIT_FOR_ROOM
    full.clear()
    due_now(job)
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.stage, job.attempt) == (State.DONE, "", 1)


def test_run_when_a_disk_is_full_after_a_part_was_kept_then_said_and_it_goes_on_by_itself(ask, handle):
    def work(claimed) -> None:
        with claimed.keeping(0.3, "a part"):
            pass
        raise OSError(errno.ENOSPC, "No space left on device")

    handle("count", work)
    job = ask()
    assert runner.run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.attempt, job.progress) == (State.DUE, 0, 0.3)
    assert "disk is full" in job.stage


def test_run_when_it_breaks_three_times_then_failed_and_shown(ask, handle):
    def work(claimed) -> None:
        raise OSError("a name in an exception: Alena")

    handle("count", work)
    job = ask()
    for attempt in (1, 2, 3):
        due_now(job)
        assert runner.run(job.pk) is True
        job.refresh_from_db()
        assert job.attempt == attempt
    assert job.state == State.FAILED
    assert "did not expect" in job.error
    assert "Alena" not in job.error
    assert runner.run(job.pk) is False
    assert events(job) == ["job.asked", "job.failed"]


def test_run_when_it_breaks_then_the_log_names_place_and_type_only(ask, handle, caplog):
    def work(claimed) -> None:
        raise ValueError("Alena")

    handle("count", work)
    runner.run(ask().pk)
    assert "ValueError" in caplog.text
    assert "test_queue.py" in caplog.text
    assert "Alena" not in caplog.text


@pytest.mark.parametrize(
    ("error", "state"), [(CannotRun("The model is missing."), State.CANNOT_RUN), (Failed("Broken file."), State.FAILED)]
)
def test_run_when_the_handler_says_why_then_stopped_at_once_with_that_sentence(ask, handle, error, state):
    def work(claimed) -> None:
        raise error

    handle("count", work)
    job = ask()
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempt) == (state, str(error.sentence), 1)
    assert events(job) == ["job.asked", f"job.{state}"]


def test_run_when_the_kind_is_unknown_then_failed_with_a_sentence(ask):
    job = ask("unheard_of")
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "not known" in job.error


def test_run_when_it_continues_then_attempts_count_only_without_progress(ask, handle):
    def work(claimed) -> None:
        if claimed.done_so_far < 0.5:
            claimed.progress(claimed.done_so_far + 0.2, f"part {claimed.done_so_far}")
        raise Continue

    handle("count", work)
    job = ask()
    attempts = []
    for _ in range(6):
        runner.run(job.pk)
        job.refresh_from_db()
        attempts.append(job.attempt)
    assert attempts == [0, 0, 0, 1, 2, 3]
    sweeper.sweep()
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_progress_when_reported_then_share_and_stage_are_kept_in_bounds(ask):
    claimed = claim(ask().pk)
    claimed.progress(7, "x" * 900)
    job = Job.objects.get(pk=claimed.id)
    assert (job.progress, len(job.stage)) == (1.0, 500)


def test_renewing_when_the_work_is_long_then_the_lease_is_kept(ask, monkeypatch):
    monkeypatch.setattr("iapb.jobs.claims.RENEW_SECONDS", 0.05)
    job = ask()
    claimed = claim(job.pk)
    with claimed.renewing():
        lapse(job)
        wait(lambda: Job.objects.get(pk=job.pk).lease_until > timezone.now() + timedelta(seconds=100))
    claimed.progress(0.5)


def test_renewing_when_the_lease_was_lost_then_the_work_stops_at_its_next_step(ask, monkeypatch):
    monkeypatch.setattr("iapb.jobs.claims.RENEW_SECONDS", 0.05)
    job = ask()
    claimed = claim(job.pk)
    lapse(job)
    claim(job.pk)
    with claimed.renewing():
        wait(claimed._lost.is_set)
        with pytest.raises(LeaseLost), claimed.transaction():
            raise AssertionError("the late twin got in")


def test_retry_when_stopped_then_due_again_for_who_asked_anew(ask, handle, partner):
    def work(claimed) -> None:
        raise Failed("Broken.")

    handle("count", work)
    job = ask()
    runner.run(job.pk)
    other = make_person("Other", "partner", body=partner.body)
    again = actions.retry(job, by=other)
    assert (again.pk, again.state, again.error, again.attempt, again.asked_by) == (job.pk, State.DUE, "", 0, other)
    assert events(job) == ["job.asked", "job.failed", "job.retried"]
    with pytest.raises(Invalid):
        actions.retry(job, by=other)


def test_retry_all_when_some_stopped_then_only_those_of_the_person(ask, handle, partner):
    def work(claimed) -> None:
        raise Failed("Broken.")

    handle("count", work)
    stranger = make_person("Stranger", "partner")
    jobs = [ask(), ask(), ask(by=stranger)]
    for job in jobs:
        runner.run(job.pk)
    assert actions.retry_all(by=partner) == 2
    assert actions.retry_all(by=partner) == 0
    assert Job.objects.get(pk=jobs[2].pk).state == State.FAILED


def test_move_when_not_in_the_table_then_nothing_changes(ask):
    fields = {
        State.FAILED: {"error": "x"},
        State.CANNOT_RUN: {"error": "x"},
        State.RUNNING: {"lease_until": timezone.now()},
    }
    for before in State:
        for after in State:
            job = ask(object=uuid4())
            ended = timezone.now() if before in (State.DONE, State.FAILED, State.CANNOT_RUN) else None
            Job.objects.filter(pk=job.pk).update(state=before, finished_at=ended, **fields.get(before, {}))
            moved = Job.objects.filter(pk=job.pk).move(after, **fields.get(after, {}))
            assert bool(moved) == (after in TRANSITIONS[before]), (before, after)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("job_runs_exactly_while_leased", {"state": State.RUNNING}),
        ("job_runs_exactly_while_leased", {"lease_until": timezone.now()}),
        ("job_ends_exactly_when_finished", {"state": State.DONE}),
        ("job_ends_exactly_when_finished", {"finished_at": timezone.now()}),
        ("job_that_stopped_says_why", {"state": State.FAILED, "finished_at": timezone.now()}),
        ("job_progress_is_a_share", {"progress": 1.1}),
    ],
)
def test_row_when_impossible_then_the_database_refuses(ask, name, fields):
    with pytest.raises(IntegrityError, match=name):
        Job.objects.filter(pk=ask().pk).update(**fields)


def wait(condition, seconds: float = 5) -> None:
    deadline = timezone.now() + timedelta(seconds=seconds)
    while not condition():
        assert timezone.now() < deadline, "waited too long"
        threading.Event().wait(0.02)


def test_progress_when_longer_than_allowed_for_its_size_then_stopped_with_a_sentence(ask, handle):
    def work(job) -> None:
        job.allow(3600)
        job.progress(0.1, "Reading page 1")
        job.allow(0)
        job.progress(0.2, "Reading page 2")

    handle("count", work)
    job = ask()
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.stage) == (State.FAILED, "Reading page 1")
    assert "smaller parts" in job.error


def test_keeping_when_a_part_was_kept_then_the_attempt_does_not_count_and_progress_stands(ask, partner):
    job = ask()
    for _death in range(5):
        claimed = claim(job.pk)
        assert claimed is not None
        with claimed.keeping(0.3, "a part"):
            pass
        lapse(job)
        sweeper._bring_back_the_dead()
    job.refresh_from_db()
    assert (job.state, job.attempt, job.progress, job.stage) == (State.DUE, 0, 0.3, "a part")


def test_keeping_when_nothing_is_kept_any_more_then_it_gives_up_after_three(ask, partner):
    job = ask()
    with claim(job.pk).keeping(0.3, "a part"):
        pass
    for _death in range(3):
        lapse(job)
        sweeper._bring_back_the_dead()
        assert claim(job.pk) is not None
    lapse(job)
    sweeper.sweep()
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_keeping_when_another_worker_has_the_job_then_nothing_is_kept(ask, partner):
    job = ask()
    late = claim(job.pk)
    lapse(job)
    assert claim(job.pk) is not None
    with pytest.raises(LeaseLost), late.keeping(0.9, "too late"):
        pytest.fail("the part was written")
    job.refresh_from_db()
    assert (job.progress, job.attempt) == (0, 2)
