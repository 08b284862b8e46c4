"""What waits for a partner: witnesses and interviews of their body with something missing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.models import Text
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from interviews.actions.appending import BEGUN
from interviews.models import (
    Draft,
    Interview,
    MaterialFacts,
    RiskAssessment,
    Witness,
    WitnessStatus,
)
from interviews.parts import open_of, with_something_open

SHOWN = 20
_NAMED = 3


def for_partner(person: Person) -> Iterator[Waiting]:
    if Right.REGISTER not in rights_of(person) or not person.body_id:
        return
    yield from _drafts(person)
    yield from _unknown_of_interviews(person)
    yield from _unknown_facts(person)
    yield from _open_parts(person)


def _drafts(person: Person) -> Iterator[Waiting]:
    pages = {"consent": "new_consent", "interview": "new_interview"}
    titles = {
        "witness": _("A witness being registered"),
        "consent": _("A consent without its proof, or not finished"),
        "interview": _("An interview being entered"),
    }
    for draft in Draft.objects.visible_to(person)[:SHOWN]:
        url = reverse(pages[draft.form], args=[draft.subject]) if draft.form in pages else reverse("new_witness")
        yield Waiting(_("Begun and not sent"), titles[draft.form], _("Go on where you stopped, or discard it."), url)


def _unknown_facts(person: Person) -> Iterator[Waiting]:
    of_witness = {"witness": OuterRef("pk")}
    stated = WitnessStatus.objects.unscoped("of witnesses found visible").filter(**of_witness)
    assessed = RiskAssessment.objects.unscoped("of witnesses found visible").filter(**of_witness)
    witnesses = Witness.objects.visible_to(person).filter(collection__body=person.body_id)
    for witness in witnesses.filter(~Exists(stated) | ~Exists(assessed)).order_by("registered_at")[:SHOWN]:
        yield Waiting(
            _("Facts unknown"),
            witness.code,
            _("Status or risk assessment is missing; without them nothing can be released."),
            reverse("witness", args=[witness.pk]),
        )


def _unknown_of_interviews(person: Person) -> Iterator[Waiting]:
    """What was heard and not written down, and what nobody has said of the contents; in one statement."""
    texts = Text.objects.unscoped("of interviews found visible").filter(item=OuterRef("pk"), kind=Text.Kind.TRANSCRIPT)
    stated = MaterialFacts.objects.unscoped("of interviews found visible").filter(item=OuterRef("pk"))
    heard = Q(state__in=[Interview.State.COMPLETED, Interview.State.STOPPED])
    held = Interview.objects.visible_to(person).filter(collection__body=person.body_id, withdrawn_at=None)
    held = held.annotate(unwritten=Q(heard & ~Exists(texts)), unsaid=~Exists(stated)).filter(
        Q(unwritten=True) | Q(unsaid=True)
    )
    for interview in held.order_by("created_at")[: 2 * SHOWN]:
        if interview.unwritten:
            yield Waiting(
                _("Interviews without a transcript"),
                interview.reference,
                _("Add the transcript, or have the recording transcribed."),
                reverse("item", args=[interview.pk]),
            )
        if interview.unsaid:
            yield Waiting(
                _("Facts unknown"),
                interview.reference,
                _("Say what the material contains and whether others can be recognised."),
                reverse("contents", args=[interview.pk]),
            )


def _open_parts(person: Person) -> Iterator[Waiting]:
    """Records of accounts that were begun and are not locked, the latest first."""
    begun = Interview.objects.visible_to(person).filter(
        collection__body=person.body_id, withdrawn_at=None, state__in=BEGUN
    )
    for interview in with_something_open(begun).order_by("-held_on", "pk")[:SHOWN]:
        left = open_of(interview)
        named = ", ".join(str(label) for label in left[:_NAMED])
        more = len(left) - _NAMED
        text = _("Open: %(parts)s and %(number)d more.") if more > 0 else _("Open: %(parts)s.")
        yield Waiting(
            _("Records with something open"),
            interview.reference,
            text % {"parts": named, "number": more},
            reverse("interview_record", args=[interview.pk]),
        )
