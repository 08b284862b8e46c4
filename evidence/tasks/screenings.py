"""A file that came in is opened once, and what was found is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence import screening
from evidence.actions import files
from evidence.models import ItemFile
from evidence.screening import Seen, antivirus
from evidence.screening.antivirus import Verdict
from evidence.screening.effects import holds
from evidence.tasks.about import files_named
from evidence.tasks.keeping import in_sentences
from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.jobs.claims import Claimed

State = StoredFile.State
_BEFORE = (State.RECEIVED, State.FAILED)
_PIECE = 1 << 20


def given_up(object: UUID, by: Person) -> None:
    """In the transaction that stops the job: the file ends in a named state all the same."""
    file = StoredFile.objects.unscoped("the file that the asker has added").filter(pk=object).first()
    if file and file.may_become(State.FAILED):
        custody.move(file, State.FAILED, by=by, detail={"findings": [], "screened": False})


@jobs.handler("screen_file", label=_("Screen a file"), about=files_named, stopped=given_up)
def screen_file(job: Claimed) -> None:
    screen(job)


def screen(job: Claimed) -> None:
    """Opened once in the box: whole or not, what it seems to be or not. It is kept either way."""
    with job.transaction() as actor:
        file = StoredFile.objects.unscoped("the file that the asker has added").get(pk=job.object)
        if file.state in _BEFORE:
            custody.move(file, State.QUARANTINED, by=actor)
    job.progress(0.1, _("Opening the file in the box"))
    with in_sentences():
        name = custody.original_name(file)
        with closing(custody.open_plain(file)) as plain:
            seen = screening.look(job.box(), plain, file.media_type, name)
        job.progress(0.8, _("Asking the antivirus program"))
        verdict = antivirus.scan(_pieces(file))
    with job.completing() as actor:
        found = _findings(seen, verdict)
        _settle(file, seen, found, verdict, actor)
        files.screened(file=file, seen=Seen(seen.kind, found), antivirus=verdict.state, by=actor)


def _findings(seen: Seen, verdict: Verdict) -> list[str]:
    """What the antivirus program knows is added; what it does not know takes nothing away."""
    known = [ItemFile.Finding.MALWARE] if verdict.state == ItemFile.Antivirus.FOUND else []
    return [str(one) for one in (*known, *seen.findings)]


def _settle(file: StoredFile, seen: Seen, found: list[str], verdict: Verdict, by: Person) -> None:
    detail = {"findings": found, "kind": seen.kind, "antivirus": verdict.told(), "screened": True}
    if file.state == State.QUARANTINED:
        custody.move(file, State.SCREENED, by=by, detail=detail)
    ends = State.FAILED if holds(found) else State.READY
    if file.state != ends and file.may_become(ends):
        custody.move(file, ends, by=by, detail=detail)


def _pieces(file: StoredFile) -> Iterator[bytes]:
    with closing(custody.open_plain(file)) as plain:
        while piece := plain.read(_PIECE):
            yield piece
