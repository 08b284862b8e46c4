"""What is missing before an interview is completed or its record locked, in sentences (standards.md 2, G1 to G11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iapb.accounts.models import Person
from interviews.heard import Heard, Record
from interviews.models import Certificate, Guide, Interview, JointWitness, Presence, Thing
from interviews.parts import Section, with_parts
from interviews.telling import unbound_interpreter

Vulnerability, Role = Interview.Vulnerability, Presence.Role
_TIMES = {
    "started_at": _("When it began is missing: write it down, or say that nobody knows."),
    "minutes": _("How long it took is missing: write it down, or say that nobody knows."),
    "breaks": _("The number of breaks is missing: write it down, or say that nobody knows."),
    "interviewers": _("Who led it is missing: name them by code, or say that nobody knows."),
}
_TRAINED = {
    Certificate.Kind.CHILD: _("No interviewer holds a certificate for interviews with children on that day."),
    Certificate.Kind.SGBV: _(
        "No interviewer holds a certificate for interviews on sexual or gender-based violence on that day."
    ),
}


@dataclass(frozen=True)
class Missing:
    text: Any
    url: str


def kinds_asked_for(people: Iterable[Heard]) -> list[str]:
    """The trainings that one of the interviewers must hold (G3), for everybody who is heard."""
    heard = list(people)
    kinds = [Certificate.Kind.CHILD.value] if any(one.is_child for one in heard) else []
    sgbv = any(one.vulnerability == Vulnerability.SGBV for one in heard)
    return [*kinds, Certificate.Kind.SGBV.value] if sgbv else kinds


def untrained(record: Record, by: Person) -> list[Missing]:
    """A training that nobody who leads the interview holds on its day."""
    interview = record.interview
    if not (kinds := kinds_asked_for(record.people)):
        return []
    held = Certificate.objects.visible_to(by).filter(
        collection=interview.collection_id,
        interviewer__in=interview.interviewers,
        issued_on__lte=interview.held_on,
        valid_to__gte=interview.held_on,
    )
    found = set(held.values_list("kind", flat=True))
    where = reverse("interviewers")
    return [Missing(_TRAINED[Certificate.Kind(kind)], where) for kind in kinds if kind not in found]


def unaccompanied(record: Record) -> Iterator[Missing]:
    """A child is not heard alone, and whoever is there for them wants nothing that stands against them."""
    change = reverse("change_interview", args=[record.interview.pk])
    roles = {one.role for one in record.present}
    if record.heard_a_child and not roles & {Role.GUARDIAN, Role.SUPPORT}:
        yield Missing(_("A child is heard, and no guardian or support person is listed as present."), change)
    guardians = [one for one in record.present if one.role == Role.GUARDIAN]
    if any(not one.relation for one in guardians):
        yield Missing(_("Say what makes the guardian one: parent, relative, appointed, or of a shelter."), change)
    if any(one.no_conflict is None for one in guardians):
        text = _("Ask whether the guardian's interests stand against those of the person heard, and write it down.")
        yield Missing(text, change)
    if any(one.no_conflict is False for one in guardians) and not _somebody_else(record.present):
        text = _("The guardian's interests stand against those of the person heard: somebody else must be there.")
        yield Missing(text, change)


def _somebody_else(present: list[Presence]) -> bool:
    return any(one.role == Role.SUPPORT or (one.role == Role.GUARDIAN and one.no_conflict is True) for one in present)


def before_completed(interview: Interview) -> Iterator[Missing]:
    """Time, persons, breaks (G9). What nobody knows is said to be unknown and is not missing."""
    change = reverse("change_interview", args=[interview.pk])
    for name, sentence in _TIMES.items():
        value = getattr(interview, name)
        if (value is None or value == []) and name not in interview.unknown:
            yield Missing(sentence, change)


def before_locked(record: Record, by: Person) -> Iterator[Missing]:
    interview = record.interview
    change = reverse("change_interview", args=[interview.pk])
    yield from _of_first(record.people[0], change)
    for one in record.together:
        yield from _of_beside(one)
    yield from before_completed(interview)
    yield from _further_account(interview, change)
    yield from second_full(record, by)
    yield from untrained(record, by)
    yield from unaccompanied(record)
    yield from _interpreted(interview, record.present, change)
    yield from _unread(interview, by)
    yield from _things(record.things)
    yield from _read_back(record, by)


def _of_first(first: Heard, change: str) -> Iterator[Missing]:
    if first.prior_accounts == Interview.PriorAccounts.NOT_ASKED:
        yield Missing(_("Nobody wrote down whether an account was taken before: ask, and write it down."), change)
    if first.vulnerability == Vulnerability.NOT_ASSESSED:
        yield Missing(_("Whether the person is vulnerable was not assessed: assess it, and write it down."), change)
    if not first.age_is_answered:
        yield Missing(_("The age at the interview is missing: write it down, or say that nobody knows."), change)


def _of_beside(one: JointWitness) -> Iterator[Missing]:
    if (
        one.prior_accounts == Interview.PriorAccounts.NOT_ASKED
        or one.vulnerability == Vulnerability.NOT_ASSESSED
        or (one.age_at_interview is None and not one.age_unknown)
    ):
        text = _("Of %(code)s, who was heard together with the witness, not everything is answered.")
        yield Missing(text % {"code": one.witness.code}, reverse("heard_together", args=[one.pk]))


def second_full(record: Record, by: Person) -> Iterator[Missing]:
    if record.second_full_account(by):
        text = _("A full account was taken before. Call this one a follow-up, and say why and who agreed to it.")
        yield Missing(text, reverse("change_interview", args=[record.interview.pk]))


def _further_account(interview: Interview, change: str) -> Iterator[Missing]:
    if interview.account_type == Interview.AccountType.FOLLOW_UP and not interview.follow_up_approver:
        yield Missing(_("A further account was taken, and nobody is named who agreed to it."), change)


def _interpreted(interview: Interview, present: list[Presence], change: str) -> Iterator[Missing]:
    interpreters = [one for one in present if one.role == Role.INTERPRETER]
    if interview.interpreter and interview.interpreter not in {one.code for one in interpreters}:
        yield Missing(_("The interpreter is not listed among those present."), change)
    if any(one.bound_on is None for one in interpreters):
        yield Missing(_("The interpreter's note of confidentiality is missing: give its day."), change)


def _unread(interview: Interview, by: Person) -> Iterator[Missing]:
    """The version in force on the day of every guide of the body, by everyone who led the interview."""
    if not interview.interviewers:
        return
    newest = (
        Guide.objects.visible_to(by)
        .filter(collection=interview.collection_id, title=OuterRef("title"), issued_at__date__lte=interview.held_on)
        .order_by("-version")
    )
    asked = Guide.objects.visible_to(by).filter(
        collection=interview.collection_id, pk=Subquery(newest.values("pk")[:1])
    )
    in_time = Q(acknowledgements__read_on__lte=interview.held_on)
    readers = ArrayAgg("acknowledgements__interviewer", filter=in_time, default=[])
    for guide in asked.annotate(readers=readers):
        for code in interview.interviewers:
            if code not in guide.readers:
                said = {"code": code, "guide": str(guide)}
                text = _("%(code)s has not acknowledged “%(guide)s”.") % said
                yield Missing(text, reverse("guide", args=[guide.pk]))


def _things(things: list[Thing]) -> Iterator[Missing]:
    for thing in things:
        where = reverse("thing", args=[thing.pk])
        if thing.photo_id is None:
            yield Missing(_("No photograph of the condition: %(thing)s.") % {"thing": thing}, where)
        if not thing.seal and thing.state not in (Thing.State.RETURNED, Thing.State.DESTROYED):
            yield Missing(_("Not sealed: %(thing)s.") % {"thing": thing}, where)
        if not thing.receipt_given:
            yield Missing(_("The giver holds no receipt: %(thing)s.") % {"thing": thing}, where)


def _read_back(record: Record, by: Person) -> Iterator[Missing]:
    """What was given in writing is read back and signed; whoever interpreted is bound to confidentiality (G9, G10)."""
    interview = record.interview
    told = interview if hasattr(interview, "unbound_interpreter") else _asked_again(interview, by)
    if told.unbound_interpreter:
        text = _("The interpreter of the reading back is not listed among those present, with their note.")
        yield Missing(text, reverse("change_interview", args=[interview.pk]))
    written = interview.mode == Interview.Mode.WRITTEN and interview.state != Interview.State.STOPPED
    if written and Section.READ_BACK in told.untold:
        text = _("It was given in writing: read it back to everybody heard, and write down whether they signed.")
        yield Missing(text, reverse("read_back", args=[interview.pk]))


def _asked_again(interview: Interview, by: Person) -> Any:
    rows = with_parts(Interview.objects.visible_to(by).filter(pk=interview.pk))
    return rows.annotate(unbound_interpreter=unbound_interpreter()).get()
