"""The disclosure desk: the request, the selection, what stands in the way and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from disclosures import access, words
from disclosures.models import Approval, Disclosure, Entry
from disclosures.presenters import entries, obstacles, package, turns
from evidence.models import Item
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

FAMILIES = 50  # on one page
Capacity = Approval.Capacity


@dataclass(frozen=True)
class Filter:
    value: str
    label: Any
    count: int
    current: bool


@dataclass(frozen=True)
class Step:
    """One condition of the way out, met or not, and where it is met."""

    label: Any
    done: bool
    url: str = ""


@dataclass(frozen=True)
class Given:
    """An approval as others may see it."""

    approval: Approval
    void: bool
    note: str  # kept from others until both have decided
    note_hidden: bool
    short: str


def desk(disclosure: Disclosure, actor: Person, *, decision: str = "", page: str = "1") -> dict[str, Any]:
    counts = dict(_ours(disclosure, actor).values_list("outcome").annotate(Count("pk")).order_by())
    approvals = list(
        Approval.objects.visible_to(actor).filter(disclosure=disclosure).select_related("by").order_by("given_at")
    )
    decision = decision if decision in counts else ""
    families = _families(disclosure, actor, decision, page)
    stopped = sum(number for outcome, number in counts.items() if outcome != Outcome.ALLOW.name)
    total = sum(counts.values())
    return {
        **head(disclosure, actor, approvals),
        "total": total,
        "stopped": stopped,
        "filters": _filters(counts, total, decision),
        "decision": decision,
        "families": entries.families(_on_page(disclosure, actor, families, decision), actor),
        "page": families,
        "obstacles": obstacles.of(disclosure, _stopped(disclosure, actor), actor) if stopped else [],
        "steps": steps(disclosure, approvals, total, stopped),
        "decided_at": _ours(disclosure, actor).order_by("decided_at").values_list("decided_at", flat=True).first(),
        "why_not": _why_not(disclosure, actor, total, stopped),
        "package": package.of(disclosure, actor),
    }


def head(disclosure: Disclosure, actor: Person, approvals: list[Approval]) -> dict[str, Any]:
    """What the desk and the approvers' page both show."""
    request = disclosure.request
    today = timezone.localdate()
    agreements = request.recipient.agreements.visible_to(actor).filter(valid_from__lte=today, ended_on=None)
    return {
        "disclosure": disclosure,
        "request_row": request,
        "recipient": request.recipient,
        "due": turns.due(request),
        "agreements": [one for one in agreements if one.valid_to is None or one.valid_to >= today],
        "approvals": given(approvals, actor),
        "turn": turns.of_disclosure(disclosure, approvals),
        "tone": turns.TONES[disclosure.state],
        "returned": words.RETURNED.get(disclosure.returned_because, ""),
        "is_open": disclosure.state in Disclosure.OPEN_STATES,
        "may_prepare": Right.PREPARE in rights_of(actor),
        "short": (disclosure.manifest_sha256 or "")[:12],
    }


def given(approvals: list[Approval], actor: Person) -> list[Given]:
    """Each approver decides alone: what one wrote is shown to others once both have decided."""
    standing = {approval.capacity for approval in approvals if approval.voided_at is None}
    decided = standing == set(Capacity)
    shown = []
    for one in approvals:
        open_to_all = decided or one.by_id == actor.pk or one.voided_at is not None
        note = one.note if open_to_all else ""
        shown.append(
            Given(one, one.voided_at is not None, note, bool(one.note) and not open_to_all, one.manifest_sha256[:12])
        )
    return shown


def steps(disclosure: Disclosure, approvals: list[Approval], total: int, stopped: int) -> list[Step]:
    request = disclosure.request
    recipient = reverse("recipient", args=[request.recipient_id])
    standing = {approval.capacity for approval in approvals if approval.voided_at is None}
    frozen = disclosure.state not in Disclosure.OPEN_STATES
    return [
        Step(_("Something is selected"), total > 0),
        Step(_("Every entry may go"), total > 0 and not stopped),
        Step(_("No court order"), request.court_order is False, f"{reverse('request', args=[request.pk])}#court-order"),
        Step(_("Key of the recipient"), bool(request.recipient.age_public_key), f"{recipient}#key"),
        Step(_("Submitted"), frozen),
        Step(_("Legal approval"), Capacity.LEGAL in standing),
        Step(_("Safety approval"), Capacity.SAFETY in standing),
    ]


def every_entry(disclosure: Disclosure, actor: Person) -> list[Entry]:
    return list(_ours(disclosure, actor).order_by("added_at", "pk"))


def _ours(disclosure: Disclosure, actor: Person) -> Any:
    return Entry.objects.visible_to(actor).filter(disclosure=disclosure)


def _filters(counts: dict[str, int], total: int, decision: str) -> list[Filter]:
    every = [Filter("", _("All"), total, not decision)]
    shown = [outcome for outcome in Entry.Outcome if counts.get(outcome)]
    return every + [Filter(one, one.label, counts[one], decision == one) for one in shown]


def _families(disclosure: Disclosure, actor: Person, decision: str, page: str) -> Page:
    """Ids of the families on one page, by reference; a filter shows families of which a part is decided so."""
    rows = _ours(disclosure, actor)
    if decision:
        rows = rows.filter(outcome=decision)
    items = set(rows.values_list("item_id", flat=True))
    named = dict(Item.objects.visible_to(actor).filter(pk__within=list(items)).values_list("pk", "reference"))
    ordered = sorted(items, key=lambda pk: (named.get(pk, ""), str(pk)))
    return Paginator(ordered, FAMILIES).get_page(page)


def _on_page(disclosure: Disclosure, actor: Person, families: Page, decision: str) -> list[Entry]:
    place = {pk: number for number, pk in enumerate(families.object_list)}
    rows = _ours(disclosure, actor).filter(item__within=list(place))
    return sorted(rows, key=lambda entry: (place[entry.item_id], entry.added_at, str(entry.pk)))


def _stopped(disclosure: Disclosure, actor: Person) -> Any:
    rows = _ours(disclosure, actor).exclude(outcome=Entry.Outcome.ALLOW)
    return rows.only("item_id", "reasons", "outcome")


def _why_not(disclosure: Disclosure, actor: Person, total: int, stopped: int) -> dict[str, Any]:
    """For each button the sentence that keeps it shut; empty where it is open."""
    why = access.why_not
    return {
        "change": why(access.check_may_change, disclosure, actor),
        "submit": why(access.check_may_submit, disclosure, actor, entries=total, stopped=stopped),
        "take_back": why(access.check_may_take_back, disclosure, actor),
        "give_up": why(access.check_may_give_up, disclosure, actor),
    }
