"""Requests: recorded as they came, answered or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions.recipients import locked, sent_before
from consent.models import Recipient
from consent.purposes import purpose_of
from disclosures.actions.states import move
from disclosures.models import Disclosure, Request
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.ledger import record

CORRECTABLE = ("their_reference", "received_on", "deadline", "basis", "questions", "deconfliction")


@transaction.atomic
def receive(*, recipient: Recipient, by: Actor, key: UUID | None = None, **fields: Any) -> Request:
    """`fields`: those of CORRECTABLE, and court_order."""
    require(by, Right.PREPARE)
    recipient = locked(recipient, by)
    if known := sent_before(Request, key, by):
        return known
    _check_days(fields["received_on"], fields.get("deadline"))
    purpose = purpose_of(recipient)
    request = Request(
        pk=key or uuid4(), reference=_next_reference(), recipient=recipient, purpose=purpose, recorded_by=by, **fields
    )
    request.save(force_insert=True)
    detail = {
        "reference": request.reference,
        "recipient": str(recipient.pk),
        "purpose": str(purpose),
        "received_on": request.received_on.isoformat(),
    }
    record("request.received", actor=by.pk, object=request.pk, detail=detail)
    return request


@transaction.atomic
def correct(request: Request, *, by: Actor, **fields: Any) -> Request:
    """Corrects what was recorded; the recipient and so the purpose stay. The ledger keeps both."""
    require(by, Right.PREPARE)
    row = _locked(request, by)
    _check_days(fields["received_on"], fields.get("deadline"))
    changed = {name: fields[name] for name in CORRECTABLE if name in fields and getattr(row, name) != fields[name]}
    before = {name: _plain(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
        after = {name: _plain(value) for name, value in changed.items()}
        record("request.corrected", actor=by.pk, object=row.pk, detail={"before": before, "after": after})
    return row


@transaction.atomic
def state_court_order(request: Request, *, court_order: bool, by: Actor) -> Request:
    """Row 19. That it is one, the desk can say; that it is none after all, only the data protection officer."""
    check_may_state_court_order(request, by)
    row = _locked(request, by)
    check_may_state_court_order(row, by)
    if row.court_order == court_order:
        return row
    row.court_order = court_order
    row.save(update_fields=["court_order"])
    record("request.court_order_stated", actor=by.pk, object=row.pk, detail={"court_order": court_order})
    return row


def check_may_state_court_order(request: Request, by: Actor) -> None:
    if Right.DECIDE_RIGHTS in rights_of(by):
        return
    require(by, Right.PREPARE)
    if request.court_order:
        raise Refused(_("A court order was stated; only the data protection officer can say that it is none."))


@transaction.atomic
def refuse(request: Request, *, why: str, by: Actor) -> Request:
    """Nothing will be disclosed; a selection under way ends with it."""
    require(by, Right.PREPARE)
    why = why.strip()
    if not why:
        raise Invalid(_("Say why the request is refused; the recipient will be told."), "why")
    row = _locked(request, by)
    for disclosure in Disclosure.objects.visible_to(by).filter(request=row).exclude(state__in=Disclosure.OVER_STATES):
        move(disclosure, Disclosure.State.REFUSED, by=by, detail={"why": why}, returned_note=why)
    row.state, row.refusal = Request.State.REFUSED, why
    row.save(update_fields=["state", "refusal"])
    record("request.refused", actor=by.pk, object=row.pk, detail={"why": why})
    return row


@transaction.atomic
def answered(request: Request, *, by: Actor) -> Request:
    """Called once what was disclosed has been handed over."""
    row = Request.objects.visible_to(by).select_for_update().get(pk=request.pk)
    if row.state == Request.State.OPEN:
        row.state = Request.State.ANSWERED
        row.save(update_fields=["state"])
        record("request.answered", actor=by.pk, object=row.pk, detail={"reference": row.reference})
    return row


@transaction.atomic
def begin(request: Request, *, by: Actor) -> Disclosure:
    """Opens a selection; a request already being answered leads to the selection that is open."""
    require(by, Right.PREPARE)
    # The row lock makes a second click find what the first one opened.
    held = Request.objects.visible_to(by).select_for_update().get(pk=request.pk)
    if held.state == Request.State.REFUSED:
        raise Invalid(_("This request was refused; record a new request to answer it."))
    last = Disclosure.objects.visible_to(by).filter(request=held).order_by("-version").first()
    if last is not None and last.state not in Disclosure.OVER_STATES:
        return last
    disclosure = Disclosure(request=held, version=last.version + 1 if last else 1, prepared_by=by, preparers=[by.pk])
    disclosure.save(force_insert=True)
    detail = {"request": str(held.pk), "version": disclosure.version}
    record("disclosure.begun", actor=by.pk, object=disclosure.pk, detail=detail)
    return disclosure


def _locked(request: Request, by: Actor) -> Request:
    row = Request.objects.visible_to(by).select_for_update().get(pk=request.pk)
    if row.state != Request.State.OPEN:
        raise Invalid(_("This request is no longer open."))
    return row


def _check_days(received: Any, deadline: Any) -> None:
    if received > timezone.localdate():
        raise Invalid(_("The request cannot have been received in the future."), "received_on")
    if deadline and deadline < received:
        raise Invalid(_("The deadline lies before the day the request was received."), "deadline")


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _next_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('disclosures_reference_request')")
        return f"IAPB-R-{cursor.fetchone()[0]:05d}"
