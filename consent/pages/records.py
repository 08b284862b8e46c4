"""What pages show of consent: on the witness, on the item, and what waits for a partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consent import answers as answering
from consent.access import require_may_record
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord
from consent.standing import Standing, State, standing_of, standings
from consent.words import Material, Purpose
from evidence import joint
from evidence.models import Item
from evidence.sections import Section, Step
from iapb.access.errors import allowed
from iapb.accounts.models import Person
from interviews.models import Witness

TONES = {
    State.NONE: "bad",
    State.LEGACY: "bad",
    State.REFUSED: "bad",
    State.WITHDRAWN: "bad",
    State.INVALIDATED: "bad",
    State.PAUSED: "bad",
    State.LAPSED: "bad",
    State.LAPSES_SOON: "soon",
    State.IN_FORCE: "good",
}
SHOWN = 20
_ORDER = {purpose: place for place, purpose in enumerate(Purpose.values)}


def cells(witnesses: Iterable[UUID], actor: Person) -> dict[UUID, tuple[Any, str]]:
    """The column of the list of witnesses."""
    found = standings(witnesses, actor)
    nothing = (State.NONE.label, TONES[State.NONE])
    return {
        witness: (found[witness].label, TONES[found[witness].state]) if witness in found else nothing
        for witness in witnesses
    }


def on_witness(witness: Witness, actor: Person) -> Iterator[Section | Step]:
    standing = standing_of(witness.pk, actor)
    here = {
        "witness": witness,
        "standing": standing,
        "tone": TONES[standing.state],
        "may_record": allowed(require_may_record, witness, actor),
    }
    yield Section(10, "consent/_witness_section.html", here)
    yield from _missing(witness.pk, standing)


def on_item(item: Item, actor: Person) -> Iterator[Section | Step]:
    if item.subject is None:
        return
    heard = joint.subjects(item, actor)
    found = standings(heard, actor)
    # Of several witnesses the page shows the consent that stands least.
    subject = min(heard, key=lambda one: one in found and found[one].is_good)
    standing = found.get(subject, Standing(State.NONE))
    here = {"subject": subject, "standing": standing, "tone": TONES[standing.state]}
    yield Section(30, "consent/_item_section.html", here)
    for one in heard:
        yield from _missing(one, found.get(one, Standing(State.NONE)))


def _missing(witness: UUID, standing: Standing) -> Iterator[Step]:
    ask = reverse("new_consent", args=[witness])
    if standing.state == State.NONE:
        yield Step(_("No consent recorded yet: record it."), ask, urgent=True)
    elif standing.state == State.LEGACY:
        yield Step(_("Only an older paper is on record: ask the witness and record the answer."), ask, urgent=True)
    elif standing.state == State.LAPSED:
        yield Step(_("The consent has lapsed: ask the witness and record the answer."), ask, urgent=True)
    elif standing.state == State.LAPSES_SOON:
        yield Step(_("The consent lapses soon: ask the witness whether they renew it."), ask)


def record_page(witness: Witness, actor: Person) -> dict[str, Any]:
    """What stands, what stood before, and everything that happened."""
    standing = standing_of(witness.pk, actor)
    records = ConsentRecord.objects.visible_to(actor).filter(witness=witness).select_related("form", "recorded_by")
    events = ConsentEvent.objects.visible_to(actor).filter(record__witness=witness).select_related("by", "record")
    return {
        "witness": witness,
        "standing": standing,
        "tone": TONES[standing.state],
        "grants": grants_of(standing.record, actor) if standing.record else [],
        "earlier": [one for one in records if one.superseded_at],
        "events": events.order_by("-recorded_at"),
        "may_record": allowed(require_may_record, witness, actor),
    }


def grants_of(record: ConsentRecord, actor: Person) -> list[ConsentGrant]:
    """In the order of the form, with words for the material."""
    grants = ConsentGrant.objects.visible_to(actor).filter(record=record).select_related("recipient")
    ordered = sorted(grants, key=lambda grant: _ORDER[grant.purpose])
    for grant in ordered:
        grant.material_words = [Material(one).label for one in grant.material]
        grant.opens = answering.of_row(grant).opens
    return ordered
