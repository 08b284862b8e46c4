"""A work passes from hand to hand: handed in, taken back, given to a colleague, given up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.actions import texts
from evidence.models import Text
from evidence.transcripts import access, checks, frozen
from evidence.transcripts.actions.states import locked, move
from evidence.transcripts.frozen import Frozen
from evidence.transcripts.hiding import asked_anew
from evidence.transcripts.models import Clash, Work, WorkChange, WorkSegment
from iapb.access.errors import Invalid
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.ledger import record


def hand_in(*, work: UUID, by: Person) -> Text:
    """Outside any transaction: its words are sealed as a layer, and wait for a second person.

    Raises Work.DoesNotExist for whoever may not see it.
    """
    with actor_transaction(by):
        row, now = _whole(work, by)
        subject = row.item.subject
        if same := frozen.known(row, now, by):
            return _waits(row, same, by)
    if subject is None:
        raise Invalid(_("This item belongs to no witness, so its text cannot be sealed."))
    made: list[Text] = []

    def within(stored: StoredFile) -> None:
        row, again = _whole(work, by)
        if again.seal != now.seal:
            raise Invalid(_("Something was typed while this was handed in. Hand it in again."))
        made.append(_kept(row, again, stored, by))

    custody.receive(
        [now.layer.sealed], subjects=[subject], media_type="application/json", name="", by=by,
        kind=StoredFile.Kind.DERIVATIVE, within=within,
    )  # fmt: skip
    return made[0]


def _whole(work: UUID, by: Person) -> tuple[Work, Frozen]:
    row = locked(work, by=by)
    access.require_holder(row, by)
    access.require_open(row)
    access.require_nothing_withdrawn(row.item)
    rows = frozen.rows_of(row, by)
    checks.require_whole(row, rows, by)
    return row, frozen.freeze(row, rows, asked_anew(row.item, by))


def _kept(work: Work, now: Frozen, stored: StoredFile, by: Person) -> Text:
    parent = frozen.parent_of(work, by)
    text = texts.add_layer(
        item=work.item, layer=now.layer, stored=stored, derived_from=parent, source=work.source, by=by
    )
    if work.is_translation:
        texts.link_sources(text, frozen.pairs_of(work, now, by), by)
    return _waits(work, text, by)


def _waits(work: Work, text: Text, by: Person) -> Text:
    move(
        work, Work.State.HANDED_IN, by=by, layer=text, comment="", detail={"text": str(text.pk), "sha256": text.sha256}
    )
    WorkSegment.objects.visible_to(by).filter(work=work).exclude(remark="").update(remark="")
    return text


@transaction.atomic
def take_back(*, work: Work, by: Person) -> Work:
    """Who handed it in found something; as long as nobody has answered. The frozen layer stays what it is."""
    row = locked(work.pk, by=by)
    access.require_holder(row, by)
    access.require_nothing_withdrawn(row.item)
    return move(row, Work.State.TYPING, by=by, detail={"text": str(row.layer_id)})


@transaction.atomic
def hand_over(*, work: Work, to: UUID, by: Person) -> Work:
    """`to`: the id of a colleague."""
    row = locked(work.pk, by=by)
    access.require_holder(row, by)
    access.require_open(row)
    colleague = {person.pk: person for person in access.colleagues(row)}.get(to)
    if colleague is None:
        raise Invalid(_("Choose a colleague of your body whose role allows typing."), "to")
    return _in_hand_of(row, colleague, "transcript.handed_over", by)


@transaction.atomic
def take_over(*, work: Work, by: Person) -> Work:
    row = locked(work.pk, by=by)
    if row.holder_id == by.pk:
        return row
    access.require_left_lying(row, by)
    return _in_hand_of(row, by, "transcript.taken_over", by)


def _in_hand_of(work: Work, to: Person, event: str, by: Person) -> Work:
    before = work.holder_id
    work.holder, work.touched_at = to, timezone.now()
    work.typists = list(dict.fromkeys([*work.typists, to.pk]))
    work.save(update_fields=["holder", "touched_at", "typists"])
    detail = {"item": str(work.item_id), "from": str(before), "to": str(to.pk)}
    record(event, actor=by.pk, object=work.pk, detail=detail)
    return work


@transaction.atomic
def give_up(*, work: Work, by: Person) -> Work:
    """What is typed and was never handed in goes; layers that were handed in stay."""
    row = locked(work.pk, by=by)
    access.require_holder(row, by)
    given_up = move(row, Work.State.GIVEN_UP, by=by, comment="", speakers=[])
    forget_words(given_up, by)
    return given_up


def forget_words(work: Work, by: Person) -> None:
    """The working copy is over; what was frozen of it is the layer."""
    for model in (Clash, WorkChange, WorkSegment):
        model.objects.visible_to(by).filter(work=work).delete()
