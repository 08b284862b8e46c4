"""The project's worker and sweeper with short waits, so that a drill need not wait for minutes:
`celery -A tests.drills.hurried worker`, `python -m tests.drills.hurried` sweeps. All else is as it is."""

from __future__ import annotations

from datetime import timedelta

import django

from iapb.celery import app

django.setup()

from iapb.jobs import claims, runner, sweeper  # noqa: E402  models exist from here on

__all__ = ["app"]

claims.LEASE = timedelta(seconds=4)
claims.RENEW_SECONDS = 0.5
runner.WAIT_FOR_ROOM = timedelta(seconds=4)
sweeper.RING_AGAIN_AFTER = timedelta(seconds=4)
sweeper.EVERY_SECONDS = 0.5

if __name__ == "__main__":
    from django.core.management import call_command

    call_command("sweep")
