"""What results can be narrowed by. Upper apps add facets of their own, without search knowing them.

A provider is given the ids of items already found visible for the actor, and answers with
the values of each. No provider, no facet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from iapb.access.rights import Actor

Values = Mapping[UUID, list[tuple[str, Any]]]  # item -> (value, what a person reads)


@dataclass(frozen=True)
class Facet:
    name: str
    label: Any
    values: Callable[[list[UUID], Actor], Values]


_facets: dict[str, Facet] = {}


def register(facet: Facet) -> None:
    known = _facets.get(facet.name)
    if known is not None and known.values.__qualname__ != facet.values.__qualname__:
        raise ValueError(f"two facets are called {facet.name}")
    _facets[facet.name] = facet


def registered() -> list[Facet]:
    return list(_facets.values())
