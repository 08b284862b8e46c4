"""Questions follow their words to a newer layer as tags do; where that is not sure they stay. docs/decisions/talk.md"""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from evidence.coding.actions.carrying import Prepared, laid_beside
from evidence.coding.actions.tags import near
from evidence.coding.anchoring import Outcome
from evidence.coding.anchoring import Span as Place
from evidence.coding.following import Standing, questions_standing
from evidence.coding.spans import span_of
from evidence.coding.succession import succession_of
from evidence.models import Item, Text
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def follow_questions(*, item: Item, by: Person, prepared: Prepared | None = None) -> tuple[int, int]:
    """Every question on a layer that another one has taken over from. Gives how many moved, and how many stayed.

    Also those that were closed, and also while the text is coded twice: they tell no coder what another has coded.
    Safe to run again.
    """
    succession = succession_of(item, by, locked=True)
    standing = questions_standing(item.pk)
    moved = stayed = 0
    for old in succession.texts.values():
        new = succession.heir(old)
        mine = [one for one in standing if one.text == old.pk and one.doubt != (new and new.pk)]
        beside = laid_beside(succession, old, new, by, prepared) if mine and new else None
        for one in mine:
            if beside is None or new is None:
                _doubt_no_more(one)
            elif _follow(one, item, new, beside.outcome(Place(one.start, one.end)), by):
                moved += 1
            else:
                stayed += 1
    return moved, stayed


def _follow(one: Standing, item: Item, new: Text, outcome: Outcome, by: Person) -> bool:
    why, detail = outcome.why.value, {"item": str(item.pk), "from": str(one.text), "text": str(new.pk)}
    if outcome.moved is None:
        _set(one, new.pk, why)
        record("question.stayed", actor=by.pk, object=one.question, detail={**detail, "why": why})
        return False
    span = span_of(near(new, outcome.moved.start, outcome.moved.end), outcome.moved.start, outcome.moved.end)
    _set(one, new.pk, why, span.segment.pk, span.start, span.end)
    record("question.moved", actor=by.pk, object=one.question, detail={**detail, "why": why})
    return True


def _doubt_no_more(one: Standing) -> None:
    """The newer layer it was doubted in has taken over no more."""
    if one.doubt:
        _set(one, None, None)


def _set(
    one: Standing, text: UUID | None, why: str | None, segment: UUID | None = None, start: int | None = None,
    end: int | None = None,
) -> None:  # fmt: skip
    with connection.cursor() as cursor:
        values = [one.question, text, why, segment, start, end]
        cursor.execute("select coding_question_follows(%s, %s, %s, %s, %s, %s)", values)
