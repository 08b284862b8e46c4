"""What the API of coding work takes and tells.

What a page keeps from a coder is not here either: who codes second is not told that they do, by whom or why, and coders
are "first" and "second" without names (docs/decisions/second-coding.md).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from evidence.coding.actions.quality_offers import Why
from evidence.coding.differences import FIRST, SECOND, Difference, Mark
from evidence.coding.models import Comparison, RuleQuestion, Settlement, Work
from evidence.coding.quality_figures import NUMBERS, Row
from evidence.coding.quality_shown import Shown
from iapb.access.rights import Actor, Right, rights_of

_WHY = {"max_length": 2000, "help_text": "without words of the testimony"}


class CoderOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CodingWorkOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    reference = serializers.CharField()
    text = serializers.UUIDField()
    passages = serializers.ListField(
        child=serializers.UUIDField(), help_text="segments that are to be coded; empty: the whole text"
    )
    state = serializers.ChoiceField(choices=Work.State.choices)
    mine = serializers.BooleanField()
    coder = serializers.CharField(allow_null=True)
    offered_to = serializers.CharField(allow_null=True, help_text="for its coder: who is asked to take it over")
    asks_me = serializers.BooleanField(help_text="its coder asks me to take it over")
    kind = serializers.ChoiceField(
        choices=Work.Kind.choices, allow_null=True, help_text="for who gives out work, and not of their own"
    )
    given_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="why it changed hands")


class GiveIn(serializers.Serializer[Any]):
    to = serializers.UUIDField(required=False, allow_null=True, help_text="nobody: whoever takes it")


class HandOverIn(serializers.Serializer[Any]):
    to = serializers.UUIDField()
    reason = serializers.CharField(**_WHY)


class OfferIn(serializers.Serializer[Any]):
    to = serializers.UUIDField(help_text="of the colleagues who may be asked")
    why = serializers.ChoiceField(
        choices=[one.value for one in Why], help_text="that it is too heavy is kept nowhere and told to nobody"
    )
    reason = serializers.CharField(required=False, allow_blank=True, default="", **_WHY)


class TakeBackIn(serializers.Serializer[Any]):
    reason = serializers.CharField(**_WHY)


class ComparisonOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    reference = serializers.CharField()
    text = serializers.UUIDField()
    language = serializers.CharField()
    basis = serializers.ChoiceField(choices=Comparison.Basis.choices)
    passages = serializers.IntegerField(help_text="how many were coded twice; 0: the whole text")
    state = serializers.ChoiceField(choices=Comparison.State.choices)
    made_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class MarkOut(serializers.Serializer[Any]):
    tag = serializers.UUIDField()
    code = serializers.CharField()
    label = serializers.CharField()
    start = serializers.IntegerField(help_text="Unicode code points from the start of the layer")
    end = serializers.IntegerField(help_text="exclusive")


class SettlementOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    comparison = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=Settlement.Decision.choices)
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    undone = serializers.BooleanField()


class DifferenceOut(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="what is sent to settle it")
    kind = serializers.ChoiceField(choices=["missing", "code", "bounds"])
    text = serializers.UUIDField()
    words = serializers.CharField(help_text="of all its marks together")
    first = MarkOut(many=True)
    second = MarkOut(many=True)
    settlement = SettlementOut(allow_null=True)


class DeskOut(ComparisonOut):
    agreed = serializers.IntegerField(help_text="places where both put the same code on the same words")
    open = serializers.IntegerField(help_text="differences that nobody has settled")
    differences = DifferenceOut(many=True)


class SettleIn(serializers.Serializer[Any]):
    difference = serializers.RegexField(r"^[0-9a-f]{32}$")
    decision = serializers.ChoiceField(choices=["first", "second", "both", "other", "none"])
    reason = serializers.CharField(max_length=2000)
    code = serializers.CharField(max_length=40, required=False, help_text="id of a code, with “other”")
    exact = serializers.CharField(
        max_length=20_000, required=False, trim_whitespace=False, help_text="the words, with “other”"
    )
    client_key = serializers.UUIDField(required=False, help_text="the same decision sent twice is one")


class RuleIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40, help_text="id of a code, e.g. PHY.BEAT")
    unclear = serializers.CharField(**_WHY)
    proposal = serializers.CharField(**_WHY)
    client_key = serializers.UUIDField(required=False, help_text="the same question sent twice is one")


class RuleOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    state = serializers.ChoiceField(choices=RuleQuestion.State.choices)
    unclear = serializers.CharField(help_text="empty for who does not see the case")
    proposal = serializers.CharField(help_text="empty for who does not see the case")
    rule = serializers.CharField()
    raised_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class RuleDecisionIn(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["adopted", "declined"])
    rule = serializers.CharField(max_length=2000, help_text="everybody who codes reads it")


class MeasureOut(serializers.Serializer[Any]):
    value = serializers.FloatField(allow_null=True, help_text="null where it is not defined, or passages are too few")
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True, help_text="95 % of 2,000 draws")


class AgreementRowOut(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="coder pairs are numbered")
    texts = serializers.IntegerField()
    passages = serializers.IntegerField()
    both = serializers.IntegerField()
    first = serializers.IntegerField()
    second = serializers.IntegerField()
    observed = MeasureOut()
    positive = MeasureOut()
    kappa = MeasureOut()
    alpha = MeasureOut()
    alpha_u = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)
    f1_overlapping = serializers.FloatField(allow_null=True, help_text="spans with IoU of 0.5 and more")


class AgreementOut(serializers.Serializer[Any]):
    comparisons = serializers.IntegerField()
    rows = AgreementRowOut(many=True)


def work_data(work: Work, actor: Actor) -> dict[str, Any]:
    mine = work.coder_id == actor.pk
    told = Right.SETTLE in rights_of(actor) and not mine
    return {
        "id": work.pk,
        "item": work.item_id,
        "reference": work.item.reference,
        "text": work.text_id,
        "passages": work.passages,
        "state": work.state,
        "mine": mine,
        "coder": work.coder.name if work.coder else None,
        "offered_to": work.offered_to.name if mine and work.offered_to else None,
        "asks_me": work.offered_to_id == actor.pk,
        "kind": work.kind if told else None,
        "given_at": work.given_at,
        "ended_at": work.ended_at,
        "reason": work.reason,
    }


def comparison_data(one: Comparison) -> dict[str, Any]:
    return {
        "id": one.pk,
        "item": one.item_id,
        "reference": one.item.reference,
        "text": one.text_id,
        "language": one.text.language,
        "basis": one.basis,
        "passages": len(one.second.passages),
        "state": one.state,
        "made_at": one.made_at,
        "settled_at": one.settled_at,
    }


def difference_data(shown: Shown) -> dict[str, Any]:
    one: Difference = shown.difference
    labels = {mark.tag: label for side in shown.sides for mark, label in side.marks}
    return {
        "key": one.key,
        "kind": one.kind,
        "text": one.marks[0].text,
        "words": shown.words,
        "first": [_mark(mark, labels) for mark in one.of(FIRST)],
        "second": [_mark(mark, labels) for mark in one.of(SECOND)],
        "settlement": settlement_data(shown.settlement) if shown.settlement else None,
    }


def _mark(mark: Mark, labels: dict[UUID, str]) -> dict[str, Any]:
    return {"tag": mark.tag, "code": mark.code, "label": labels[mark.tag], "start": mark.start, "end": mark.end}


def settlement_data(one: Settlement) -> dict[str, Any]:
    return {
        "id": one.pk,
        "comparison": one.comparison_id,
        "decision": one.decision,
        "reason": one.reason,
        "by": one.by.name,
        "at": one.at,
        "undone": one.undone_at is not None,
    }


def rule_data(one: RuleQuestion, *, seen: bool) -> dict[str, Any]:
    return {
        "id": one.pk,
        "code": one.code.code,
        "state": one.state,
        "unclear": one.unclear if seen else "",
        "proposal": one.proposal if seen else "",
        "rule": one.rule,
        "raised_at": one.raised_at,
        "decided_at": one.decided_at,
    }


def measured_data(row: Row) -> dict[str, Any]:
    counted = row.found.counted
    return {
        "name": str(row.name),
        "texts": row.found.texts,
        "passages": counted.units,
        "both": counted.both,
        "first": counted.first,
        "second": counted.second,
        **{name: {"value": row.value(name), "interval": row.interval(name)} for name in NUMBERS},
        "alpha_u": row.unitised,
        "f1": row.exact,
        "f1_overlapping": row.overlapping,
    }
