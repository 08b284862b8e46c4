"""What the desk and the package's own pages show: asked for, being built, built, handed over, received."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from disclosures import access, words
from disclosures.actions import handovers, packages
from disclosures.models import Disclosure, Handover, Package, PackageItem, Recall, RecallAnswer, ReceiptConfirmation
from disclosures.package.numbering import number
from disclosures.presenters import turns
from evidence.models import Item
from iapb import jobs
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger.models import Event

State = Disclosure.State
ON_PAGE = 50  # items


def of(disclosure: Disclosure, actor: Person) -> dict[str, Any]:
    # Visible to whom the disclosure is, and read with it.
    row = getattr(disclosure, "package", None)
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


@dataclass(frozen=True)
class Line:
    """An item of the package; none where the reader was not given it."""

    row: PackageItem
    item: Item | None


def page(package: Package, actor: Person, number: str = "1") -> dict[str, Any]:
    disclosure = package.disclosure
    given = list(Handover.objects.visible_to(actor).filter(package=package).select_related("by", "channel"))
    why = access.why_not
    return {
        "package": package,
        "disclosure": disclosure,
        "request_row": disclosure.request,
        "recipient": disclosure.request.recipient,
        "numbers": numbers(package),
        "lines": lines(package, actor, number),
        "handovers": given,
        "confirmation": ReceiptConfirmation.objects.visible_to(actor)
        .filter(package=package)
        .select_related("by")
        .first(),
        **_recall(package, actor),
        "tone": turns.TONES[disclosure.state],
        "turn": turns.TURNS[disclosure.state],
        "returned": _stopped(disclosure),
        "stopped": _last_stop(disclosure, given),
        "may_prepare": Right.PREPARE in rights_of(actor),
        "why_not": {
            "hand_over": why(access.check_may_hand_over, disclosure, actor),
            "confirm": why(access.check_may_confirm_receipt, disclosure, actor),
            "close": why(access.check_may_close, disclosure, actor),
            "recall": why(access.check_may_recall, disclosure, actor),
        },
    }


def _recall(package: Package, actor: Person) -> dict[str, Any]:
    if package.disclosure.state != State.RECALLED:
        return {"recall": None, "answers": []}
    recall = Recall.objects.visible_to(actor).filter(package=package).select_related("by").first()
    answers = RecallAnswer.objects.visible_to(actor).filter(recall=recall).select_related("by").order_by("at")
    return {"recall": recall, "answers": answers if recall else []}


def lines(package: Package, actor: Person, number: str) -> Page:
    shown = Paginator(
        PackageItem.objects.visible_to(actor).filter(package=package).order_by("first_number"), ON_PAGE
    ).get_page(number)
    # Not by a join: what a policy hides would silently be missing from the list.
    items = Item.objects.visible_to(actor).only("reference", "kind").in_bulk([row.item_id for row in shown])
    shown.object_list = [Line(row, items.get(row.item_id)) for row in shown]
    return shown


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


def _last_stop(disclosure: Disclosure, given: Iterable[Handover]) -> dict[str, Any] | None:
    """Why the last download was refused, unless one has succeeded since."""
    told = Event.objects.of_object(disclosure.pk).filter(event="disclosure.stopped").newest_first()
    event = told.select_related("detail").first()
    if event is None or any(one.left_at and one.left_at > event.at for one in given):
        return None
    because = json.loads(bytes(event.detail.detail)).get("because", "") if hasattr(event, "detail") else ""
    return {"at": event.at, "sentence": words.RETURNED.get(because, "")}
