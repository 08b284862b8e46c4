"""Versions of the framework between the database and plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evidence.coding.framework.scheme import LANGUAGES, Entry, Scheme, from_plain, plain
from evidence.coding.models import Code, CodePicture, FrameworkVersion

_SAME = ("assignable", "definition", "colour", "picture_alt")
_LISTS = ("applies_to", "handling", "maps", "examples", "use_roles", "split_into")


def scheme_of(version: FrameworkVersion) -> Scheme:
    rows = list(version.codes.select_related("picture").defer("picture__png").order_by("position"))
    ids = {row.pk: row.code for row in rows}
    entries = tuple(_entry(row, ids) for row in rows)
    return Scheme(version.scheme, version.version, tuple(version.rules), tuple(version.single_choice), entries)


def _entry(row: Code, ids: dict[Any, str]) -> Entry:
    return Entry(
        code=row.code,
        parent=ids.get(row.parent_id),
        label={language: text for language in LANGUAGES if (text := getattr(row, f"label_{language}"))},
        alt={language: tuple(row.alt_labels[language]) for language in LANGUAGES if row.alt_labels.get(language)},
        hidden={
            language: tuple(row.hidden_labels[language]) for language in LANGUAGES if row.hidden_labels.get(language)
        },
        include=row.include_note,
        exclude=row.exclude_note,
        picture=row.picture.sha256 if row.picture else "",
        retired=row.retired_at,
        replaced_by=ids.get(row.replaced_by_id),
        **{name: getattr(row, name) for name in _SAME},
        **{name: tuple(getattr(row, name)) for name in _LISTS},
    )


def columns(entry: Entry) -> dict[str, Any]:
    """Of one row, but for what points to other rows."""
    return {
        "code": entry.code,
        **{f"label_{language}": entry.label.get(language, "") for language in LANGUAGES},
        "alt_labels": {language: list(words) for language, words in entry.alt.items() if words},
        "hidden_labels": {language: list(words) for language, words in entry.hidden.items() if words},
        "include_note": entry.include,
        "exclude_note": entry.exclude,
        "retired_at": entry.retired,
        **{name: getattr(entry, name) for name in _SAME},
        **{name: list(getattr(entry, name)) for name in _LISTS},
    }


def store(version: FrameworkVersion, scheme: Scheme) -> None:
    """Makes the rows of a draft what the values say. Only what differs is written."""
    rows = {row.code: row for row in version.codes.all()}
    gone = [row for code, row in rows.items() if code not in scheme.by_id()]
    new = [Code(framework=version, position=n, **columns(entry)) for n, entry in enumerate(scheme.entries)
           if entry.code not in rows]  # fmt: skip
    rows |= {row.code: row for row in Code.objects.bulk_create(new)}
    pictures = _pictures(scheme.entries)
    moved = []
    for number, entry in enumerate(scheme.entries):
        row = rows[entry.code]
        if row.position != number:
            row.position = number
            moved.append(row)
        _save_if_changed(row, columns(entry) | _pointers(entry, rows, pictures))
    Code.objects.bulk_update(moved, ["position"], batch_size=500)
    for row in gone:
        row.delete()
    if (tuple(version.rules), tuple(version.single_choice)) != (scheme.rules, scheme.single_choice):
        version.rules, version.single_choice = list(scheme.rules), list(scheme.single_choice)
        version.save(update_fields=["rules", "single_choice"])


def _pointers(entry: Entry, rows: dict[str, Code], pictures: dict[str, Any]) -> dict[str, Any]:
    return {
        "parent_id": rows[entry.parent].pk if entry.parent else None,
        "replaced_by_id": rows[entry.replaced_by].pk if entry.replaced_by else None,
        "picture_id": pictures[entry.picture] if entry.picture else None,
    }


def _save_if_changed(row: Code, wanted: dict[str, Any]) -> None:
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.save(update_fields=changed)


def _pictures(entries: Iterable[Entry]) -> dict[str, Any]:
    hashes = {entry.picture for entry in entries if entry.picture}
    return dict(CodePicture.objects.filter(sha256__in=hashes).values_list("sha256", "pk")) if hashes else {}


def unknown_pictures(scheme: Scheme) -> list[Entry]:
    """Entries that name a picture which was never brought here."""
    known = _pictures(scheme.entries)
    return [entry for entry in scheme.entries if entry.picture and entry.picture not in known]


def difference(before: Scheme, after: Scheme) -> dict[str, Any]:
    """What it takes to go back from `after` to `before`, as JSON holds it."""
    old, new = before.by_id(), after.by_id()
    touched = [code for code in {**old, **new} if old.get(code) != new.get(code)]
    return {
        "entries": {code: plain(old[code]) if code in old else None for code in touched},
        "order": [entry.code for entry in before.entries],
        "rules": list(before.rules),
        "single_choice": list(before.single_choice),
    }


def put_back(scheme: Scheme, held: dict[str, Any]) -> Scheme:
    entries = scheme.by_id()
    for code, before in held["entries"].items():
        if before is None:
            entries.pop(code, None)
        else:
            entries[code] = from_plain(before)
    place = {code: number for number, code in enumerate(held["order"])}
    ordered = sorted(entries.values(), key=lambda entry: place[entry.code])
    return Scheme(scheme.id, scheme.version, tuple(held["rules"]), tuple(held["single_choice"]), tuple(ordered))
