"""Requests: recorded as they came, answered or refused."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from consent.purposes import purpose_of
from disclosures.models import Disclosure, Request
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, Right, require
from iapb.ledger import record


@transaction.atomic
def receive(*, recipient: Recipient, by: Actor, **fields: Any) -> Request:
    """`fields`: received_on, deadline, basis, questions, their_reference, court_order, deconfliction."""
    require(by, Right.PREPARE)
    received, deadline = fields["received_on"], fields.get("deadline")
    if received > timezone.localdate():
        raise Invalid(_("The request cannot have been received in the future."), "received_on")
    if deadline and deadline < received:
        raise Invalid(_("The deadline lies before the day the request was received."), "deadline")
    request = Request(
        reference=_next_reference(), recipient=recipient, purpose=purpose_of(recipient), recorded_by=by, **fields
    )
    request.save(force_insert=True)
    record(
        "request.received",
        actor=by.pk,
        object=request.pk,
        detail={"recipient": str(recipient.pk), "purpose": request.purpose, "received_on": received.isoformat()},
    )
    return request


@transaction.atomic
def state_court_order(request: Request, *, court_order: bool, by: Actor) -> Request:
    require(by, Right.PREPARE)
    request.court_order = court_order
    request.save(update_fields=["court_order"])
    record("request.court_order_stated", actor=by.pk, object=request.pk, detail={"court_order": court_order})
    return request


@transaction.atomic
def refuse(request: Request, *, why: str, by: Actor) -> Request:
    require(by, Right.PREPARE)
    if not why.strip():
        raise Invalid(_("Say why the request is refused; the recipient will be told."), "refusal")
    if request.state != Request.State.OPEN:
        raise Invalid(_("This request is no longer open."))
    request.state, request.refusal = Request.State.REFUSED, why.strip()
    request.save(update_fields=["state", "refusal"])
    record("request.refused", actor=by.pk, object=request.pk, detail={"why": request.refusal})
    return request


@transaction.atomic
def begin(request: Request, *, by: Actor) -> Disclosure:
    """Opens a selection; a request already being answered leads to the selection that is open."""
    require(by, Right.PREPARE)
    # The row lock makes a second click find what the first one opened.
    held = Request.objects.visible_to(by).select_for_update().get(pk=request.pk)
    if held.state == Request.State.REFUSED:
        raise Invalid(_("This request was refused; record a new request to answer it."))
    last = Disclosure.objects.visible_to(by).filter(request=held).order_by("-version").first()
    over = {Disclosure.State.REFUSED, Disclosure.State.RECALLED, Disclosure.State.CLOSED}
    if last is not None and last.state not in over:
        return last
    disclosure = Disclosure(request=held, version=last.version + 1 if last else 1, prepared_by=by)
    disclosure.save(force_insert=True)
    record(
        "disclosure.begun",
        actor=by.pk,
        object=disclosure.pk,
        detail={"request": str(held.pk), "version": disclosure.version},
    )
    return disclosure


def _next_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('disclosures_reference_request')")
        return f"IAPB-R-{cursor.fetchone()[0]:05d}"
