"""What stands in the way, each thing once, with how many entries it stops and where it is cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from consent.models import Confirmation
from disclosures import reasons
from disclosures.models import Disclosure
from disclosures.presenters.entries import OUTCOMES, Known, KnownItem

Kind = Confirmation.Kind
# Where it is recorded: unknown facts by their name, all else by its code.
OF_RECIPIENT = {
    "blocked": "facts", "state_blocked": "facts", "state": "facts", "in_eea": "facts", "needs_names": "facts",
    "accepts_caveats": "facts", "recipient_blocked": "facts", "caveat_not_accepted": "facts",
    "no_agreement": "agreements", "channel_not_approved": "channels", "no_transfer_basis_organisation": "bases",
    "no_transfer_basis_state": "bases",
}  # fmt: skip
OF_ITEM = {
    "integrity_ok", "integrity_failed", "quarantined", "restricted_art18", "restricted", "contains", "nothing_else",
    "carries_name", "others", "other_person", "age_at_interview", "age_now", "sgbv_or_restricted_code",
    "sensitive_parts", "sensitive_only", "child_now_adult", "not_visible",
}  # fmt: skip
LIFTED_BY = {
    "ask_me": Kind.WITNESS_FOR_RECIPIENT,
    "contact_first": Kind.WITNESS_FOR_RECIPIENT,
    "sgbv_not_confirmed": Kind.WITNESS_SGBV,
    "sgbv_not_signed": Kind.SGBV_FOCAL_POINT,
    "risk_assessment_old": Kind.SAFETY_REVIEW,
    "risk_raised": Kind.SAFETY_REVIEW,
    "person_unreachable": Kind.PROTECTION_REVIEW,
    "person_detained": Kind.PROTECTION_REVIEW,
    "person_missing": Kind.PROTECTION_REVIEW,
    "person_dead": Kind.PROTECTION_REVIEW,
}
SHOWN = 6
Place = tuple[str, UUID | None, str]


@dataclass
class Obstacle:
    outcome: str
    sentence: Any
    unknown: bool
    count: int = 0
    links: dict[str, str] = field(default_factory=dict)  # address → label
    places: set[Place] = field(default_factory=set)  # those of the links, and those that have none any more
    more: int = 0

    @property
    def word(self) -> Any:
        return OUTCOMES[self.outcome]


def of(disclosure: Disclosure, stopped: Iterable[Any], known: Known) -> list[Obstacle]:
    """The strictest and the most frequent first. What is told is made once an obstacle, not once an entry."""
    found: dict[tuple[Any, ...], Obstacle] = {}
    for entry in stopped:
        item = known.items.get(entry.item_id)
        for kept in entry.reasons:
            if kept["outcome"] == Outcome.ALLOW.name:
                continue
            key = (kept["row"], kept["code"], kept["unknown"], kept.get("purpose"))
            if (one := found.get(key)) is None:
                (told,) = reasons.shown([kept])
                one = found[key] = Obstacle(told.outcome, told.sentence, told.unknown is not None)
            one.count += 1
            if (where := _where(kept, item)) and where not in one.places:
                one.places.add(where)
                _link(one, *where, known, disclosure)
    return sorted(found.values(), key=lambda one: (-Outcome[one.outcome], -one.count))


def _where(kept: dict[str, Any], item: KnownItem | None) -> Place | None:
    """Where it is cleared: the page, what the page is about, and which part of it."""
    name = kept["unknown"] or kept["code"]
    if name in OF_RECIPIENT:
        return "recipient", None, OF_RECIPIENT[name]
    if item is None:
        return None
    if name in LIFTED_BY and item.subject and not kept["unknown"]:
        return "new_confirmation", item.subject, LIFTED_BY[name]
    if name in OF_ITEM or item.subject is None:
        return "item", item.pk, ""
    return "witness", item.subject, ""


def _link(one: Obstacle, page: str, about: UUID | None, part: str, known: Known, disclosure: Disclosure) -> None:
    if page != "recipient" and len(one.links) >= SHOWN:
        one.more += 1
        return
    code = known.codes.get(about, "?")
    if page == "recipient":
        address, label = f"{reverse('recipient', args=[disclosure.request.recipient_id])}#{part}", _("Recipient")
    elif page == "new_confirmation":
        address = reverse("new_confirmation", args=[disclosure.request_id, about, part])
        label = _("Lift for %(witness)s") % {"witness": code}
    else:
        address, label = reverse(page, args=[about]), known.items[about].reference if page == "item" else code
    one.links[address] = label
