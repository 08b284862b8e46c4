"""The custody extract of one item: from first touch to hand-over, gaps shown, never hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Where a record may honestly begin. Anything else means that the start is missing.
FIRST_TOUCH = frozenset({"received", "captured"})
#: Written in this order when present; whatever else an event holds follows in "detail".
FIELDS = (
    "id", "event", "at", "local_offset", "clock_source", "actor", "on_behalf_of",
    "from", "to", "purpose", "outcome", "position",
)  # fmt: skip
NO_START = (
    "GAP: the record does not begin with the receipt or the capture of the item. "
    "What happened to it before is not known."
)


def ordered(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By their place in the ledger; events without one by time, as they were given."""
    return sorted(events, key=lambda e: (e.get("position") is None, e.get("position") or 0, e["at"]))


def begins_at_first_touch(events: Sequence[Mapping[str, Any]]) -> bool:
    return bool(events) and kind(events[0]) in FIRST_TOUCH


def kind(event: Mapping[str, Any]) -> str:
    """``item.received`` and ``received`` are the same event."""
    return str(event["event"]).rsplit(".", 1)[-1]


def as_json(doc_id: str, events: Sequence[Mapping[str, Any]]) -> bytes:
    events = ordered(events)
    record = {
        "format": "iapb-custody/1",
        "doc_id": doc_id,
        "begins_at_first_touch": begins_at_first_touch(events),
        "events": [plain(event) for event in events],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def plain(event: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: scalar(event[name]) for name in FIELDS if event.get(name) is not None}
    return {**known, "detail": {k: scalar(v) for k, v in event.get("detail", {}).items()}}


def scalar(value: Any) -> Any:
    """JSON's own values as they are, everything else (dates, identifiers) as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(k): scalar(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [scalar(v) for v in value]
    return str(value)


def as_text(doc_id: str, events: Sequence[Mapping[str, Any]]) -> bytes:
    events = ordered(events)
    lines = [f"Chain of custody of {doc_id}", "Times are UTC unless an offset is given.", ""]
    if not begins_at_first_touch(events):
        lines += [NO_START, ""]
    for place, event in enumerate(events, 1):
        lines += [*event_lines(place, event), ""]
    return "\n".join(lines).encode()


def event_lines(place: int, event: Mapping[str, Any]) -> Iterator[str]:
    mark = "  EXCEPTION: the rule was broken here" if kind(event) == "exception" else ""
    yield f"{place}. {scalar(event['at'])}  {one_line(event['event'])}{mark}"
    for name in FIELDS:
        if name not in ("at", "event") and event.get(name) is not None:
            yield f"   {name.replace('_', ' ')}: {one_line(event[name])}"
    for name, value in event.get("detail", {}).items():
        yield f"   {one_line(name)}: {one_line(value)}"


def one_line(value: Any) -> str:
    """No value can begin a line of its own and so pass for another event."""
    value = scalar(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())
