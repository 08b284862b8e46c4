"""What stands between us and a recipient: agreements, channels, transfer bases. They end; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions.recipients import locked, sent_before
from consent.models import Agreement, Channel, Recipient, TransferBasis
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.ledger import record
from interviews.days import in_order, not_in_future

Ground = TransferBasis.Ground


@transaction.atomic
def record_agreement(
    recipient: Recipient,
    *,
    title: str,
    terms: str,
    onward_sharing: bool,
    valid_from: date,
    valid_to: date | None,
    key: UUID | None = None,
    by: Actor,
) -> Agreement:
    require(by, Right.PREPARE)
    row = locked(recipient, by)
    if known := sent_before(Agreement, key, by):
        return known
    title, terms = _filled(title, "title"), _filled(terms, "terms")
    in_order(valid_from, valid_to, "valid_to")
    agreement = Agreement(
        pk=key or uuid4(),
        recipient=row,
        title=title,
        terms=terms,
        onward_sharing=onward_sharing,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=by,
    )
    agreement.save(force_insert=True)
    detail = {"agreement": str(agreement.pk), "title": title, "from": str(valid_from), "to": _day(valid_to)}
    record("recipient.agreement_recorded", actor=by.pk, object=row.pk, detail=detail)
    return agreement


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: Actor) -> Agreement:
    """From today on it holds no longer."""
    require(by, Right.PREPARE)
    recipient = locked(agreement.recipient, by)
    row = Agreement.objects.visible_to(by).select_for_update().get(pk=agreement.pk)
    if row.ended_on:
        return row
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
    detail = {"agreement": str(row.pk)}
    record("recipient.agreement_ended", actor=by.pk, object=recipient.pk, detail=detail)
    return row


@transaction.atomic
def propose_channel(recipient: Recipient, *, description: str, key: UUID | None = None, by: Actor) -> Channel:
    require(by, Right.PREPARE)
    row = locked(recipient, by)
    if known := sent_before(Channel, key, by):
        return known
    channel = Channel(pk=key or uuid4(), recipient=row, description=_filled(description, "description"), proposed_by=by)
    channel.save(force_insert=True)
    detail = {"channel": str(channel.pk), "description": channel.description}
    record("recipient.channel_proposed", actor=by.pk, object=row.pk, detail=detail)
    return channel


@transaction.atomic
def approve_channel(channel: Channel, *, by: Actor) -> Channel:
    check_may_approve_channel(channel, by)
    recipient = locked(channel.recipient, by)
    row = Channel.objects.visible_to(by).select_for_update(of=("self",)).get(pk=channel.pk)
    check_may_approve_channel(row, by)
    row.approved_by, row.approved_on = by, timezone.localdate()
    row.save(update_fields=["approved_by", "approved_on"])
    record("recipient.channel_approved", actor=by.pk, object=recipient.pk, detail={"channel": str(row.pk)})
    return row


def check_may_approve_channel(channel: Channel, by: Actor) -> None:
    require(by, Right.APPROVE_SAFETY)
    if channel.proposed_by_id == by.pk:
        raise Refused(_("You proposed this channel; someone else must approve it."))
    if channel.ended_on:
        raise Invalid(_("This channel has ended. Propose it anew."))
    if channel.approved_by_id:
        raise Invalid(_("This channel is approved already."))


@transaction.atomic
def end_channel(channel: Channel, *, by: Actor) -> Channel:
    if Right.APPROVE_SAFETY not in rights_of(by):
        require(by, Right.PREPARE)
    recipient = locked(channel.recipient, by)
    row = Channel.objects.visible_to(by).select_for_update(of=("self",)).get(pk=channel.pk)
    if row.ended_on:
        return row
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
    record("recipient.channel_ended", actor=by.pk, object=recipient.pk, detail={"channel": str(row.pk)})
    return row


@transaction.atomic
def record_transfer_basis(
    recipient: Recipient,
    *,
    ground: str,
    instrument: str,
    assessed_on: date,
    valid_to: date,
    countries: Sequence[str] = (),
    risk_text: str = "",
    key: UUID | None = None,
    by: Actor,
) -> TransferBasis:
    """Chapter V GDPR: counsel's own act. `risk_text` is what witnesses were shown; its hash is kept."""
    require(by, Right.APPROVE_LEGAL)
    row = locked(recipient, by)
    if known := sent_before(TransferBasis, key, by):
        return known
    if ground not in Ground.values:
        raise Invalid(_("Choose the ground."), "ground")
    not_in_future(assessed_on, "assessed_on")
    in_order(assessed_on, valid_to, "valid_to")
    if ground == Ground.ART_49_1_A and not risk_text.strip():
        raise Invalid(_("Explicit consent to the transfer needs the warning that witnesses were shown."), "risk_text")
    warned = risk_text.strip()
    basis = TransferBasis(
        pk=key or uuid4(),
        recipient=row,
        ground=ground,
        instrument=_filled(instrument, "instrument"),
        assessed_on=assessed_on,
        valid_to=valid_to,
        countries=sorted(set(countries)),
        approved_by=by,
        risk_text_sha256=sha256(warned.encode()).hexdigest() if warned else "",
    )
    basis.save(force_insert=True)
    detail = {"basis": str(basis.pk), "ground": ground, "instrument": basis.instrument, "to": str(valid_to)}
    record(
        "recipient.transfer_basis_recorded",
        actor=by.pk,
        object=row.pk,
        detail={**detail, "risk_text": warned},
    )
    return basis


@transaction.atomic
def end_transfer_basis(basis: TransferBasis, *, by: Actor) -> TransferBasis:
    require(by, Right.APPROVE_LEGAL)
    recipient = locked(basis.recipient, by)
    row = TransferBasis.objects.visible_to(by).select_for_update().get(pk=basis.pk)
    if row.ended_on:
        return row
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
    detail = {"basis": str(row.pk)}
    record("recipient.transfer_basis_ended", actor=by.pk, object=recipient.pk, detail=detail)
    return row


def _filled(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(_("This must not be empty."), field)
    if field != "terms" and len(text) > 200:
        raise Invalid(_("Use at most 200 letters."), field)
    return text


def _day(day: date | None) -> str:
    return str(day) if day else ""
