"""Questions to the partner body about a passage: asked, answered, asked on, closed. docs/decisions/talk.md"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.tags import follow_if_overtaken, hold, near
from evidence.coding.models import LONGEST_MESSAGE, Question, QuestionMessage
from evidence.coding.spans import span_of
from evidence.models import Item, Text
from evidence.seeing import people_who_see
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.actions.mail import something_waits
from iapb.accounts.models import Person
from iapb.ledger import record

State, Side = Question.State, QuestionMessage.Side


@transaction.atomic
def ask_partner(
    *, text: Text, start: int, end: int, words: str, by: Person, exact: str | None = None,
    client_key: UUID | None = None,
) -> Question:  # fmt: skip
    """About the words from `start` to `end` (code points, exclusive) of a layer, which comes with its item.

    Sent again with its `client_key` it is the same question.
    """
    require(by, Right.TAG)
    sent = Question.objects.visible_to(by).filter(asker=by, client_key=client_key)
    if client_key and (known := sent.first()):
        return known
    words = _checked(words)
    others = hold(text)
    span = span_of(near(text, start, end), start, end, exact)
    item = text.item
    question = Question(
        item=item, body_id=_body_of(item), text=text, text_sha256=text.sha256, segment=span.segment, start=span.start,
        end=span.end, exact=span.exact, prefix=span.prefix, suffix=span.suffix, asker=by,
        client_key=client_key or uuid4(), closed=item.closed, collection_id=item.collection_id,
    )  # fmt: skip
    question.save(force_insert=True)
    _say(question, Side.TEAM, words, by, question.client_key)
    record("question.asked", actor=by.pk, object=question.pk, detail={"item": str(item.pk), "text": str(text.pk)})
    _tell_the_body(question)
    if others:
        follow_if_overtaken(text, by)
    return question


@transaction.atomic
def answer_question(*, question: Question, words: str, by: Person, client_key: UUID | None = None) -> Question:
    """By the body that was asked; more may be added until the question is asked on or closed."""
    require(by, Right.ANSWER)
    question = _held(question, by)
    told = _go_on(question, Side.BODY, State.ANSWERED, words, by, client_key)
    if told and Item.objects.visible_to(question.asker).filter(pk=question.item_id).exists():
        something_waits(question.asker)
    return question


@transaction.atomic
def ask_on(*, question: Question, words: str, by: Person, client_key: UUID | None = None) -> Question:
    """By whoever codes and sees the question: the one who asked first may be away."""
    require(by, Right.TAG)
    question = _held(question, by)
    if _go_on(question, Side.TEAM, State.ASKED, words, by, client_key):
        _tell_the_body(question)
    return question


@transaction.atomic
def settle_question(*, question: Question, by: Person) -> Question:
    """Nothing more is asked. Asked twice, it is done once."""
    require(by, Right.TAG)
    question = _held(question, by)
    if question.state != State.SETTLED:
        _move(question, State.SETTLED, by)
    return question


@transaction.atomic
def strike_message(*, message: QuestionMessage, by: Person) -> QuestionMessage:
    """By its author. The first words of a question that nobody has answered take the question back with them."""
    found = QuestionMessage.objects.visible_to(by).select_for_update(of=("self",))
    message = found.select_related("question").get(pk=message.pk)
    require(by, Right.TAG if message.side == Side.TEAM else Right.ANSWER)
    if message.author_id != by.pk:
        raise Refused(_("Only the person who wrote this strikes it out."))
    if message.struck_at:
        return message
    message.struck_at = timezone.now()
    message.save(update_fields=["struck_at"])
    detail = {"question": str(message.question_id)}
    record("question.message_struck", actor=by.pk, object=message.pk, detail=detail)
    question = _held(message.question, by)
    others = QuestionMessage.objects.visible_to(by).filter(question=question, struck_at=None)
    if question.state == State.ASKED and not others.exists():
        _move(question, State.TAKEN_BACK, by)
    return message


def _go_on(question: Question, side: str, to: str, words: str, by: Person, client_key: UUID | None) -> bool:
    """Whether something was added: what was sent before is not said again."""
    if _said(question, by, client_key):
        return False
    words = _checked(words)
    _must_be_open(question)
    _follow(question, to, _say(question, side, words, by, client_key), by)
    return True


def _move(question: Question, to: str, by: Person, detail: dict[str, str] | None = None) -> None:
    """The row is locked. What ends a question says who did and when."""
    if to not in Question.TRANSITIONS[question.state]:
        raise Invalid(_NO_MORE % {"state": question.get_state_display()})
    question.state, fields = to, ["state"]
    if not question.is_open:
        question.ended_by, question.ended_at = by, timezone.now()
        fields += ["ended_by", "ended_at"]
    question.save(update_fields=fields)
    detail = {"item": str(question.item_id), **(detail or {})}
    record(Question.EVENTS[to], actor=by.pk, object=question.pk, detail=detail)


def _follow(question: Question, to: str, message: QuestionMessage, by: Person) -> None:
    """Whose turn it is now. What is added before the other side has spoken is told as well, and moves nothing."""
    detail = {"message": str(message.pk)}
    if question.state != to:
        _move(question, to, by, detail)
    else:
        told = {"item": str(question.item_id), **detail}
        record(Question.EVENTS[to], actor=by.pk, object=question.pk, detail=told)


_NO_MORE = _("This question is “%(state)s”: nothing more is said in it.")


def _must_be_open(question: Question) -> None:
    if not question.is_open:
        raise Invalid(_NO_MORE % {"state": question.get_state_display()})


def _held(question: Question, by: Person) -> Question:
    visible = Question.objects.visible_to(by).select_related("item", "asker")
    held: Question = visible.select_for_update(of=("self",)).get(pk=question.pk)
    return held


def _said(question: Question, by: Person, client_key: UUID | None) -> bool:
    sent = QuestionMessage.objects.visible_to(by).filter(question=question, author=by, client_key=client_key)
    return client_key is not None and sent.exists()


def _say(question: Question, side: str, words: str, by: Person, client_key: UUID | None) -> QuestionMessage:
    message = QuestionMessage(question=question, side=side, words=words, author=by, client_key=client_key or uuid4())
    message.save(force_insert=True)
    question.touched_at = message.said_at
    question.save(update_fields=["touched_at"])
    return message


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid(_("Write something."), field="words")
    if len(words) > LONGEST_MESSAGE:
        raise Invalid(_("Write at most %(number)s characters.") % {"number": LONGEST_MESSAGE}, field="words")
    return words


def _body_of(item: Item) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select coding_body_to_ask(%s)", [item.pk])
        [body] = cursor.fetchone()
    if body is None:
        raise Invalid(_("No partner body brought this, so there is nobody to ask."))
    return body


def _tell_the_body(question: Question) -> None:
    for person in people_who_see(question.item, Right.ANSWER).filter(body=question.body_id):
        something_waits(person)
