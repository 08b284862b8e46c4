"""Copies to look at and to listen to are made once a file was screened."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evidence import derivatives
from evidence.actions import derivatives as kept
from evidence.tasks.about import files_named
from evidence.tasks.keeping import given, in_sentences
from iapb import jobs
from iapb.custody import actions as custody
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS

# An hour of film takes less than an hour; what takes three times as long has gone wrong.
ALLOWED_SECONDS = 6 * 3600


@jobs.handler("derive_file", label=_("Make copies to look at"), about=files_named, seconds=LONGEST_SECONDS)
def derive_file(job: Claimed) -> None:
    """What a run before this one has kept is not made again."""
    had = given(job)
    with job.transaction() as actor:
        there = kept.there(had.item_file, actor)
    job.allow(ALLOWED_SECONDS)
    stage = _("Making copies to look at")
    job.progress(0.01, stage)
    order = derivatives.Order(
        box=job.box(),
        opening=lambda: custody.open_plain(had.item_file.file),
        on_progress=lambda share: job.progress(0.9 * share, stage),
        there=there,
    )
    with in_sentences():
        for copy in derivatives.copies(order, had.item_file.file.media_type):
            if (copy.kind, copy.number) in there:
                for _piece in copy.content:
                    """Read to its end, since what comes after it is made on the way."""
                continue
            kept.keep(copy=copy, parent=had.item_file, job=job.id, by=job.actor)
