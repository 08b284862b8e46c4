"""The log of rule changes: what was not clear, what is proposed, what holds from now on."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Code, Comparison, RuleQuestion
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

State = RuleQuestion.State
LONGEST = 2000


@transaction.atomic
def ask_about_rule(
    *,
    comparison: Comparison,
    code: Code,
    unclear: str,
    proposal: str,
    by: Person,
    client_key: UUID | None = None,
) -> RuleQuestion:
    """Out of a comparison, by who settles it."""
    require(by, Right.SETTLE)
    mine = RuleQuestion.objects.visible_to(by).filter(raised_by=by, client_key=client_key)
    if client_key and (known := mine.first()):
        return known
    question = RuleQuestion(
        code=code,
        comparison=comparison,
        unclear=_words(unclear, "unclear"),
        proposal=_words(proposal, "proposal"),
        raised_by=by,
        client_key=client_key or uuid4(),
        item_id=comparison.item_id,
        collection_id=comparison.collection_id,
        closed=comparison.closed,
        restricted=comparison.restricted or code.restricted,
    )
    question.save(force_insert=True)
    record("rule.questioned", actor=by.pk, object=question.pk, detail={"code": code.code})
    return question


@transaction.atomic
def decide_rule(*, question: RuleQuestion, decision: str, rule: str, by: Person) -> RuleQuestion:
    """By another than who asked. The rule is read by all who code: it says nothing of a case."""
    require(by, Right.SETTLE)
    question = RuleQuestion.objects.visible_to(by).select_for_update(of=("self",)).get(pk=question.pk)
    if question.raised_by_id == by.pk:
        raise Refused(_("Somebody else decides what you have proposed."))
    if decision not in (State.ADOPTED, State.DECLINED):
        raise Invalid(_("Say whether it is adopted."), field="decision")
    rule = _words(rule, "rule")
    if question.state != State.OPEN:
        if (question.state, question.rule) == (decision, rule):
            return question
        raise Invalid(_("This was decided already."))
    question.state, question.rule = decision, rule
    question.decided_by, question.decided_at = by, timezone.now()
    question.save(update_fields=["state", "rule", "decided_by", "decided_at"])
    record("rule.decided", actor=by.pk, object=question.pk, detail={"state": str(decision)})
    return question


def _words(words: str, field: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid(_("Write a sentence, without words of a testimony."), field=field)
    if len(words) > LONGEST:
        raise Invalid(_("Say it in fewer words."), field=field)
    return words
