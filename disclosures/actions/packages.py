"""Asking for a package, and the building itself: decided at the start and again before *built*.

Until the last transaction nothing but the state tells of a build, so a killed one is simply done again.
That transaction stores the sealed file, takes the numbers, moves the disclosure and ends the job, or none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from disclosures.access import check_may_build, check_may_start, check_still_building
from disclosures.actions import gates
from disclosures.actions.states import locked, move
from disclosures.models import Disclosure, Package, PackageItem
from disclosures.package import from_entries
from disclosures.package.build import Built, build
from disclosures.package.contents import Ledger, PackageContents
from disclosures.package.errors import PackageRefused
from disclosures.package.from_ledger import ledger_part
from disclosures.package.sealing import Writable, parse_recipient
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, Right, require
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile
from iapb.custody.piped import Piped
from iapb.custody.reading import KeyGone
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault
from iapb.jobs import Failed
from iapb.jobs.claims import Claimed
from iapb.ledger import record

State = Disclosure.State
KIND = "build_package"
PACKED_SHARE = 0.9  # of the progress a person sees; the rest waits for the ledger


class NumbersTaken(Invalid):
    """Another package for the same recipient was built meanwhile; the next attempt takes the numbers after."""


@dataclass
class Plan:
    """Everything of one attempt, settled before the first byte."""

    pk: UUID  # the job's own id: the same in every attempt, so that each finds what another has kept
    disclosure: Disclosure
    reference: str
    key: str
    after: int  # the last position used in the recipient's series
    families: Sequence[from_entries.Family]
    contents: PackageContents | None = None
    ledger: Ledger | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        return sum(file.size for item in self.contents.items for file in item.files) if self.contents else 0


def ask_to_build(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """A second click finds what the first one asked for. Raises GateClosed where it may no longer go."""
    require(by, Right.PREPARE)
    with transaction.atomic():
        gates.hold_witnesses(disclosure, by=by)
        row = locked(disclosure, by=by)
        if has_package(row, by) or (row.state == State.BUILDING and is_under_way(row)):
            return row
    with gates.gate(disclosure, "build", by=by, ready=lambda row: check_may_build(row, by)) as row:
        check_key(row.request.recipient.age_public_key)
        if row.state == State.APPROVED:
            row = move(row, State.BUILDING, by=by, detail={"manifest_sha256": row.manifest_sha256})
        jobs.ask(KIND, row.pk, by=by)  # type: ignore[arg-type]
        return row


def check_key(key: str) -> None:
    try:
        parse_recipient(key)
    except PackageRefused as refused:
        raise Invalid(refused.sentence) from None


def has_package(disclosure: Disclosure, by: Actor) -> bool:
    return Package.objects.visible_to(by).filter(disclosure=disclosure).exists()


def is_under_way(disclosure: Disclosure) -> bool:
    return any(job.kind == KIND and job.is_open for job in jobs.of([disclosure.pk]).get(disclosure.pk, []))


def build_package(job: Claimed) -> None:
    """The work of the job. What it raises is what the officer reads on the desk."""
    plan = _begin(job)
    if plan is None:
        return
    keys.provider().new_subject_key(plan.pk)
    job.progress(0.0, _("Packing"))
    packing = Piped(lambda into: _pack(job, plan, into))
    try:
        custody.receive(
            packing,
            subjects=[plan.pk],
            media_type="application/octet-stream",
            name="",
            by=job.actor,
            kind=StoredFile.Kind.DERIVATIVE,
            within=lambda sealed: _keep(job, plan, packing.result, sealed),
        )
    except gates.GateClosed as closed:
        _gone_back(job, plan, closed)
        raise
    except PackageRefused as refused:
        raise Failed(refused.sentence) from None
    except KeyGone:
        raise Failed(_("The key of a file in this selection was destroyed. Take the item out of it.")) from None
    except (Damaged, NotInVault):
        raise Failed(
            _("A file could not be verified in the vault, so no package was made. Tell the administrator.")
        ) from None


def _begin(job: Claimed) -> Plan | None:
    """None where an earlier attempt has built it already."""
    closed = plan = None
    with job.transaction() as actor:
        disclosure = Disclosure.objects.visible_to(actor).filter(pk=job.object).first()
        if disclosure is None:
            raise Failed(_("This disclosure is no longer there for you, so nothing was built."))
        if has_package(disclosure, actor):
            return None
        try:
            with gates.gate(disclosure, "build_start", by=actor, ready=lambda row: check_may_start(row, actor)) as row:
                plan = _plan(job, row, actor)
        except gates.GateClosed as gone:
            closed = gone  # the way back is to be kept: raised again after the commit
    if closed is not None or plan is None:
        raise closed or jobs.LeaseLost
    with job.transaction() as actor:  # frozen since: no lock is held while it is gathered
        _gather(job, plan, actor)
    return plan


def _plan(job: Claimed, row: Disclosure, actor: Actor) -> Plan:
    recipient = row.request.recipient
    after = last_position(recipient.code, actor)
    found = from_entries.families(gates.entries_of(row, by=actor), recipient.code, after)
    return Plan(job.id, row, next_reference(), recipient.age_public_key, after, found)


def _gather(job: Claimed, plan: Plan, actor: Actor) -> None:
    # What leaves is in English, whoever has it built.
    with translation.override("en"):
        plan.contents = from_entries.contents(
            plan.disclosure,
            plan.families,
            number=plan.reference,
            ledger=lambda digest: _close(job, plan, digest),
            passing=_passing(job, plan),
            by=actor,
        )


def _passing(job: Claimed, plan: Plan) -> Callable[[int], None]:
    done = 0

    def passed(size: int) -> None:
        nonlocal done
        done += size
        job.progress(PACKED_SHARE * done / max(1, plan.size))

    return passed


def _pack(job: Claimed, plan: Plan, into: Writable) -> Built:
    assert plan.contents is not None
    return build(plan.contents, plan.key, into)


def _close(job: Claimed, plan: Plan, contents_sha512: str) -> Ledger:
    """Everything is packed: decided again, then told to the ledger, whose answer goes into the package."""
    job.progress(PACKED_SHARE, _("Waiting for the ledger"))
    closed = event = None
    with job.transaction() as actor:
        try:
            with gates.gate(plan.disclosure, "built", by=actor, ready=_still(plan, actor)):
                detail = {"reference": plan.reference, "contents_sha512": contents_sha512}
                event = record("package.packed", actor=actor.pk, object=plan.pk, detail=detail)
        except gates.GateClosed as gone:
            closed = gone
    if closed is not None or event is None:
        raise closed or jobs.LeaseLost
    plan.ledger = ledger_part(from_entries.receipts(plan.families), event.id)
    return plan.ledger


def _keep(job: Claimed, plan: Plan, built: Built, sealed: StoredFile) -> None:
    """In the vault's own transaction: all of it or nothing. Decided a last time."""
    with (
        job.completing_within(job.actor),
        gates.gate(plan.disclosure, "kept", by=job.actor, ready=_still(plan, job.actor)) as row,
    ):
        if last_position(row.request.recipient.code, job.actor) != plan.after:
            raise NumbersTaken(_("Another package for this recipient was built meanwhile. Build it again."))
        package = _package(plan, built, sealed, row)
        detail = {
            "package": str(package.pk),
            "reference": package.reference,
            "contents_sha512": package.contents_sha512,
            "sealed_sha256": sealed.sha256,
            "manifest_sha256": row.manifest_sha256,
        }
        move(row, State.BUILT, by=job.actor, detail=detail)


def _package(plan: Plan, built: Built, sealed: StoredFile, row: Disclosure) -> Package:
    numbers = sum(len(family.entries) for family in plan.families)
    assert plan.ledger is not None and row.manifest_sha256 is not None
    package = Package(
        id=plan.pk,
        disclosure=row,
        reference=plan.reference,
        series=row.request.recipient.code,
        first_position=plan.after + 1,
        last_position=plan.after + numbers,
        manifest_sha256=row.manifest_sha256,
        contents_sha512=built.contents_sha512,
        files=len(built.files),
        size=built.size,
        sealed=sealed,
        recipient_key=plan.key,
        checkpoint=plan.ledger.checkpoint,
    )
    package.save(force_insert=True)
    PackageItem.objects.bulk_create(
        PackageItem(
            package=package,
            item=family.item,
            first_number=family.numbers.beg_no,
            last_number=family.numbers.end_no,
            files=len(family.entries),
        )
        for family in plan.families
    )
    return package


def _still(plan: Plan, actor: Actor) -> Callable[[Disclosure], None]:
    return lambda row: check_still_building(row, plan.disclosure.manifest_sha256, actor)


def _gone_back(job: Claimed, plan: Plan, closed: gates.GateClosed) -> None:
    """The refusal came inside the vault's transaction, which took the way back with it. So here once more."""
    with job.transaction() as actor:
        row = locked(plan.disclosure, by=actor)
        if row.state == State.BUILDING and row.manifest_sha256 == plan.disclosure.manifest_sha256:
            gates.take_back(row, closed.closed, "built", by=actor)


def last_position(series: str, by: Actor) -> int:
    """Read under the lock on the recipient that a gate holds, so that two builds cannot take the same numbers."""
    last = Package.objects.visible_to(by).filter(series=series).order_by("-last_position").first()
    return last.last_position if last else 0


def next_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('disclosures_reference_package')")
        return f"IAPB-P-{cursor.fetchone()[0]:05d}"
