"""The approvers' page: exactly what will leave, and what they need to judge it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from consent.words import Identity
from disclosures import access
from disclosures.models import Approval, Disclosure, Entry
from disclosures.presenters import desk, entries
from evidence.models import Text
from iapb.accounts.models import Person


def review(disclosure: Disclosure, actor: Person, *, page: str = "1") -> dict[str, Any]:
    approvals = list(
        Approval.objects.visible_to(actor).filter(disclosure=disclosure).select_related("by").order_by("given_at")
    )
    seen = desk.overview(
        disclosure, actor, size=F("item_file__file__size"), maker=F("text__maker"), consented=F("consent")
    )
    known = entries.Known.load(seen.items, actor)
    families = desk.families(seen, known, "", page)
    return {
        **desk.head(disclosure, actor, approvals),
        "families": entries.families(desk.on_page(disclosure, actor, families), known, actor),
        "page": families,
        "items": len(seen.items),
        "total": seen.total,
        "bytes": sum(row["size"] or 0 for row in seen.rows),
        "machine": sum(row["maker"] == Text.Maker.MACHINE for row in seen.rows),
        "witnesses": sorted(known.codes.values()),
        "agreed": _agreed(row["consented"] for row in seen.rows),
        "not_visible": len(seen.items) - len(known.items),
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


def _agreed(consents: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What each witness had agreed to, once a witness, as frozen with the selection."""
    found = {one["witness"]: one for consent in consents for one in consent}
    return [_shown(found[code]) for code in sorted(found)]


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("given_on", "expires_on")}
    return {**one, **days, "identity_label": Identity(one["identity"]).label}


def number_of_entries(disclosure: Disclosure, actor: Person) -> int:
    return Entry.objects.visible_to(actor).filter(disclosure=disclosure).count()
