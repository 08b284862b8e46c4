"""Handing a package over: the gate is asked when it is prepared and again at every download."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Channel
from disclosures.access import check_may_close, check_may_confirm_receipt, check_may_hand_over
from disclosures.actions import gates, requests
from disclosures.actions.states import locked, move
from disclosures.models import Disclosure, Handover, Package, PackageItem, ReceiptConfirmation
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor
from iapb.accounts.models import Person
from iapb.custody import tickets
from iapb.custody.models import ContentTicket
from iapb.ledger import record

State = Disclosure.State
PURPOSE = "handover:"


def channels_of(package: Package, by: Actor) -> Any:
    """Approved ways to this recipient that hold today."""
    rows = Channel.objects.visible_to(by).filter(recipient=package.disclosure.request.recipient_id)
    return rows.filter(approved_on__lte=timezone.localdate(), ended_on=None).order_by("description")


def hand_over(
    package: Package, *, channel: Channel, to: str, by: Person, session_key: str | None, key: UUID | None = None
) -> str:
    """A path on the content host, good for a minute and for `by` alone. Sent twice under one key, it is one hand-over.

    Raises GateClosed, with the disclosure recalled or stopped, where it may not leave as things stand today.
    """
    to = to.strip()
    if not to:
        raise Invalid(_("Say who receives it."), "to")
    with gates.gate(package.disclosure, "handover", by=by, ready=lambda row: check_may_hand_over(row, by)):
        if not channels_of(package, by).filter(pk=channel.pk).exists():
            raise Invalid(_("This way to the recipient is not approved. Choose an approved one."), "channel")
        handover = _prepared(package, channel, to, by, key)
        return tickets.issue(
            package.sealed,
            by=by,
            session_key=session_key,
            purpose=f"{PURPOSE}{handover.pk}",
            name=f"{package.reference}.zip.age",
        )


def may_leave(file: UUID, person: Person) -> bool:
    """For the content host, at every request: the whole gate again. What it takes back stays taken back."""
    package = Package.objects.visible_to(person).select_related("disclosure").filter(sealed=file).first()
    if package is None:
        return False
    try:
        with gates.gate(package.disclosure, "download", by=person, ready=lambda row: check_may_hand_over(row, person)):
            return True
    except (Invalid, Refused):
        return False


@transaction.atomic
def left(ticket: ContentTicket) -> None:
    """In the transaction before the first byte: from here on the package counts as handed over."""
    if not ticket.purpose.startswith(PURPOSE):
        return
    by = ticket.person
    rows = Handover.objects.visible_to(by).select_related("package__disclosure__request", "channel")
    handover = rows.get(pk=ticket.purpose.removeprefix(PURPOSE))
    row = locked(handover.package.disclosure, by=by)
    detail = {
        "handover": str(handover.pk),
        "reference": handover.package.reference,
        "channel": str(handover.channel_id),
    }
    event = record("package.handed_over", actor=by.pk, object=handover.package_id, detail=detail)
    Handover.objects.visible_to(by).filter(pk=handover.pk, left_at=None).update(left_at=timezone.now(), event=event.id)
    if row.state == State.BUILT:
        _first_time(handover, row, by)


@transaction.atomic
def confirm_receipt(package: Package, *, sha256: str, signer: str, confirmed_on: date, by: Person) -> None:
    """The recipient's own hash of the sealed file: only exactly this one counts as arrived."""
    row = locked(package.disclosure, by=by)
    check_may_confirm_receipt(row, by)
    sha256, signer = "".join(sha256.split()).lower(), signer.strip()
    if not signer:
        raise Invalid(_("Say who confirmed it."), "signer")
    first = Handover.objects.visible_to(by).filter(package=package, left_at__isnull=False).order_by("left_at").first()
    if confirmed_on > timezone.localdate():
        raise Invalid(_("The receipt cannot have been confirmed in the future."), "confirmed_on")
    if first is None or confirmed_on < timezone.localdate(first.left_at):
        raise Invalid(_("The receipt cannot have been confirmed before the package was handed over."), "confirmed_on")
    if sha256 != package.sealed.sha256:
        raise Invalid(
            _("This is not the SHA-256 of the sealed file: they hold something else. Hand the package over again."),
            "sha256",
        )
    confirmation = ReceiptConfirmation(package=package, sha256=sha256, signer=signer, confirmed_on=confirmed_on, by=by)
    confirmation.save(force_insert=True)
    detail = {"sha256": sha256, "signer": signer, "confirmed_on": confirmed_on.isoformat()}
    record("package.receipt_confirmed", actor=by.pk, object=package.pk, detail=detail)
    move(row, State.RECEIPT_CONFIRMED, by=by, detail={"package": str(package.pk)})


@transaction.atomic
def close(package: Package, *, by: Person) -> Disclosure:
    row = locked(package.disclosure, by=by)
    if row.state == State.CLOSED:
        return row
    check_may_close(row, by)
    return move(row, State.CLOSED, by=by, detail={"package": str(package.pk)})


def _prepared(package: Package, channel: Channel, to: str, by: Person, key: UUID | None) -> Handover:
    earlier = Handover.objects.visible_to(by).filter(pk=key, package=package, by=by).first() if key else None
    if earlier is not None:
        return earlier
    handover = Handover(package=package, channel=channel, to=to, by=by, **({"pk": key} if key else {}))
    handover.save(force_insert=True)
    detail = {"handover": str(handover.pk), "reference": package.reference, "channel": str(channel.pk), "to": to}
    record("package.handover_prepared", actor=by.pk, object=package.pk, detail=detail)
    return handover


def _first_time(handover: Handover, row: Disclosure, by: Person) -> None:
    package = handover.package
    move(row, State.DELIVERED, by=by, detail={"package": str(package.pk), "handover": str(handover.pk)})
    requests.answered(row.request, by=by)
    for one in PackageItem.objects.visible_to(by).filter(package=package).order_by("first_number"):
        detail = {
            "package": str(package.pk),
            "recipient": str(row.request.recipient_id),
            "first_number": one.first_number,
            "last_number": one.last_number,
            "contents_sha512": package.contents_sha512,
        }
        record("item.disclosed", actor=by.pk, object=one.item_id, detail=detail)
