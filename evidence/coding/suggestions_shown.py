"""Proposals as pages and scripts show them: always as a machine's, with its reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from evidence.coding.models import Code, Suggestion
from evidence.dates import FuzzyDate, Precision
from evidence.models import Facility, Item, Official, Place, StateBody
from iapb.access.rights import Actor
from iapb.accounts.models import Person

AROUND = 160  # letters shown on each side of the words


REGISTER: dict[str, Any] = {"facility": Facility, "place": Place, "body": StateBody}


def suggestion_data(one: Suggestion, names: Mapping[str, str]) -> dict[str, Any]:
    """`names`: of the entries of registers that are proposed (`names_of`)."""
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "kind_label": str(one.get_kind_display()),
        "text": str(one.text_id),
        "code": one.code.code if one.code else None,
        "label": label_of(one, names),
        "others": [names[key] for key in one.others if key in names],
        "start": one.start,
        "end": one.end,
        "exact": one.exact,
        "because": str(one.get_because_display()),
        "cue": one.cue,
        "engine": f"{one.engine} {one.engine_version}",
        "state": one.state,
        "tag": str(one.tag_id) if one.tag_id else None,
    }


def label_of(one: Suggestion, names: Mapping[str, str]) -> str:
    if one.code:
        return one.code.label
    if one.kind == Suggestion.Kind.DATE:
        return str(date_of(one))
    # Of an entry that this reader may not open, the words as they stand.
    return names.get(one.value, one.exact)


def date_of(one: Suggestion) -> FuzzyDate:
    first, _until, last = one.value.partition("/")
    return FuzzyDate(date.fromisoformat(first), date.fromisoformat(last or first), one.precision or Precision.EXACT)


def names_of(suggestions: Iterable[Suggestion], actor: Actor) -> dict[str, str]:
    """What the register calls the entries that are proposed, in the language of the page."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in suggestions:
        wanted[one.kind].update((one.value, *one.others))
    found: dict[str, str] = {}
    for kind, model in REGISTER.items():
        if wanted[kind]:
            rows = model.objects.filter(Q(key__in=wanted[kind]) | Q(pk__in=ids_of(wanted[kind])))
            found |= {row.key or str(row.pk): row.local_label for row in rows.prefetch_related("names")}
    if ids := ids_of(wanted["official"]):
        found |= {str(row.pk): str(row) for row in Official.objects.visible_to(actor).filter(pk__in=ids)}
    return found


def ids_of(values: Iterable[str]) -> list[UUID]:
    """Entries that people have made are proposed by their id, those of the gazetteer by their key."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(UUID(value))
    return found


def open_suggestions(item: Item, actor: Actor) -> list[Suggestion]:
    found = Suggestion.objects.visible_to(actor).filter(item=item, state=Suggestion.State.PROPOSED)
    return list(found.select_related("code").order_by("start", "-end"))


def waiting_by_code(person: Person) -> list[dict[str, Any]]:
    """Codes with proposals nobody has decided on, the most first. Counted by id: sorted by name, the rows of a
    thousand accounts did not fit into memory."""
    waiting = Suggestion.objects.visible_to(person).filter(kind="code", state=Suggestion.State.PROPOSED)
    counted = dict(waiting.order_by().values_list("code").annotate(number=Count("pk")))
    numbers: Counter[str] = Counter()
    for pk, name in Code.objects.filter(pk__in=list(counted)).values_list("pk", "code"):
        numbers[name] += counted[pk]
    ordered = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    return [{"code__code": name, "number": number} for name, number in ordered]


def of_one_code(code: str, person: Person) -> Any:
    """In whatever version of the framework. By ids, whose rows the database can reckon."""
    versions = list(Code.objects.filter(code=code).values_list("pk", flat=True))
    return Suggestion.objects.visible_to(person).filter(code__within=versions, state=Suggestion.State.PROPOSED)


def precision(person: Person) -> list[dict[str, Any]]:
    """Per code and language: of what people decided, how much they took as it was."""
    states = Suggestion.State
    by_people = [states.ACCEPTED, states.CHANGED, states.REFUSED]
    decided = Suggestion.objects.visible_to(person).filter(state__in=by_people, kind="code").order_by()
    rows = decided.values("code__code", "language").annotate(
        accepted=Count("pk", filter=Q(state=states.ACCEPTED)),
        changed=Count("pk", filter=Q(state=states.CHANGED)),
        refused=Count("pk", filter=Q(state=states.REFUSED)),
    )
    return [{**row, "precision": _share(row)} for row in rows.order_by("code__code", "language")]


def in_their_sentence(one: Suggestion) -> dict[str, str]:
    """The words with what stands around them in their segment."""
    start = one.start - one.segment.start
    content = one.segment.content
    before, after = content[max(0, start - AROUND) : start], content[start + len(one.exact) :][:AROUND]
    return {"before": before, "words": one.exact, "after": after}


def _share(row: dict[str, Any]) -> int:
    decided = row["accepted"] + row["changed"] + row["refused"]
    return round(100 * row["accepted"] / decided)
