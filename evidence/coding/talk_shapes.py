"""What the API of questions to partners takes and tells.

The body's side is what its page shows and no more: the passage, the turns, and "the analysis team" for whoever asks
(docs/decisions/talk.md). It has shapes of its own, so that nothing added for those who code can reach it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from evidence.coding.models import LONGEST_MESSAGE, Question, QuestionMessage
from evidence.coding.talk_shown import Line, Passage, now_words
from iapb.access.rights import Actor

_KEY = {"required": False, "help_text": "the same words sent twice are said once"}
_FROM = {"help_text": "Unicode code points from the start of the layer"}


class SaidIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=LONGEST_MESSAGE)
    client_key = serializers.UUIDField(**_KEY)


class AskIn(SaidIn):
    text = serializers.UUIDField()
    start = serializers.IntegerField(min_value=0, **_FROM)
    end = serializers.IntegerField(min_value=1, help_text="exclusive")
    exact = serializers.CharField(required=False, trim_whitespace=False, help_text="refused if other words stand there")


# ----- for those who code


class TurnOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=QuestionMessage.Side.choices)
    words = serializers.CharField(help_text="empty when it was struck out")
    author = serializers.CharField()
    mine = serializers.BooleanField()
    said_at = serializers.DateTimeField()
    struck = serializers.BooleanField()


class PlaceOut(serializers.Serializer[Any]):
    text = serializers.UUIDField()
    start = serializers.IntegerField(**_FROM)
    end = serializers.IntegerField(help_text="exclusive")
    exact = serializers.CharField()


class DoubtOut(serializers.Serializer[Any]):
    text = serializers.UUIDField(help_text="the newer layer")
    why = serializers.CharField()


class AskedOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    reference = serializers.CharField()
    body = serializers.CharField()
    asker = serializers.CharField()
    state = serializers.ChoiceField(choices=Question.State.choices)
    asked_at = serializers.DateTimeField()
    touched_at = serializers.DateTimeField(help_text="when something was last said")
    ended_by = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    asked_about = PlaceOut()
    now = PlaceOut(allow_null=True, help_text="where the words stand in a newer layer, if they have moved there")
    doubt = DoubtOut(allow_null=True, help_text="of a newer layer in which their place is not sure: it has not moved")
    turns = TurnOut(many=True)


def asked_data(question: Question, actor: Actor) -> dict[str, Any]:
    """Of a question with its turns and the words as they now read (`questions_with_turns`)."""
    now = {"text": question.now_text_id, "start": question.now_start, "end": question.now_end}
    return {
        "id": question.pk,
        "item": question.item_id,
        "reference": question.item.reference,
        "body": str(question.body),
        "asker": question.asker.name,
        "state": question.state,
        "asked_at": question.asked_at,
        "touched_at": question.touched_at,
        "ended_by": question.ended_by.name if question.ended_by else None,
        "ended_at": question.ended_at,
        "asked_about": {
            "text": question.text_id, "start": question.start, "end": question.end, "exact": question.exact,
        },
        "now": {**now, "exact": now_words(question)} if question.has_moved else None,
        "doubt": {"text": question.doubt_text_id, "why": question.why} if question.doubt_text_id else None,
        "turns": [_turn_data(turn, actor) for turn in question.turns],  # type: ignore[attr-defined]
    }  # fmt: skip


def _turn_data(turn: QuestionMessage, actor: Actor) -> dict[str, Any]:
    return {
        "id": turn.pk,
        "side": turn.side,
        "words": "" if turn.struck_at else turn.words,
        "author": turn.author.name,
        "mine": turn.author_id == actor.pk,
        "said_at": turn.said_at,
        "struck": turn.struck_at is not None,
    }


# ----- for the body that is asked


class QuestionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=Question.State.choices)
    asked_at = serializers.DateTimeField()
    touched_at = serializers.DateTimeField(help_text="when something was last said")


class PieceOut(serializers.Serializer[Any]):
    words = serializers.CharField(trim_whitespace=False)
    asked = serializers.BooleanField(help_text="of the words that are asked about")


class ReadLineOut(serializers.Serializer[Any]):
    speaker = serializers.CharField()
    language = serializers.CharField()
    start_ms = serializers.IntegerField(allow_null=True)
    pieces = PieceOut(many=True)


class ReadPassageOut(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="transcript, translation …")
    language = serializers.CharField()
    lines = ReadLineOut(many=True)


class SaidOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=QuestionMessage.Side.choices)
    words = serializers.CharField(help_text="empty when it was struck out")
    author = serializers.CharField(allow_null=True, help_text="of the body's own people; never who asks")
    mine = serializers.BooleanField()
    said_at = serializers.DateTimeField()
    struck = serializers.BooleanField()


class QuestionPageOut(QuestionOut):
    passage = ReadPassageOut(help_text="as it was asked about")
    now = ReadPassageOut(allow_null=True, help_text="as it reads in a newer text, if it has moved there")
    doubt = serializers.BooleanField(help_text="there is a newer text, and where these words stand in it is not sure")
    turns = SaidOut(many=True)


def question_data(question: Question) -> dict[str, Any]:
    return {
        "id": question.pk,
        "item": question.item_id,
        "reference": question.item.reference,
        "state": question.state,
        "asked_at": question.asked_at,
        "touched_at": question.touched_at,
    }


def question_page_data(
    question: Question, asked: Passage, now: Passage | None, turns: Iterable[QuestionMessage], actor: Actor
) -> dict[str, Any]:
    return {
        **question_data(question),
        "passage": _passage_data(asked),
        "now": _passage_data(now) if now else None,
        "doubt": question.doubt_text_id is not None,
        "turns": [_said_data(turn, actor) for turn in turns],
    }


def _passage_data(passage: Passage) -> dict[str, Any]:
    return {
        "kind": passage.text.kind,
        "language": passage.text.language,
        "lines": [_line_data(line) for line in passage.lines],
    }


def _line_data(line: Line) -> dict[str, Any]:
    segment = line.segment
    pieces = [{"words": piece.words, "asked": piece.asked} for piece in line.pieces]
    return {
        "speaker": segment.speaker, "language": segment.language, "start_ms": segment.start_ms, "pieces": pieces,
    }  # fmt: skip


def _said_data(turn: QuestionMessage, actor: Actor) -> dict[str, Any]:
    of_body = turn.side == QuestionMessage.Side.BODY
    return {
        "id": turn.pk,
        "side": turn.side,
        "words": "" if turn.struck_at else turn.words,
        "author": turn.author.name if of_body else None,
        "mine": of_body and turn.author_id == actor.pk,
        "said_at": turn.said_at,
        "struck": turn.struck_at is not None,
    }
