"""Physical items and their chain: every hand and every seal is an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from evidence.access import require_not_withdrawn, require_own
from evidence.models import ItemFile
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than, not_in_future
from interviews.models import Interview, Thing, ThingEvent
from interviews.sending import id_of

Kind = ThingEvent.Kind
# Moving changes the hands and the place, not the seal.
_BECOMES = {kind: kind.value for kind in Kind if kind != Kind.MOVED}
_ENDED = {Thing.State.RETURNED, Thing.State.DESTROYED}


@dataclass(frozen=True)
class Link:
    """What happened to a thing on a day. Codes, never names."""

    kind: str
    happened_on: date
    handed_by: str = ""
    taken_by: str = ""
    place: str = ""
    seal: str = ""
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """A thing as it was taken, and why it could not stay where it was."""

    description: str
    necessity: str
    received_on: date
    taken_by: str
    condition: str = ""
    place: str = ""
    receipt_given: bool | None = None
    photo: ItemFile | None = None


def take(*, interview: Interview, taken: Taken, by: Person, key: UUID | None = None) -> Thing:
    """`key` names this sending: a second click takes nothing twice."""
    require(by, Right.REGISTER)
    require_own(interview.collection_id, by)
    require_not_withdrawn(interview.subject, by)
    _check_taken(interview, taken)
    pk = id_of(key, by)
    try:
        return _taken_before(pk, by) or _take(pk, interview, taken, by)
    except IntegrityError:
        if (known := _taken_before(pk, by)) is None:
            raise
        return known


@transaction.atomic
def go_on(*, thing: Thing, link: Link, by: Person, key: UUID | None = None) -> ThingEvent:
    """The next link of the chain."""
    require(by, Right.REGISTER)
    pk = id_of(key, by)
    if known := ThingEvent.objects.visible_to(by).filter(pk=pk, recorded_by=by).first():
        return known
    locked = Thing.objects.visible_to(by).select_for_update(of=("self",)).select_related("interview").get(pk=thing.pk)
    require_own(locked.interview.collection_id, by)
    _check_link(locked, link, by)
    locked.state = _BECOMES.get(link.kind, locked.state)
    if link.kind == Kind.SEALED:
        locked.seal = link.seal.strip()
    locked.save(update_fields=["state", "seal"])
    return _link(pk, locked, link, by)


@transaction.atomic
def show(*, thing: Thing, photo: ItemFile, by: Person) -> Thing:
    """Names the photograph of its condition among the files of the interview."""
    require(by, Right.REGISTER)
    locked = Thing.objects.visible_to(by).select_for_update(of=("self",)).select_related("interview").get(pk=thing.pk)
    require_own(locked.interview.collection_id, by)
    _check_photo(locked.interview, photo)
    if locked.photo_id != photo.pk:
        locked.photo = photo
        locked.save(update_fields=["photo"])
        record("thing.photographed", actor=by.pk, object=locked.interview_id, detail={"thing": str(locked.pk)})
    return locked


def next_links(thing: Thing) -> list[tuple[str, object]]:
    """What may happen next, for the form."""
    if thing.state in _ENDED:
        return []
    after = [kind for kind in Kind if _BECOMES.get(kind) in thing.TRANSITIONS[thing.state]]
    return [(kind.value, kind.label) for kind in [*after, Kind.MOVED]]


@transaction.atomic
def _take(pk: UUID, interview: Interview, taken: Taken, by: Person) -> Thing:
    thing = Thing(
        id=pk,
        interview=interview,
        description=taken.description.strip(),
        necessity=taken.necessity.strip(),
        condition=taken.condition.strip(),
        receipt_given=taken.receipt_given,
        photo=taken.photo,
        added_by=by,
    )
    thing.save(force_insert=True)
    received = Link(Kind.RECEIVED, taken.received_on, taken_by=taken.taken_by, place=taken.place)
    _link(id_of(pk, by), thing, received, by)
    return thing


def _link(pk: UUID, thing: Thing, link: Link, by: Person) -> ThingEvent:
    said = {name: getattr(link, name) for name in Link.__dataclass_fields__}
    said |= {name: value.strip() for name, value in said.items() if isinstance(value, str)}
    made = ThingEvent(id=pk, thing=thing, interview_id=thing.interview_id, recorded_by=by, **said)
    made.save(force_insert=True)
    detail = {"thing": str(thing.pk), **{name: said[name] for name in ("handed_by", "taken_by", "seal", "place")}}
    detail["on"] = link.happened_on.isoformat()
    record(f"thing.{link.kind}", actor=by.pk, object=thing.interview_id, detail=detail)
    return made


def _taken_before(pk: UUID, by: Person) -> Thing | None:
    return Thing.objects.visible_to(by).filter(pk=pk, added_by=by).first()


def _check_taken(interview: Interview, taken: Taken) -> None:
    if interview.state == Interview.State.LOCKED:
        raise Invalid(_("The record of this interview is locked; nothing is added to it."))
    if not taken.description.strip():
        raise Invalid(_("Say what it is, without names."), "description")
    if not taken.necessity.strip():
        raise Invalid(
            _("Say why it was taken: things and originals stay where they are unless they would be lost."), "necessity"
        )
    if not taken.taken_by.strip():
        raise Invalid(_("Say who took it, by code."), "taken_by")
    not_in_future(taken.received_on, "received_on")
    for name, most in (
        ("description", 200),
        ("necessity", 2000),
        ("condition", 2000),
        ("taken_by", 20),
        ("place", 120),
    ):
        no_longer_than(getattr(taken, name), most, name)
    if taken.photo:
        _check_photo(interview, taken.photo)


def _check_photo(interview: Interview, photo: ItemFile) -> None:
    if photo.item_id != interview.pk or photo.role != ItemFile.Role.PHOTO:
        raise Invalid(_("Choose a photograph among the files of this interview."), "photo")


def _check_link(thing: Thing, link: Link, by: Person) -> None:
    if link.kind not in {kind for kind, _label in next_links(thing)}:
        raise Invalid(
            _("This cannot come next: the thing is now “%(state)s”.") % {"state": thing.get_state_display()}, "kind"
        )
    not_in_future(link.happened_on, "happened_on")
    last = ThingEvent.objects.visible_to(by).filter(thing=thing).order_by("-happened_on").first()
    if last and link.happened_on < last.happened_on:
        raise Invalid(_("This lies before the link that is told already. Check the day."), "happened_on")
    if link.kind == Kind.SEALED and not link.seal.strip():
        raise Invalid(_("Give the number of the seal."), "seal")
    if link.kind == Kind.MOVED and not (link.handed_by.strip() and link.taken_by.strip()):
        raise Invalid(_("Name both, by code: who handed it over and who took it."), "taken_by")
    if link.kind == Kind.DESTROYED and not (link.handed_by.strip() and link.taken_by.strip()):
        raise Invalid(_("Name two by code: who destroyed it and who saw it."), "taken_by")
    for name, most in (("handed_by", 20), ("taken_by", 20), ("place", 120), ("seal", 40), ("note", 2000)):
        no_longer_than(getattr(link, name), most, name)
