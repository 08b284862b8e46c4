"""What is said about accounts: questions to the body that brought them, answered and not, and notes of who code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from disclosures.corpus.coding import Coded
from disclosures.corpus.copying import copy_rows, new_id
from evidence.coding.models import Mention, Note, Question, QuestionMessage, Tag
from iapb.accounts.models import Person
from interviews.models import Interview

EACH = 5  # of so many accounts one is asked about
TURNS = 3
SAID = ("Who is meant by “they” here?", "The guards of the night shift.", "Which of the two buildings was it?")


class Talk:
    def __init__(self, analysts: Sequence[Person], random: Random, now: datetime) -> None:
        self._analysts, self._random, self._now = analysts, random, now

    def about(self, number: int, interview: Interview, coded: Coded, most: int) -> None:
        """`number` of the account. Of the first account as much as `most` says, and one question with as many turns."""
        much = most if number == 0 else 1
        if number % EACH:
            return
        asked = coded.tags[:much]
        questions = [self._question(interview, tag) for tag in asked]
        copy_rows(Question, questions)
        turns = [most if one is questions[0] and number == 0 else TURNS for one in questions]
        pairs = zip(questions, turns, strict=True)
        copy_rows(QuestionMessage, [said for one, length in pairs for said in self._messages(one, interview, length)])
        notes = [self._note(interview, tag) for tag in asked]
        copy_rows(Note, notes)
        copy_rows(Mention, (Mention(id=new_id(self._random), note=one, person=self._other(one)) for one in notes))

    def _question(self, interview: Interview, tag: Tag) -> Question:
        return Question(
            id=new_id(self._random), item_id=interview.pk, body_id=interview.created_by.body_id, text_id=tag.text_id,
            text_sha256=tag.text_sha256, segment_id=tag.segment_id, start=tag.start, end=tag.end, exact=tag.exact,
            prefix=tag.prefix, suffix=tag.suffix, asker=tag.author, client_key=new_id(self._random),
            asked_at=self._now, touched_at=self._now, collection_id=interview.collection_id,
        )  # fmt: skip

    def _messages(self, question: Question, interview: Interview, turns: int) -> Iterator[QuestionMessage]:
        """Turn by turn; the team has the last word, so that the question waits."""
        for turn in range(turns | 1):
            side = QuestionMessage.Side.BODY if turn % 2 else QuestionMessage.Side.TEAM
            yield QuestionMessage(
                id=new_id(self._random), question=question, side=side, words=SAID[turn % len(SAID)],
                author=interview.created_by if turn % 2 else question.asker, client_key=new_id(self._random),
                said_at=self._now - timedelta(minutes=turns - turn),
            )  # fmt: skip

    def _note(self, interview: Interview, tag: Tag) -> Note:
        return Note(
            id=new_id(self._random), item_id=interview.pk, tag=tag, words="Is this not the day before?",
            author=tag.author, client_key=new_id(self._random), created_at=self._now,
            collection_id=interview.collection_id,
        )  # fmt: skip

    def _other(self, note: Note) -> Person:
        return next(one for one in self._analysts if one.pk != note.author_id)
