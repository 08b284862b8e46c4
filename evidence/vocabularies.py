"""The starting registers, from the project's own data files.

Loading again changes nothing: what is there stays as people have it, only what is
missing is added. `models` finds a model by name, so that a migration can pass its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from evidence.models.registers import fold, script_of

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ru", "be")
Models = Callable[[str], Any]


def load_registers(models: Models) -> dict[str, int]:
    """Adds what is missing and says how many of each."""
    gazetteer = yaml.safe_load((DATA / "gazetteer.yaml").read_text(encoding="utf-8"))
    version = gazetteer["version"]
    return {
        "countries": _load_countries(models),
        "places": _load_places(models, gazetteer["places"], version),
        "state bodies": _load_bodies(models, gazetteer, version),
        "facilities": _load_facilities(models, gazetteer["facilities"], version),
        "provisions": _load_provisions(models, gazetteer["legal_provisions"], version),
    }


def load_glossary(models: Models) -> dict[str, int]:
    glossary = yaml.safe_load((DATA / "glossary.yaml").read_text(encoding="utf-8"))
    added = _add(models, "Term", glossary["terms"], glossary["version"], lambda row: {"kind": row["kind"]})
    return {"terms": len(added)}


def _load_countries(models: Models) -> int:
    lines = (DATA / "countries.txt").read_text(encoding="utf-8").splitlines()
    codes = " ".join(line for line in lines if not line.startswith("#")).split()
    names = {language: Locale(language).territories for language in LANGUAGES}
    rows = [
        {"id": code, "label": {language: names[language][code] for language in LANGUAGES}, "basis": "seen"}
        for code in codes
    ]
    return len(_add(models, "Country", rows, "ISO 3166-1"))


def _load_places(models: Models, rows: list[dict[str, Any]], version: str) -> int:
    added = _add(models, "Place", rows, version, lambda row: {"kind": row["type"], **_position(row)})
    ids = _ids(models("Place"))
    for row in added:
        if row["parent"]:
            models("Place").objects.filter(key=row["id"]).update(parent_id=ids[row["parent"]])
    return len(added)


def _load_bodies(models: Models, gazetteer: Mapping[str, Any], version: str) -> int:
    rows = gazetteer["state_bodies"]
    added = _add(models, "StateBody", rows, version, lambda row: {"kind": row["type"], **_validity(row)})
    relations = [
        {"from": row["id"], "to": row["parent"], "type": row["relation"], "basis": row["basis"]}
        for row in rows
        if row["parent"]
    ]
    ids, Relation = _ids(models("StateBody")), models("BodyRelation")
    for row in [*relations, *gazetteer["extra_relations"]]:
        Relation.objects.get_or_create(
            body_id=ids[row["from"]],
            kind=row["type"],
            other_id=ids[row["to"]],
            defaults={"basis": row["basis"], "note": row.get("note", "")},
        )
    return len(added)


def _load_facilities(models: Models, rows: list[dict[str, Any]], version: str) -> int:
    places, bodies = _ids(models("Place")), _ids(models("StateBody"))

    def fields(row: dict[str, Any]) -> dict[str, Any]:
        operator = row.get("operated_by")
        return {
            "kind": row["type"],
            "place_id": places[row["place"]],
            "operated_by_id": bodies[operator] if operator else None,
            "address": row.get("address", ""),
            **_position(row),
            **_validity(row),
        }

    return len(_add(models, "Facility", rows, version, fields))


def _load_provisions(models: Models, rows: list[dict[str, Any]], version: str) -> int:
    named = [{**row, "label": {"en": row["en"]}} for row in rows]

    def fields(row: dict[str, Any]) -> dict[str, Any]:
        since = row.get("valid_from")
        return {
            "law": row["code"],
            "valid_from": date.fromisoformat(str(since)) if since else None,
            "predecessor": row.get("predecessor", ""),
        }

    return len(_add(models, "LegalProvision", named, version, fields))


def _add(
    models: Models,
    model: str,
    rows: Iterable[dict[str, Any]],
    version: str,
    fields: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: {},
) -> list[dict[str, Any]]:
    Model, Name = models(model), models(f"{model}Name")
    present = set(Model.objects.values_list("key", flat=True))
    missing = [row for row in rows if row["id"] not in present]
    entries = [
        Model(
            key=row["id"],
            label=row["label"]["en"],
            basis=row.get("basis", "known"),
            note=row.get("note", ""),
            vocabulary=version,
            **fields(row),
        )
        for row in missing
    ]
    Model.objects.bulk_create(entries)
    Name.objects.bulk_create(
        Name(entry=entry, **name) for entry, row in zip(entries, missing, strict=True) for name in _names(row)
    )
    return missing


def _names(row: Mapping[str, Any]) -> list[dict[str, str]]:
    labels = [("label", language, text) for language, text in row["label"].items()]
    others = [("aka", "", text) for text in row.get("aka", [])]
    others += [("aka", "en", text) for text in row.get("wrong", [])]
    if row.get("code"):
        others.append(("aka", "", row["code"]))
    return [
        {"kind": kind, "language": language, "text": text, "script": script_of(text), "folded": fold(text)}
        for kind, language, text in labels + others
    ]


def _ids(model: Any) -> dict[str, Any]:
    return dict(model.objects.exclude(key=None).values_list("key", "id"))


def _position(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"latitude": row["lat"], "longitude": row["lon"], "precision": row["precision"]}


def _validity(row: Mapping[str, Any]) -> dict[str, str]:
    return {"valid_from": str(row.get("valid_from", "")), "valid_to": str(row.get("valid_to", ""))}
