"""A worker's process that runs one job, to be killed: `python -m tests.packages.builder JOB`."""

from __future__ import annotations

import sys
from uuid import UUID

import django

django.setup()

from iapb.jobs import runner  # noqa: E402

print("ready", flush=True)
runner.run(UUID(sys.argv[1]))
