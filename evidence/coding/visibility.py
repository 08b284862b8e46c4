"""Who sees a tag or a fact: whoever sees its item, and for restricted codes only who is named on it.

While a text is coded by a second person, what either puts on it does not exist for the other
(docs/decisions/second-coding.md). Which texts those are is told by functions of the database, since
neither may read the other's row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, UUIDField, Value

from evidence.visibility import item_visible
from iapb.access.rights import Right
from iapb.access.scope import Scope


def coded(item: str = "item", restricted: str = "restricted", author: str | None = "author") -> Callable[[Scope], Q]:
    """For a model that reaches its item over `item` and says in `restricted` whether a code is need-to-know.

    `author` names the column of who stated it; None where nobody did, as with what a machine proposes.
    """

    def visible(scope: Scope) -> Q:
        open_or_named = Q(**{restricted: False}) | Q(**{f"{item}__within": scope.named_items})
        return item_visible(scope, f"{item}__") & open_or_named & _not_kept_apart(scope, item, author)

    return visible


def work_visible(scope: Scope) -> Q:
    """One's own work, and what one is asked to take over; what waits for somebody; for who gives out work,
    everybody's. Never that of the other coder."""
    others = Q(coder=None) if Right.TAG in scope.rights else Q(pk__in=[])
    if Right.SETTLE in scope.rights:
        others = Q()
    elsewhere = Q(NotIn("coding_texts_coded_twice", scope.actor, F("item")))
    named = Q(restricted=False) | Q(item__within=scope.named_items)
    return item_visible(scope, "item__") & (
        Q(coder=scope.actor) | (Q(offered_to=scope.actor) & elsewhere & named) | (others & elsewhere & named)
    )


def comparison_visible(scope: Scope) -> Q:
    """For who settles differences, and not for a coder of the text before that is done."""
    if Right.SETTLE not in scope.rights:
        return Q(pk__in=[])
    named = Q(restricted=False) | Q(item__within=scope.named_items)
    return (
        item_visible(scope, "item__")
        & named
        & Q(NotIn("coding_texts_coded_twice", scope.actor, F("item")))
        & (Q(state="settled") | ~Q(_OfCoders("coding_is_coder", scope.actor, F("pk"))))
    )


def settlement_visible(scope: Scope) -> Q:
    """As the comparison it belongs to; that of a settled one, for whoever sees what was coded."""
    seen = Q(restricted=False) | Q(item__within=scope.named_items)
    return item_visible(scope, "item__") & seen & Q(NotIn("coding_texts_coded_twice", scope.actor, F("item")))


def rule_visible(scope: Scope) -> Q:
    """While it is open, with its case; what was decided, for all who code: the page tells them the rule alone."""
    if Right.TAG not in scope.rights:
        return Q(pk__in=[])
    # Not over a join: of a case one does not see there is no item to be joined.
    items = apps.get_model("evidence", "Item").objects.unscoped("those the condition lets through")
    apart = NotIn("coding_texts_coded_twice", scope.actor, F("pk"))
    # Looked up for each: for a handful of questions every item that is seen was read.
    seen = items.filter(item_visible(scope), apart, pk=OuterRef("item"))
    named = Q(restricted=False) | Q(item__within=scope.named_items)
    return ~Q(state="open") | (Q(Exists(seen)) & named)


def of_both(scope: Scope) -> Q:
    """What is said of two items exists for whoever sees both, each with what is need-to-know on it."""
    one = coded("item", "restricted", "by")(scope)
    return one & coded("other_item", "other_restricted", "by")(scope)


def note_visible(scope: Scope) -> Q:
    """For who codes and sees what it stands on; while a text is coded twice, kept apart as tags are."""
    return coded()(scope) if Right.TAG in scope.rights else Q(pk__in=[])


def mention_visible(scope: Scope) -> Q:
    if Right.TAG not in scope.rights:
        return Q(pk__in=[])
    return coded("note__item", "note__restricted", "note__author")(scope)


def question_visible(scope: Scope) -> Q:
    return _question_visible(scope, "")


def message_visible(scope: Scope) -> Q:
    return _question_visible(scope, "question__")


def _question_visible(scope: Scope, prefix: str) -> Q:
    """For who codes, and for the body that is asked as long as the question stands. Nothing of what was withdrawn.

    It tells where a coder looks, so coders of one text are kept apart by it; the body is told at once.
    """
    standing = item_visible(scope, f"{prefix}item__") & Q(**{f"{prefix}item__withdrawn_at": None})
    if Right.TAG in scope.rights:
        return standing & _not_kept_apart(scope, f"{prefix}item", f"{prefix}asker")
    if Right.ANSWER in scope.rights:
        return standing & Q(**{f"{prefix}body__people": scope.actor}) & ~Q(**{f"{prefix}state": "taken_back"})
    return Q(pk__in=[])


def draft_visible(scope: Scope) -> Q:
    return item_visible(scope, "item__") & Q(by=scope.actor)


def given_to_nobody(scope: Scope) -> Q:
    """Items that no one was given to code."""
    return Q(NotIn("coding_items_given", scope.actor, F("pk")))


def _not_kept_apart(scope: Scope, item: str, author: str | None) -> Q:
    apart = NotIn("coding_texts_coded_blind", scope.actor, F(item))
    if author is None:
        return Q(apart)
    draft = NotIn("coding_blind_work", scope.actor, F(item), F(author))
    return Q(**{author: scope.actor}) | (Q(apart) & Q(draft))


class NotIn(Func):
    """Whether the columns are in none of the rows that a function of the database answers for this actor."""

    template = "((%(columns)s) NOT IN (SELECT * FROM %(function)s(%(actor)s)))"
    output_field = BooleanField()

    def __init__(self, function: str, actor: UUID | None, *columns: Any) -> None:
        super().__init__(*columns, Value(actor, UUIDField()), function=function)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        parts = [compiler.compile(one) for one in self.source_expressions]
        columns = ", ".join(sql for sql, _ in parts[:-1])
        actor, params = parts[-1][0], [one for _, found in parts for one in found]
        name = self.extra["function"]
        return self.template % {"columns": columns, "function": name, "actor": f"{actor}::uuid"}, params


class _OfCoders(Func):
    """Whether the actor is one of the two whose codings are compared."""

    output_field = BooleanField()

    def __init__(self, function: str, actor: UUID | None, comparison: Any) -> None:
        super().__init__(comparison, Value(actor, UUIDField()), function=function)
