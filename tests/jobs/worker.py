"""The project's Celery app with one more handler: `python -m celery -A tests.jobs.worker worker`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid5

import django

from iapb.celery import app

django.setup()

from iapb import jobs  # noqa: E402  models exist from here on

__all__ = ["app"]


@jobs.handler("slow_count", label="Count slowly")
def slow_count(job: jobs.Claimed) -> None:
    """Writes one result; says in a file that it began, and waits as long as another file is there."""
    folder = Path(os.environ["SLOW_COUNT"])
    (folder / f"began-{job.attempt}").touch()
    while (folder / "wait").exists():
        job.progress(0.5, "waiting")
        time.sleep(0.05)
    answer = job.box().run(["/bin/echo", "counted"]).stdout
    with job.completing() as actor:
        if answer == b"counted\n":
            jobs.ask("result", uuid5(job.object, str(job.attempt)), by=actor)
