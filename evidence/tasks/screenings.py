"""A file that came in is opened once, and what was found is told."""

from __future__ import annotations

from contextlib import closing

from django.utils.translation import gettext_lazy as _

from evidence import screening
from evidence.actions import files
from evidence.tasks.keeping import in_sentences, link_to_file
from iapb import jobs
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed

State = StoredFile.State
_BEFORE = (State.RECEIVED, State.FAILED)


@jobs.handler("screen_file", label=_("Screen a file"), link=link_to_file)
def screen_file(job: Claimed) -> None:
    screen(job)


def screen(job: Claimed) -> None:
    """Opened once in the box: whole or not, what it seems to be or not. It is kept either way."""
    with job.transaction() as actor:
        file = StoredFile.objects.unscoped("the file that the asker has added").get(pk=job.object)
        if file.state in _BEFORE:
            custody.move(file, State.QUARANTINED, by=actor)
    job.progress(0.1, _("Opening the file in the box"))
    with in_sentences(), closing(custody.open_plain(file)) as plain:
        found = screening.findings_inside(job.box(Limits(**screening.NEEDS)), plain, file.media_type)
    with job.completing() as actor:
        if file.state == State.QUARANTINED:
            custody.move(file, State.SCREENED, by=actor, detail={"findings": [str(one) for one in found]})
        if file.state == State.SCREENED:
            custody.move(file, State.READY, by=actor)
        files.screened(file=file, findings=found, by=actor)
