"""The register of recipients: who they are, what is known of them, the key they read with."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pyrage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.ledger import record

# None stands for unknown, which is a value of its own and denies.
FACTS = ("in_eea", "blocked", "state_blocked", "needs_names", "accepts_caveats")
BLOCKS = ("blocked", "state_blocked")
IDENTITY = ("name", "contact", "state", "international_organisation")
_CODE = re.compile(r"[A-Z0-9]{2,6}")
_STATE = re.compile(r"[A-Z]{2}")


@transaction.atomic
def register(
    *,
    name: str,
    code: str,
    recipient_class: str,
    state: str = "",
    international_organisation: bool = False,
    contact: str = "",
    key: UUID | None = None,
    by: Actor,
) -> Recipient:
    """The class settles for which purpose consent is asked, so it never changes. Facts start unknown."""
    require(by, Right.PREPARE)
    if known := sent_before(Recipient, key, by):
        return known
    if recipient_class not in Recipient.Class.values:
        raise Invalid(_("Choose the class of the recipient."), "recipient_class")
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid(_("Two to six capital letters or digits: it stands in the numbers of what they get."), "code")
    recipient = Recipient(
        pk=key or uuid4(),
        **_identity(name, contact, state, international_organisation),
        code=code,
        recipient_class=recipient_class,
        created_by=by,
    )
    _must_be_new(recipient, by)
    recipient.save(force_insert=True)
    detail = {"class": recipient_class, "code": code, "name": recipient.name, "state": recipient.state}
    record("recipient.registered", actor=by.pk, object=recipient.pk, detail=detail)
    return recipient


@transaction.atomic
def correct(
    recipient: Recipient,
    *,
    name: str,
    state: str = "",
    international_organisation: bool = False,
    contact: str = "",
    by: Actor,
) -> Recipient:
    require(by, Right.PREPARE)
    row = locked(recipient, by)
    wanted = _identity(name, contact, state, international_organisation)
    if row.name != wanted["name"]:
        _must_be_new(Recipient(name=wanted["name"], code=""), by)
    return _change(row, wanted, "recipient.corrected", by)


@transaction.atomic
def state_facts(recipient: Recipient, *, by: Actor, block_reason: str = "", **facts: bool | None) -> Recipient:
    """`facts`: those of FACTS. A block is put on by the desk, and lifted only by the safety side."""
    require_may_state_facts(by)
    row = locked(recipient, by)
    lifted = [name for name in BLOCKS if getattr(row, name) and name in facts and not facts[name]]
    if lifted and Right.APPROVE_SAFETY not in rights_of(by):
        raise Refused(_("A block is lifted only by a safety approver."))
    if not lifted and Right.PREPARE not in rights_of(by):
        require(by, Right.PREPARE)
    wanted = {name: facts[name] for name in FACTS if name in facts}
    blocked = any(wanted.get(name, getattr(row, name)) for name in BLOCKS)
    if (blocked or lifted) and not block_reason.strip():
        raise Invalid(_("Say why the recipient is blocked, or why the block is lifted."), "block_reason")
    if blocked or lifted:
        wanted["block_reason"] = block_reason.strip()
    return _change(row, wanted, "recipient.facts_stated", by)


def require_may_state_facts(by: Actor) -> None:
    if Right.APPROVE_SAFETY not in rights_of(by):
        require(by, Right.PREPARE)


@transaction.atomic
def enrol_key(recipient: Recipient, *, key: str, checked_how: str, by: Actor) -> Recipient:
    """The age key that packages are sealed to. How it was checked stands beside it: whoever holds it can read."""
    require(by, Right.PREPARE)
    key, checked_how = key.strip(), checked_how.strip()
    try:
        pyrage.x25519.Recipient.from_str(key)
    except (ValueError, pyrage.RecipientError):
        raise Invalid(
            _("This is no age public key. It begins with “age1” and has 62 signs; ask for it again, as text."), "key"
        ) from None
    if not checked_how:
        raise Invalid(
            _("Say how you made sure that the key is theirs, for instance read out by telephone."), "checked_how"
        )
    row = locked(recipient, by)
    wanted = {
        "age_public_key": key,
        "key_checked_how": checked_how,
        "key_enrolled_by": by,
        "key_enrolled_at": timezone.now(),
    }
    if row.age_public_key == key and row.key_checked_how == checked_how:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
    record("recipient.key_enrolled", actor=by.pk, object=row.pk, detail={"key": key, "checked_how": checked_how})
    return row


def locked(recipient: Recipient, by: Actor) -> Recipient:
    """What is released waits for this, or this for it."""
    return Recipient.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=recipient.pk)


def _change(row: Recipient, wanted: dict[str, Any], event: str, by: Actor) -> Recipient:
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record(event, actor=by.pk, object=row.pk, detail={"before": before, "after": changed})
    return row


def _identity(name: str, contact: str, state: str, international: bool) -> dict[str, Any]:
    name, state = " ".join(name.split()), state.strip().upper()
    if not name:
        raise Invalid(_("Give the recipient's name."), "name")
    if len(name) > 200 or len(contact) > 200:
        raise Invalid(_("Use at most 200 letters."), "name" if len(name) > 200 else "contact")
    if international and state:
        raise Invalid(_("An international organisation has no State: leave it empty."), "state")
    if not international and not _STATE.fullmatch(state):
        raise Invalid(_("Choose the State, or say that it is an international organisation."), "state")
    return {
        "name": name,
        "contact": contact.strip(),
        "state": state,
        "international_organisation": international,
    }


def _must_be_new(recipient: Recipient, by: Actor) -> None:
    known = Recipient.objects.visible_to(by)
    if known.filter(name=recipient.name).exists():
        raise Invalid(_("A recipient of this name is in the register already."), "name")
    if recipient.code and known.filter(code=recipient.code).exists():
        raise Invalid(_("This short code belongs to another recipient."), "code")


def sent_before(model: Any, key: UUID | None, by: Actor) -> Any:
    """What the same sending made before: a second click makes nothing twice."""
    return model.objects.visible_to(by).filter(pk=key).first() if key else None
