from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evidence.tasks.screenings import screen
from iapb import jobs
from iapb.jobs.claims import Claimed


@jobs.handler("screen_proof", label=_("Screen a proof of consent"))
def screen_proof(job: Claimed) -> None:
    screen(job)
