"""How a witness's consent stands today, in words. For pages; what may leave is decided in `consent.decision`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent import answers as answering
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord
from consent.words import Answer, Purpose
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from interviews.models import Interview

LAPSES_SOON = timedelta(days=60)


class State(models.TextChoices):
    NONE = "none", _("No consent recorded")
    LEGACY = "legacy", _("Older record, counts as not asked")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    INVALIDATED = "invalidated", _("Found not to hold")
    PAUSED = "paused", _("Paused")
    LAPSED = "lapsed", _("Lapsed")
    LAPSES_SOON = "lapses_soon", _("Lapses soon")
    IN_FORCE = "in_force", _("In force")


SENTENCES: dict[str, Any] = {
    State.NONE: _("No consent is recorded yet, so nothing may be passed on. Record it."),
    State.LEGACY: _("Only an older paper is on record. It counts as not asked: ask the witness and record the answer."),
    State.REFUSED: _("The witness refused. The material is hidden and nothing may be passed on."),
    State.WITHDRAWN: _("The witness withdrew consent. The material is hidden and nothing may be passed on."),
    State.INVALIDATED: _("The consent was found not to hold. Ask the witness anew before anything else is done."),
    State.PAUSED: _("The witness paused the consent. The material rests until a new consent is recorded."),
    State.LAPSED: _("The consent has lapsed. Ask the witness whether they wish to renew it."),
    State.LAPSES_SOON: _("The consent lapses within sixty days. Ask the witness in time to renew it."),
    State.IN_FORCE: _("Consent is on record with its proof."),
}


@dataclass(frozen=True)
class Standing:
    state: str
    record: ConsentRecord | None = None
    lapses_on: date | None = None
    open_purposes: int = 0

    @property
    def label(self) -> Any:
        return State(self.state).label

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.state]

    @property
    def is_good(self) -> bool:
        return self.state in (State.IN_FORCE, State.LAPSES_SOON)


def standing_of(witness: UUID, by: Person) -> Standing:
    return standings([witness], by).get(witness, Standing(State.NONE))


def standings(witnesses: Iterable[UUID], by: Person) -> dict[UUID, Standing]:
    """For those who have a record: every record has an answer to each purpose. One query, however many witnesses."""
    answers = ConsentGrant.objects.visible_to(by).filter(
        record__witness__within=list(witnesses), record__superseded_at=None
    )
    resting = ConsentEvent.objects.visible_to(by).filter(
        record=OuterRef("record"), kind=ConsentEvent.Kind.PAUSED, purpose__in=["", Purpose.STORE_ANALYSE]
    )
    grants: dict[UUID, list[ConsentGrant]] = {}
    for grant in answers.select_related("record__form").annotate(rests=Exists(resting)):
        grants.setdefault(grant.record.witness_id, []).append(grant)
    return {witness: _standing(found[0].record, found) for witness, found in grants.items()}


def _standing(record: ConsentRecord, grants: Sequence[ConsentGrant]) -> Standing:
    if record.withdrawn_at:
        return Standing(State.WITHDRAWN, record)
    if record.invalidated_at:
        return Standing(State.INVALIDATED, record)
    keeping = next((one for one in grants if one.purpose == Purpose.STORE_ANALYSE and not one.recipient_id), None)
    if keeping and (keeping.withdrawn_at or keeping.invalidated_at):
        return Standing(State.WITHDRAWN if keeping.withdrawn_at else State.INVALIDATED, record)
    if any(one.rests for one in grants):  # type: ignore[attr-defined]
        return Standing(State.PAUSED, record)
    if record.mode == ConsentRecord.Mode.LEGACY_UNKNOWN:
        return Standing(State.LEGACY, record)
    opened = [one for one in grants if _opens(one)]
    if not opened:
        return Standing(State.REFUSED, record)
    ends = [one.expires_on for one in opened if one.expires_on]
    today, lapses_on = timezone.localdate(), min(ends, default=None)
    if ends and len(ends) == len(opened) and max(ends) < today:
        return Standing(State.LAPSED, record, lapses_on)
    state = State.LAPSES_SOON if lapses_on and lapses_on <= today + LAPSES_SOON else State.IN_FORCE
    return Standing(state, record, lapses_on, len(opened))


def _opens(grant: ConsentGrant) -> bool:
    return grant.answer in (Answer.YES, Answer.ASK_ME) and not grant.withdrawn_at and not grant.invalidated_at


def consent_comes_first(interview: Interview, by: Person) -> None:
    """Guard of an interview's way: informed consent before the account."""
    if interview.subject is None or not standing_of(interview.subject, by).is_good:
        raise Invalid(_("Consent comes before the account. Record it on the page of the witness first."))


def require_machine(item: Item, by: Person) -> None:
    """Machines transcribe and translate only where the witness said yes to that."""
    if item.subject is None:
        return
    standing = standing_of(item.subject, by)
    grant = None
    if standing.record and standing.is_good:
        asked = ConsentGrant.objects.visible_to(by).filter(record=standing.record, recipient=None)
        grant = asked.filter(purpose=Purpose.MACHINE_PROCESS).first()
    today = timezone.localdate()
    if grant is None or answering.of_row(grant).answer != "yes" or (grant.expires_on and grant.expires_on < today):
        raise Invalid(
            _("The witness has not agreed that machines transcribe and translate, so no machine is asked to.")
        )
