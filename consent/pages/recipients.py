"""What the page of a recipient shows, and what on it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions.terms import check_may_approve_channel
from consent.forms import recipients as forms
from consent.gathering.recipients import recipient_facts
from consent.models import Agreement, Channel, Recipient, TransferBasis
from consent.purposes import purpose_of
from consent.words import Purpose
from evidence.models import Country
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

YES_NO = {True: _("Yes"), False: _("No"), None: _("Unknown")}


@dataclass(frozen=True)
class Fact:
    label: Any
    value: Any
    tone: str  # good, bad, unknown


@dataclass(frozen=True)
class Term:
    """An agreement, channel or basis, and whether it holds today."""

    row: Any
    holds: bool
    state: Any
    why_not: Any = ""  # why this person cannot approve it


def recipient(found: Recipient, actor: Person, **shown_forms: Any) -> dict[str, Any]:
    rights, today = rights_of(actor), timezone.localdate()
    facts = recipient_facts(found, today)
    return {
        "recipient": found,
        "purpose": Purpose(purpose_of(found)).label,
        "state_name": Country.objects.filter(key=found.state).first() or found.state,
        "facts": _facts(found),
        "missing": _missing(found, facts),
        "agreements": [
            _agreement(row, today)
            for row in Agreement.objects.visible_to(actor).filter(recipient=found).select_related("recorded_by")
        ],
        "channels": [
            _channel(row, actor)
            for row in Channel.objects.visible_to(actor)
            .filter(recipient=found)
            .select_related("approved_by", "proposed_by")
        ],
        "bases": [
            _basis(row, today)
            for row in TransferBasis.objects.visible_to(actor).filter(recipient=found).select_related("approved_by")
        ],
        "may_prepare": Right.PREPARE in rights,
        "may_approve_legal": Right.APPROVE_LEGAL in rights,
        "may_approve_safety": Right.APPROVE_SAFETY in rights,
        "facts_form": forms.FactsForm(initial={name: getattr(found, name) for name in forms.FactsForm.base_fields}),
        "key_form": forms.KeyForm(),
        "agreement_form": forms.AgreementForm(initial={"valid_from": today}),
        "channel_form": forms.ChannelForm(),
        "basis_form": forms.TransferBasisForm(initial={"assessed_on": today})
        if Right.APPROVE_LEGAL in rights
        else None,
        **shown_forms,
    }


def _facts(found: Recipient) -> list[Fact]:
    bad_when = {"blocked": True, "state_blocked": True, "accepts_caveats": False}
    labels = {name: field.label for name, field in forms.FactsForm.base_fields.items() if name != "block_reason"}
    shown = []
    for name, label in labels.items():
        value = getattr(found, name)
        tone = "unknown" if value is None else "bad" if bad_when.get(name) == value else "good"
        shown.append(Fact(label, YES_NO[value], tone))
    return shown


def _missing(found: Recipient, facts: Any) -> list[tuple[str, Any]]:
    """What would hold or deny everything for this recipient, with the part of the page where it is recorded."""
    missing: list[tuple[str, Any]] = []
    unknown = [fact.label for fact in _facts(found) if fact.tone == "unknown"]
    if unknown:
        missing.append(("facts", _("Not known yet: %(facts)s.") % {"facts": ", ".join(str(one) for one in unknown)}))
    if facts.blocked or facts.state_blocked:
        missing.append(("facts", _("Blocked: nothing can go there.")))
    if not found.age_public_key:
        missing.append(("key", _("No key enrolled: nothing can be sealed to them.")))
    if not facts.agreement:
        missing.append(("agreements", _("No agreement in force.")))
    if not facts.channel_approved:
        missing.append(("channels", _("No channel approved.")))
    if not facts.transfer_basis_on and (facts.international_organisation or facts.in_eea is False):
        missing.append(("bases", _("No basis in force for the transfer out of the European Economic Area.")))
    return missing


def _agreement(row: Any, today: Any) -> Term:
    if row.ended_on:
        return Term(row, False, _("ended"))
    if row.valid_from > today:
        return Term(row, False, _("not yet in force"))
    over = row.valid_to is not None and row.valid_to < today
    return Term(row, not over, _("ran out") if over else _("in force"))


def _channel(row: Any, actor: Person) -> Term:
    if row.ended_on:
        return Term(row, False, _("ended"))
    if row.approved_by_id:
        return Term(row, True, _("approved"))
    try:
        check_may_approve_channel(row, actor)
    except (Refused, Invalid) as refusal:
        return Term(row, False, _("waits for approval"), refusal.sentence)
    return Term(row, False, _("waits for approval"))


def _basis(row: Any, today: Any) -> Term:
    if row.ended_on:
        return Term(row, False, _("ended"))
    over = row.valid_to < today
    return Term(row, not over, _("ran out") if over else _("in force"))
