"""The registers as the rules read them: from the data file they start with, or as people have them now."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import yaml

from evidence.coding.suggesting.facilities import Facilities, Row
from evidence.coding.suggesting.proposals import Register
from evidence.models import Facility, OfficialName, Place, StateBody
from evidence.vocabularies import DATA
from iapb.accounts.models import Person


@cache
def gazetteer_rows() -> tuple[Row, ...]:
    return tuple(Row(one["id"], one["type"], one["place"], one["label"]["ru"]) for one in _gazetteer()["facilities"])


@cache
def gazetteer_bodies() -> dict[str, list[str]]:
    return {one["id"]: [one["label"]["ru"], one["label"]["be"]] for one in _gazetteer()["state_bodies"]}


@cache
def _gazetteer() -> Any:
    return yaml.safe_load((DATA / "gazetteer.yaml").read_text(encoding="utf-8"))


def register(actor: Person) -> Register:
    """As it stands in the database. What people have entered without a key is known by its spellings alone."""
    facilities = Facility.objects.exclude(key=None).select_related("place").prefetch_related("names")
    rows = [Row(one.key, one.kind, one.place.key or "", one.label_in("ru")) for one in facilities]
    made = Facility.objects.filter(key=None).prefetch_related("names")
    return Register(
        Facilities(rows), _spellings(Place), _spellings(StateBody), _officials(actor),
        {str(one.pk): _names(one) for one in made},
    )  # fmt: skip


def _spellings(model: type[Place] | type[StateBody]) -> dict[str, list[str]]:
    entries = model.objects.prefetch_related("names")
    if model is Place:
        entries = entries.exclude(kind__in=["country", "region", "district"])
    return {one.key or str(one.pk): _names(one) for one in entries}


def _names(entry: Any) -> list[str]:
    return [name.text for name in entry.names.all() if name.script in ("Cyrl", "Latn")]


def _officials(actor: Person) -> dict[str, list[str]]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for entry, text in OfficialName.objects.visible_to(actor).order_by("entry", "pk").values_list("entry", "text"):
        spelled[str(entry)].append(text)
    return dict(spelled)
