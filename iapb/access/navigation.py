"""The menu. Each app registers its entries; a person sees those their rights open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from iapb.access.rights import Right


@dataclass(frozen=True)
class Entry:
    label: Any
    url_name: str
    right: Right | None = None  # None: everyone who is signed in
    order: int = 50


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: entry.order)


def entries(request: HttpRequest, rights: frozenset[Right]) -> list[dict[str, Any]]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    shown = [entry for entry in _entries if entry.right is None or entry.right in rights]
    return [
        {
            "label": str(entry.label),
            "url": (url := _address(entry.url_name)),
            "current": request.path_info.startswith(url),
        }
        for entry in shown
    ]


@cache
def _address(url_name: str) -> str:
    """Found once a process: no entry hangs on a thing or a language."""
    return reverse(url_name)
