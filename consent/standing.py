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
from evidence import joint
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from interviews.models import Interview

LAPSES_SOON = timedelta(days=60)
# What of a record itself, beside its answers, says how it stands.
_OF_RECORD = ("withdrawn_at", "invalidated_at", "mode")


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
    lapses_on: date | None = None
    open_purposes: int = 0
    record: ConsentRecord | None = None  # left out where many are asked for at once

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
    grants = list(_answers([witness], by).select_related("record__form"))
    if not grants:
        return Standing(State.NONE)
    record = grants[0].record
    return Standing(*_stands(record.withdrawn_at, record.invalidated_at, record.mode, grants), record)


def standings(witnesses: Iterable[UUID], by: Person) -> dict[UUID, Standing]:
    """For those who have a record: every record has an answer to each purpose. One query, however many witnesses.

    Rows and not models, without the record: fifty witnesses have eight hundred answers.
    """
    asked = (
        "record__witness", *(f"record__{name}" for name in _OF_RECORD), "purpose", "recipient_id", "answer",
        "expires_on", "withdrawn_at", "invalidated_at", "rests",
    )  # fmt: skip
    grants: dict[UUID, list[Any]] = {}
    for grant in _answers(witnesses, by).values_list(*asked, named=True):
        grants.setdefault(grant.record__witness, []).append(grant)
    return {
        witness: Standing(*_stands(*(getattr(found[0], f"record__{name}") for name in _OF_RECORD), found))
        for witness, found in grants.items()
    }


def _answers(witnesses: Iterable[UUID], by: Person) -> models.QuerySet[ConsentGrant]:
    resting = ConsentEvent.objects.unscoped("of records found visible").filter(
        record=OuterRef("record"), kind=ConsentEvent.Kind.PAUSED, purpose__in=["", Purpose.STORE_ANALYSE]
    )
    answers = ConsentGrant.objects.visible_to(by).filter(
        record__witness__within=list(witnesses), record__superseded_at=None
    )
    return answers.annotate(rests=Exists(resting))


def _stands(withdrawn: Any, invalidated: Any, mode: str, grants: Sequence[Any]) -> tuple[State, date | None, int]:
    """What a record and its answers come to, when it lapses, and how many purposes are open."""
    if withdrawn:
        return State.WITHDRAWN, None, 0
    if invalidated:
        return State.INVALIDATED, None, 0
    keeping = next((one for one in grants if one.purpose == Purpose.STORE_ANALYSE and not one.recipient_id), None)
    if keeping and (keeping.withdrawn_at or keeping.invalidated_at):
        return (State.WITHDRAWN if keeping.withdrawn_at else State.INVALIDATED), None, 0
    if any(one.rests for one in grants):
        return State.PAUSED, None, 0
    if mode == ConsentRecord.Mode.LEGACY_UNKNOWN:
        return State.LEGACY, None, 0
    opened = [one for one in grants if _opens(one)]
    if not opened:
        return State.REFUSED, None, 0
    ends = [one.expires_on for one in opened if one.expires_on]
    today, lapses_on = timezone.localdate(), min(ends, default=None)
    if ends and len(ends) == len(opened) and max(ends) < today:
        return State.LAPSED, lapses_on, 0
    state = State.LAPSES_SOON if lapses_on and lapses_on <= today + LAPSES_SOON else State.IN_FORCE
    return state, lapses_on, len(opened)


def _opens(grant: Any) -> bool:
    return grant.answer in (Answer.YES, Answer.ASK_ME) and not grant.withdrawn_at and not grant.invalidated_at


def consent_comes_first(interview: Interview, by: Person) -> None:
    """Guard of an interview's way: informed consent before the account."""
    heard = joint.subjects(interview, by)
    found = standings(heard, by)
    if not heard or not all(one in found and found[one].is_good for one in heard):
        raise Invalid(_("Consent comes before the account. Record it on the page of the witness first."))


def require_machine(item: Item, by: Person) -> None:
    """Machines transcribe and translate only where the witness said yes to that."""
    if not all(_allows_machines(standing_of(one, by), by) for one in joint.subjects(item, by)):
        raise Invalid(
            _("The witness has not agreed that machines transcribe and translate, so no machine is asked to.")
        )


def _allows_machines(standing: Standing, by: Person) -> bool:
    if not (standing.record and standing.is_good):
        return False
    asked = ConsentGrant.objects.visible_to(by).filter(record=standing.record, recipient=None)
    grant = asked.filter(purpose=Purpose.MACHINE_PROCESS).first()
    if grant is None or answering.of_row(grant).answer != "yes":
        return False
    return grant.expires_on is None or grant.expires_on >= timezone.localdate()
