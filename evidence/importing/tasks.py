"""Looking through an archive and bringing it in take long: they are jobs, with progress that a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, BinaryIO
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.importing import actions, archives, dry_run
from evidence.importing.manifest import BOOK, Manifest
from evidence.importing.models import Archive
from evidence.importing.places import Packed, Place, Single, Unopened
from evidence.importing.words import PROBLEMS
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS
from iapb.sentences import fill

_PROJECT = "project.qdpx"


def _archives_named(archives: Sequence[UUID], by: Person) -> Mapping[UUID, jobs.Thing]:
    found = Archive.objects.visible_to(by).filter(pk__in=archives)
    return {
        one.pk: jobs.Thing(
            fill(_("archive of %(day)s"), day=timezone.localdate(one.sent_at).isoformat()),
            reverse("import", args=[one.pk]),
        )
        for one in found
    }


@jobs.handler(archives.EXAMINE, label=_("Look through an archive"), about=_archives_named, seconds=LONGEST_SECONDS)
def examine(job: Claimed) -> None:
    archive = _archive(job)
    try:
        manifest = _manifest(job, archive, job.progress)
    except Unopened as error:
        with job.completing() as actor:
            archives.unopened(archive, PROBLEMS[str(error)], by=actor)
        return
    with job.completing() as actor:
        archives.examined(archive, manifest, by=actor)


@jobs.handler(archives.BRING_IN, label=_("Bring in an archive"), about=_archives_named, seconds=LONGEST_SECONDS)
def bring_in(job: Claimed) -> None:
    """Looked through anew: what was registered since counts as well."""
    archive = _archive(job)
    with _in_sentences():
        manifest = _manifest(job, archive, lambda share, stage: job.progress(share * 0.1, stage))
        report = actions.run(
            manifest,
            by=job.actor,
            collection=archive.collection_id,
            told=lambda share, stage: job.progress(0.1 + share * 0.9, stage),
        )
    with job.completing() as actor:
        archives.examined(archive, manifest, by=actor)
        archives.brought(archive, report)


def _archive(job: Claimed) -> Archive:
    with job.transaction() as actor:
        found: Archive = Archive.objects.visible_to(actor).select_related("file").get(pk=job.object)
    return found


def _manifest(job: Claimed, archive: Archive, told: Callable[[float, Any], object]) -> Manifest:
    box = job.box()
    with _in_sentences():
        place = _place(archive.file, job)
        return dry_run.examine(place, by=job.actor, box=box, collection=archive.collection_id, told=told)


def _place(file: StoredFile, job: Claimed) -> Place:
    """By the ending that the sender gave it; what the content really is, the box finds."""
    name = custody.original_name(file).lower()

    def whole() -> BinaryIO:
        return custody.open_plain(file)

    @contextmanager
    def stream() -> Iterator[BinaryIO]:
        with closing(custody.open_plain(file)) as plain:
            yield plain

    if name.endswith(".xlsx"):
        return Single(BOOK, whole, file.size)
    if name.endswith(".qdpx"):
        return Single(_PROJECT, whole, file.size)
    if name.endswith(".csv"):
        return Single(name, whole, file.size)
    return Packed(stream, job.box())


@contextmanager
def _in_sentences() -> Iterator[None]:
    try:
        yield
    except (Invalid, Refused) as refusal:
        raise jobs.Failed(refusal.sentence) from None
