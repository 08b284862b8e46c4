"""What the desk and the package's own pages show: asked for, being built, built, handed over, received."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosures import access, words
from disclosures.actions import handovers, packages
from disclosures.models import Disclosure, Handover, Package, PackageItem, ReceiptConfirmation
from disclosures.package.numbering import number
from disclosures.presenters import turns
from iapb import jobs
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from iapb.jobs.models import Job

State = Disclosure.State


def of(disclosure: Disclosure, actor: Person) -> dict[str, Any]:
    row = Package.objects.visible_to(actor).filter(disclosure=disclosure).first()
    job = None if row else building(disclosure)
    return {
        "row": row,
        "job": job,
        "may_build": Right.PREPARE in rights_of(actor) and not row and not (job and job.is_open),
        "again": disclosure.state == State.BUILDING,
        "why_not": access.why_not(access.check_may_build, disclosure, actor),
    }


def building(disclosure: Disclosure) -> Job | None:
    """The work on it, while its state says that it is being built."""
    if disclosure.state != State.BUILDING:
        return None
    found = jobs.of([disclosure.pk]).get(disclosure.pk, [])
    return next((job for job in found if job.kind == packages.KIND), None)


def page(package: Package, actor: Person) -> dict[str, Any]:
    disclosure = package.disclosure
    given = Handover.objects.visible_to(actor).filter(package=package).select_related("by", "channel")
    why = access.why_not
    return {
        "package": package,
        "disclosure": disclosure,
        "request_row": disclosure.request,
        "recipient": disclosure.request.recipient,
        "numbers": numbers(package),
        "items": PackageItem.objects.visible_to(actor).filter(package=package).select_related("item"),
        "handovers": given,
        "confirmation": ReceiptConfirmation.objects.visible_to(actor)
        .filter(package=package)
        .select_related("by")
        .first(),
        "tone": turns.TONES[disclosure.state],
        "turn": turns.TURNS[disclosure.state],
        "returned": _stopped(disclosure),
        "may_prepare": Right.PREPARE in rights_of(actor),
        "why_not": {
            "hand_over": why(access.check_may_hand_over, disclosure, actor),
            "confirm": why(access.check_may_confirm_receipt, disclosure, actor),
            "close": why(access.check_may_close, disclosure, actor),
        },
    }


def numbers(package: Package) -> tuple[str, str]:
    return number(package.series, package.first_position), number(package.series, package.last_position)


def handed_over(rows: Iterable[Package], actor: Person) -> dict[Any, Handover]:
    """The first hand-over of each that really left."""
    found: dict[Any, Handover] = {}
    left = Handover.objects.visible_to(actor).filter(package__in=list(rows), left_at__isnull=False)
    for one in left.select_related("channel").order_by("-left_at"):
        found[one.package_id] = one
    return found


def channels(package: Package, actor: Person) -> Any:
    return handovers.channels_of(package, actor)


def _stopped(disclosure: Disclosure) -> Any:
    return words.RETURNED.get(disclosure.returned_because, "") if disclosure.state == State.RECALLED else ""
