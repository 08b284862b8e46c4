"""A text that two people have coded and a third settles, and one that the analyst still holds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from evidence.coding.models import Comparison, RuleQuestion, Settlement, Work
from evidence.models import Item, Text
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.cast import make_person
from tests.coding.cases import code


def reviewer(name: str) -> Person:
    """The same for every text: who administers accounts sees all people, whatever is planted later."""
    return Person.objects.filter(name=name).first() or make_person(name, "reviewer")


def compared(word: str, item: Item, original: Text, author: Person, partner: Person) -> tuple[Any, Any, Any, Any]:
    one, other, third = (reviewer(f"{name} of a text") for name in ("First", "Second", "Third"))
    of_item = {"item": item, "collection_id": item.collection_id, "closed": item.closed}

    def work(coder: Person, **more: Any) -> Work:
        made = Work(**of_item, text=original, coder=coder, holders=[coder.pk], given_by=third, **more)
        made.save(force_insert=True)
        return made

    with actor_transaction(partner):
        first = work(one, kind="first", state="handed_in", ended_at=timezone.now())
        second = work(other, kind="second", state="handed_in", ended_at=timezone.now(), first=first)
        held = work(author, kind="second", state="open", first=first, reason=f"Reason-{word}")
        comparison = Comparison(**of_item, text=original, first=first, second=second, basis="drawn", state="to_settle")
        comparison.save(force_insert=True)
        settlement = Settlement(**of_item, comparison=comparison, decision="none", reason=f"Reason-{word}", by=third)
        settlement.save(force_insert=True)
        question = RuleQuestion(
            **of_item, comparison=comparison, code=code("PHY.BEAT"), unclear=f"Unclear-{word}",
            proposal=f"Unclear-{word}", raised_by=third,
        )  # fmt: skip
        question.save(force_insert=True)
    return held, comparison, settlement, question
