"""The buttons of questions to the partner, and of notes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from evidence.coding import actions
from evidence.coding.models import Mention, Question, QuestionMessage
from tests.clicks.buttons import Click, button
from tests.clicks.stage import Stage, acts


def _sent(words: str, **more: Any) -> dict[str, Any]:
    return {"words": words, "client_key": str(uuid4()), **more}


def _question(stage: Stage, *answers: str) -> Question:
    case = stage.case
    question = actions.ask_partner(
        text=case.original, start=0, end=3, words="Who is meant?", by=case.acts_as(case.analyst)
    )
    for words in answers:
        actions.answer_question(question=question, words=words, by=case.acts_as(case.partner))
    return question


def _message(stage: Stage, question: Question, side: str) -> QuestionMessage:
    found = QuestionMessage.objects.visible_to(acts(stage.case.partner)).filter(question=question, side=side)
    return found.get()


@button("ask_partner")
def ask_partner(stage: Stage) -> Click:
    case = stage.case
    sent = _sent("Who is meant?", text=str(case.original.pk), start="0", end="3")
    return Click(case.analyst, {"pk": case.item.pk}, sent)


@button("comment")
def comment(stage: Stage) -> Click:
    case = stage.case
    sent = _sent("@Reva, see here.", about="passage", text=str(case.original.pk), start="0", end="3")
    return Click(case.analyst, {"pk": case.item.pk}, sent)


@button("ask_on")
def ask_on(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": _question(stage, "The guard.").pk}, _sent("Which one?"))


@button("settle_question")
def settle_question(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": _question(stage, "The guard.").pk})


@button("strike_message")
def strike_message(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": _message(stage, _question(stage), "team").pk})


@button("take_back_note")
def take_back_note(stage: Stage) -> Click:
    case = stage.case
    note = actions.note_on_item(item=case.item, words="Wrong.", by=case.acts_as(case.analyst))
    return Click(case.analyst, {"pk": note.pk})


@button("read_mention")
def read_mention(stage: Stage) -> Click:
    case = stage.case
    actions.note_on_item(item=case.item, words="@Reva, see here.", by=case.acts_as(case.analyst))
    return Click(case.colleague, {"pk": Mention.objects.visible_to(acts(case.colleague)).get().pk})


@button("keep_talk_draft")
def keep_talk_draft(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"form": "comment", "about": stage.case.item.pk}, {"words": "Compare"})


@button("question")
def question(stage: Stage) -> Click:
    return Click(stage.case.partner, {"pk": _question(stage).pk}, _sent("The guard."))


@button("strike_answer")
def strike_answer(stage: Stage) -> Click:
    return Click(stage.case.partner, {"pk": _message(stage, _question(stage, "The guard."), "body").pk})


@button("keep_answer_draft")
def keep_answer_draft(stage: Stage) -> Click:
    return Click(stage.case.partner, {"form": "answer", "about": _question(stage).pk}, {"words": "The"})
