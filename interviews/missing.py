"""What is missing before an interview is completed or its record locked, in sentences (standards.md 2, G1 to G11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iapb.accounts.models import Person
from interviews.models import Acknowledgement, Certificate, Guide, Interview, Presence, Thing

State, Vulnerability = Interview.State, Interview.Vulnerability
ADULT = 18
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


def kinds_asked_for(interview: Interview) -> list[str]:
    """The trainings that one of the interviewers must hold (G3)."""
    child = interview.vulnerability == Vulnerability.CHILD or (
        interview.age_at_interview is not None and interview.age_at_interview < ADULT
    )
    kinds = [Certificate.Kind.CHILD.value] if child else []
    return [*kinds, Certificate.Kind.SGBV.value] if interview.vulnerability == Vulnerability.SGBV else kinds


def untrained(interview: Interview, by: Person) -> list[Missing]:
    """A training that nobody who leads the interview holds on its day."""
    if not (kinds := kinds_asked_for(interview)):
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


def before_completed(interview: Interview) -> Iterator[Missing]:
    """Time, persons, breaks (G9). What nobody knows is said to be unknown and is not missing."""
    change = reverse("change_interview", args=[interview.pk])
    for name, sentence in _TIMES.items():
        value = getattr(interview, name)
        if (value is None or value == []) and name not in interview.unknown:
            yield Missing(sentence, change)


def before_locked(interview: Interview, by: Person, present: list[Presence], things: list[Thing]) -> Iterator[Missing]:
    change = reverse("change_interview", args=[interview.pk])
    if interview.prior_accounts == Interview.PriorAccounts.NOT_ASKED:
        yield Missing(_("Nobody wrote down whether an account was taken before: ask, and write it down."), change)
    if interview.vulnerability == Vulnerability.NOT_ASSESSED:
        yield Missing(_("Whether the person is vulnerable was not assessed: assess it, and write it down."), change)
    if interview.age_at_interview is None and Interview.Unknown.AGE not in interview.unknown:
        yield Missing(_("The age at the interview is missing: write it down, or say that nobody knows."), change)
    yield from before_completed(interview)
    yield from _further_account(interview, change)
    yield from untrained(interview, by)
    yield from _who_was_there(interview, present, change)
    yield from _unread(interview, by)
    yield from _things(things)


def _further_account(interview: Interview, change: str) -> Iterator[Missing]:
    if interview.account_type == Interview.AccountType.FOLLOW_UP and not interview.follow_up_approver:
        yield Missing(_("A further account was taken, and nobody is named who agreed to it."), change)


def _who_was_there(interview: Interview, present: list[Presence], change: str) -> Iterator[Missing]:
    roles = {one.role for one in present}
    if Certificate.Kind.CHILD in kinds_asked_for(interview) and not roles & {
        Presence.Role.GUARDIAN,
        Presence.Role.SUPPORT,
    }:
        yield Missing(_("A child was heard, and no guardian or support person is listed as present."), change)
    interpreters = [one for one in present if one.role == Presence.Role.INTERPRETER]
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
    read = Acknowledgement.objects.visible_to(by).filter(guide__in=asked, read_on__lte=interview.held_on)
    who: dict[UUID, set[str]] = {}
    for guide, code in read.values_list("guide", "interviewer"):
        who.setdefault(guide, set()).add(code)
    for guide in asked:
        for code in interview.interviewers:
            if code not in who.get(guide.pk, set()):
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
