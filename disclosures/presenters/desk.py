"""The disclosure desk: the request, the selection, what stands in the way and whose turn it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, JSONField, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from consent.models import Agreement
from disclosures import access, words
from disclosures.actions import selection
from disclosures.models import Approval, Disclosure, Entry
from disclosures.presenters import entries, obstacles, package, turns
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

FAMILIES = 50  # on one page
Capacity = Approval.Capacity
_OF_AN_ENTRY = ("item_id", "item_file_id", "text_id", "material", "outcome", "reasons", "caveats", "added_at")
# Of what may go they are long and not shown.
_REASONS = Case(When(outcome=Entry.Outcome.ALLOW, then=None), default=F("reasons"), output_field=JSONField())


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


@dataclass(frozen=True)
class Overview:
    """Every entry in the least that pages need of all of them."""

    counts: dict[str, int]
    items: dict[UUID, set[str]]  # the outcomes of each family
    decided_at: datetime | None
    rows: list[Any]  # as they were read, for what else a page makes of them

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def stopped(self) -> int:
        return self.total - self.counts.get(Outcome.ALLOW.name, 0)


class Reasons(NamedTuple):
    """Why an entry may not go."""

    item_id: UUID
    reasons: list[dict[str, Any]]


def desk(disclosure: Disclosure, actor: Person, *, decision: str = "", page: str = "1") -> dict[str, Any]:
    seen = overview(disclosure, actor, why=_REASONS)
    known = entries.Known.load(seen.items, actor)
    approvals = list(
        Approval.objects.visible_to(actor).filter(disclosure=disclosure).select_related("by").order_by("given_at")
    )
    decision = decision if decision in seen.counts else ""
    shown = families(seen, known, decision, page)
    return {
        **head(disclosure, actor, approvals),
        "total": seen.total,
        "stopped": seen.stopped,
        "filters": _filters(seen, decision),
        "decision": decision,
        "families": entries.families(on_page(disclosure, actor, shown), known, actor),
        "page": shown,
        "obstacles": obstacles.of(disclosure, _stopped(seen), known),
        "steps": steps(disclosure, approvals, seen),
        "decided_at": seen.decided_at,
        "why_not": _why_not(disclosure, actor, seen),
        "package": package.of(disclosure, actor),
        "earlier": selection.earlier(disclosure, by=actor) if not seen.total else None,
    }


def overview(disclosure: Disclosure, actor: Person, **more: Any) -> Overview:
    """One statement reads all entries; `more` names what else a page needs of each."""
    rows = list(_ours(disclosure, actor).order_by().values("item_id", "outcome", "decided_at", **more))
    items: dict[UUID, set[str]] = {}
    for row in rows:
        items.setdefault(row["item_id"], set()).add(row["outcome"])
    first = min((row["decided_at"] for row in rows), default=None)
    return Overview(dict(Counter(row["outcome"] for row in rows)), items, first, rows)


def head(disclosure: Disclosure, actor: Person, approvals: list[Approval]) -> dict[str, Any]:
    """What the desk and the approvers' page both show."""
    request = disclosure.request
    today = timezone.localdate()
    agreements = Agreement.objects.visible_to(actor).filter(
        recipient=request.recipient_id, valid_from__lte=today, ended_on=None
    )
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


def steps(disclosure: Disclosure, approvals: list[Approval], seen: Overview) -> list[Step]:
    request = disclosure.request
    recipient = reverse("recipient", args=[request.recipient_id])
    standing = {approval.capacity for approval in approvals if approval.voided_at is None}
    frozen = disclosure.state not in Disclosure.OPEN_STATES
    return [
        Step(_("Something is selected"), seen.total > 0),
        Step(_("Every entry may go"), seen.total > 0 and not seen.stopped),
        Step(_("No court order"), request.court_order is False, f"{reverse('request', args=[request.pk])}#court-order"),
        Step(_("Key of the recipient"), bool(request.recipient.age_public_key), f"{recipient}#key"),
        Step(_("Submitted"), frozen),
        Step(_("Legal approval"), Capacity.LEGAL in standing),
        Step(_("Safety approval"), Capacity.SAFETY in standing),
    ]


def _ours(disclosure: Disclosure, actor: Person) -> Any:
    return Entry.objects.visible_to(actor).filter(disclosure=disclosure)


def _filters(seen: Overview, decision: str) -> list[Filter]:
    every = [Filter("", _("All"), seen.total, not decision)]
    shown = [outcome for outcome in Entry.Outcome if seen.counts.get(outcome)]
    return every + [Filter(one, one.label, seen.counts[one], decision == one) for one in shown]


def families(seen: Overview, known: entries.Known, decision: str, page: str) -> Page:
    """Ids of the families on one page, by reference; a filter shows families of which a part is decided so."""
    wanted = [pk for pk, outcomes in seen.items.items() if not decision or decision in outcomes]
    named = {pk: item.reference for pk, item in known.items.items()}
    return Paginator(sorted(wanted, key=lambda pk: (named.get(pk, ""), str(pk))), FAMILIES).get_page(page)


def on_page(disclosure: Disclosure, actor: Person, families: Page) -> list[Entry]:
    place = {pk: number for number, pk in enumerate(families.object_list)}
    rows = _ours(disclosure, actor).filter(item__within=list(place)).only(*_OF_AN_ENTRY)
    return sorted(rows, key=lambda entry: (place[entry.item_id], entry.added_at, str(entry.pk)))


def _stopped(seen: Overview) -> list[Reasons]:
    stopped = (row for row in seen.rows if row["outcome"] != Entry.Outcome.ALLOW)
    return [Reasons(row["item_id"], row["why"]) for row in stopped]


def _why_not(disclosure: Disclosure, actor: Person, seen: Overview) -> dict[str, Any]:
    """For each button the sentence that keeps it shut; empty where it is open."""
    why = access.why_not
    return {
        "change": why(access.check_may_change, disclosure, actor),
        "submit": why(access.check_may_submit, disclosure, actor, entries=seen.total, stopped=seen.stopped),
        "take_back": why(access.check_may_take_back, disclosure, actor),
        "give_up": why(access.check_may_give_up, disclosure, actor),
    }
