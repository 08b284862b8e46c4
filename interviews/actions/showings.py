"""Writing down what a witness was shown and what they said to it (G7). Nobody is identified by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.actions.appending import open_record, require_begun, require_heard
from interviews.days import no_longer_than, not_in_future
from interviews.models import Interview, Showing, ShownPicture, Witness
from interviews.sending import id_of

Manner, Outcome = Showing.Manner, Showing.Outcome
_SHORTEST_REASON = 10
_MOST_PICTURES = 20
_PLAIN = (
    "manner", "why_shown", "shown_on", "shown_at", "shown_by", "knew_answer", "told_may_be_absent", "look_alikes",
    "apart", "said_before", "outcome", "words", "sureness",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """None is unknown. `pictures` in the order in which they were shown."""

    witness: Witness
    manner: str
    shown_on: date
    shown_by: str
    outcome: str
    words: str
    pictures: tuple[ItemFile, ...] = ()
    chosen: ItemFile | None = None
    why_shown: str = ""
    shown_at: time | None = None
    knew_answer: bool | None = None
    told_may_be_absent: bool | None = None
    look_alikes: bool | None = None
    apart: bool | None = None
    said_before: str = ""
    sureness: str = ""


@transaction.atomic
def show(*, interview: Interview, shown: Shown, by: Person, key: UUID | None = None) -> Showing:
    """`key` names this sending: a second click appends nothing."""
    locked = open_record(interview, by)
    pk = id_of(key, by)
    if known := Showing.objects.visible_to(by).filter(pk=pk, recorded_by=by).first():
        return known
    require_begun(locked)
    require_heard(locked, shown.witness, by)
    _check_words(locked, shown)
    _check_pictures(shown)
    _check_outcome(shown)
    said = {name: getattr(shown, name) for name in _PLAIN}
    said |= {name: value.strip() for name, value in said.items() if isinstance(value, str)}
    row = Showing(id=pk, interview=locked, witness=shown.witness, chosen=shown.chosen, recorded_by=by, **said)
    row.save(force_insert=True)
    for number, picture in enumerate(shown.pictures, 1):
        ShownPicture(showing=row, interview=locked, number=number, file=picture).save(force_insert=True)
    detail = {
        "showing": str(row.pk), "witness": str(row.witness_id), "manner": row.manner, "outcome": row.outcome,
        "shown_by": row.shown_by, "on": row.shown_on.isoformat(), "pictures": [str(one.pk) for one in shown.pictures],
        "chosen": str(row.chosen_id) if row.chosen_id else None,
    }  # fmt: skip
    record("picture.shown", actor=by.pk, object=locked.pk, detail=detail)
    return row


def _check_words(interview: Interview, shown: Shown) -> None:
    if not shown.shown_by.strip():
        raise Invalid(_("Say who showed it, by code."), "shown_by")
    if not shown.words.strip():
        raise Invalid(_("Write down what the witness said, in their words."), "words")
    not_in_future(shown.shown_on, "shown_on")
    if shown.shown_on < interview.held_on:
        raise Invalid(_("This lies before the interview. Check the day."), "shown_on")
    for name, most in (
        ("shown_by", 20),
        ("words", 5000),
        ("sureness", 1000),
        ("said_before", 5000),
        ("why_shown", 2000),
    ):
        no_longer_than(getattr(shown, name), most, name)


def _check_pictures(shown: Shown) -> None:
    if shown.manner not in Manner.values:
        raise Invalid(_("Choose one of the answers offered."), "manner")
    several = shown.manner in Showing.LINE_UPS
    if several and len(shown.why_shown.strip()) < _SHORTEST_REASON:
        raise Invalid(
            _("Line-ups are left to an authority. Say why several pictures were shown all the same, and who asked."),
            "why_shown",
        )
    number = len(shown.pictures)
    if shown.manner == Manner.PERSON and number:
        raise Invalid(_("A person was shown, so no picture is named. Change one."), "manner")
    if shown.manner == Manner.ONE and number != 1:
        raise Invalid(_("One picture was shown: name exactly one."), "pictures")
    if several and not 2 <= number <= _MOST_PICTURES:
        raise Invalid(_("Several pictures were shown: name each, in the order in which they were shown."), "pictures")
    if len({picture.pk for picture in shown.pictures}) != number:
        raise Invalid(_("A picture is named twice."), "pictures")
    if any(picture.role != ItemFile.Role.PHOTO or picture.derived_from_id for picture in shown.pictures):
        raise Invalid(_("Choose pictures among the photographs you may see."), "pictures")
    if shown.look_alikes is not None and not several:
        raise Invalid(
            _("Only where several pictures were shown others of like looks can be among them."), "look_alikes"
        )


def _check_outcome(shown: Shown) -> None:
    if shown.outcome not in Outcome.values:
        raise Invalid(_("Choose one of the answers offered."), "outcome")
    if (shown.outcome == Outcome.PERSON) and shown.manner != Manner.PERSON:
        raise Invalid(_("No person was shown. Choose another answer."), "outcome")
    if (shown.outcome == Outcome.PICTURE) and shown.manner == Manner.PERSON:
        raise Invalid(_("No picture was shown. Choose another answer."), "outcome")
    if (shown.outcome == Outcome.PICTURE) != (shown.chosen is not None):
        raise Invalid(_("Name the picture they pointed to, or choose another answer."), "chosen")
    if shown.chosen and shown.chosen.pk not in {picture.pk for picture in shown.pictures}:
        raise Invalid(_("They pointed to one of the pictures that were shown. Choose it among them."), "chosen")
