"""Of what people say to each other, what waits for one of them: to be answered, to be read."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Mention, Question
from iapb.access.navigation import Entry
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Rows, Waiting
from iapb.accounts.models import Person

ENTRIES = (
    Entry(_("Questions"), "questions", Right.ANSWER, 19),
    Entry(_("Questions to partners"), "asked_questions", Right.TAG, 34),
)


def of_talk(person: Person) -> Iterator[Rows]:
    rights = rights_of(person)
    if Right.TAG in rights:
        # Of somebody who has left, whoever sees the question reads the answer.
        mine = Q(asker=person) | Q(asker__is_active=False)
        answered = Question.objects.visible_to(person).filter(mine, state=Question.State.ANSWERED)
        columns = ("pk", "item__reference", "item__pk", "body__name")
        yield Rows(answered.order_by("touched_at", "pk"), columns, _answered)
        called = Mention.objects.visible_to(person).filter(person=person, read_at=None, note__retracted_at=None)
        columns = ("pk", "note__item__reference", "note__item__pk", "note__author__name", "note__pk")
        yield Rows(called.order_by("note__created_at", "pk"), columns, _called)
    elif Right.ANSWER in rights and person.body_id:
        asked = Question.objects.visible_to(person).filter(state=Question.State.ASKED)
        yield Rows(asked.order_by("touched_at", "pk"), ("pk", "item__reference"), _asked)


def _answered(pk: UUID, reference: str, item: str, body: str) -> Waiting:
    detail = _("%(body)s has answered: read it, then close the question or ask on") % {"body": body}
    return Waiting(_("Answers of partners"), reference, detail, f"{reverse('talk', args=[item])}#question-{pk}")


def _called(pk: UUID, reference: str, item: str, author: str, note: str) -> Waiting:
    detail = _("%(name)s has written to you") % {"name": author}
    return Waiting(_("You were called"), reference, detail, f"{reverse('talk', args=[item])}#note-{note}")


def _asked(pk: UUID, reference: str) -> Waiting:
    detail = _("the analysis team asks about a passage: read it and answer")
    return Waiting(_("Questions about your material"), reference, detail, reverse("question", args=[pk]))
