"""The approvers' page: exactly what will leave, and what they need to judge it."""

from __future__ import annotations

from datetime import date
from typing import Any

from consent.words import Identity
from disclosures import access
from disclosures.models import Approval, Disclosure, Entry
from disclosures.presenters import desk, entries
from iapb.accounts.models import Person


def review(disclosure: Disclosure, actor: Person) -> dict[str, Any]:
    approvals = list(
        Approval.objects.visible_to(actor).filter(disclosure=disclosure).select_related("by").order_by("given_at")
    )
    rows = desk.every_entry(disclosure, actor)
    families = entries.families(rows, entries.Known.load({row.item_id for row in rows}, actor), actor)
    return {
        **desk.head(disclosure, actor, approvals),
        "families": families,
        "total": len(rows),
        "bytes": sum(row.size or 0 for family in families for row in family.rows),
        "witnesses": sorted({family.witness for family in families if family.witness}),
        "machine": sum(row.machine for family in families for row in family.rows),
        "caveats": list({str(one): one for family in families for row in family.rows for one in row.caveats}.values()),
        "agreed": _agreed(families),
        "not_visible": sum(family.item is None for family in families),
        "capacities": capacities(disclosure, actor),
        "send_back": access.why_not(access.check_may_send_back, disclosure, actor),
    }


def capacities(disclosure: Disclosure, actor: Person) -> list[dict[str, Any]]:
    """For each capacity whether this person may approve in it now, and if not, why."""
    return [
        {
            "value": one,
            "label": one.label,
            "right": access.RIGHT_OF[one].name,
            "why_not": access.why_not(access.check_may_approve, disclosure, one, actor),
        }
        for one in Approval.Capacity
    ]


def _agreed(families: list[entries.Family]) -> list[dict[str, Any]]:
    """What each witness had agreed to, once a witness, as frozen with the selection."""
    found: dict[str, dict[str, Any]] = {}
    for family in families:
        for row in family.rows:
            for one in row.entry.consent:
                found.setdefault(one["witness"], _shown(one))
    return [found[code] for code in sorted(found)]


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("given_on", "expires_on")}
    return {**one, **days, "identity_label": Identity(one["identity"]).label}


def number_of_entries(disclosure: Disclosure, actor: Person) -> int:
    return Entry.objects.visible_to(actor).filter(disclosure=disclosure).count()
