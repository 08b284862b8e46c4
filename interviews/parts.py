"""The parts of a record: which are told, which were left out on purpose and why, which are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from iapb.access.door import ProtectedQuerySet
from interviews.models import (
    Interview,
    JointWitness,
    Presence,
    ReadBack,
    RiskAssessment,
    Showing,
    Signature,
    SkipMark,
    Thing,
)

Section, Reason = SkipMark.Section, SkipMark.Reason
# What standards.md 2 asks for before the lock; leaving it out is written down and waives nothing.
REQUIRED = frozenset({Section.PRIOR_ACCOUNTS, Section.HEARD, Section.RISK, Section.TIMES})
_ABOUT = "of interviews found visible"


@dataclass(frozen=True)
class Mark:
    reason: str
    note: str
    by: str
    at: datetime

    @property
    def why(self) -> Any:
        return Reason(self.reason).label


@dataclass(frozen=True)
class Part:
    section: str
    label: Any
    answered: bool
    mark: Mark | None
    url: str

    @property
    def is_required(self) -> bool:
        return self.section in REQUIRED

    @property
    def is_open(self) -> bool:
        return not self.answered and (self.mark is None or self.mark.reason in SkipMark.OPEN)


def parts_of(interview: Any) -> list[Part]:
    """`interview` as found through `with_parts`, with `newest_marks` as its `marks`."""
    newest = {
        one["section"]: Mark(one["reason"], one["note"], one["by"], datetime.fromisoformat(one["at"]))
        for one in interview.marks
    }
    return [
        Part(section, section.label, getattr(interview, told(section)), newest.get(section), url_of(section, interview))
        for section in Section
    ]


def url_of(section: str, interview: Interview) -> str:
    if section == Section.RISK:
        return reverse("risk", args=[interview.subject])
    pages = {Section.THINGS: "new_thing", Section.PICTURES: "pictures_shown", Section.READ_BACK: "read_back"}
    return reverse(pages.get(Section(section), "change_interview"), args=[interview.pk])


def told(section: str) -> str:
    return f"told_{section}"


def with_parts(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Of each interview whether a part is told, in the same statement."""
    answers = {told(section): _true(answered()) for section, answered in _ANSWERED.items()}
    return interviews.annotate(**answers)


def with_something_open(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Those of which a part is neither told nor left out for good; `left_out` names the parts that were."""
    closed = _newest().exclude(reason__in=SkipMark.OPEN)
    found = with_parts(interviews).annotate(left_out=ArraySubquery(closed.values("section")))
    is_open = Q(pk__in=[])
    for section in Section:
        is_open |= Q(**{told(section): False}) & ~Q(left_out__contains=[section.value])
    return found.filter(is_open)


def newest_marks() -> ArraySubquery:
    """Of an interview in a query: the word that counts about each part that was left out."""
    told = JSONObject(section="section", reason="reason", note="note", by="by__name", at="at")
    return ArraySubquery(_newest().values(told=told))


def _newest() -> ProtectedQuerySet:
    newer = SkipMark.objects.unscoped(_ABOUT).filter(
        interview=OuterRef("interview"), section=OuterRef("section"), at__gt=OuterRef("at")
    )
    return _rows(SkipMark).filter(~Exists(newer))


def open_of(interview: Interview) -> list[Any]:
    """Labels of the open parts of an interview found through `with_something_open`."""
    return [
        section.label
        for section in Section
        if not getattr(interview, told(section)) and section.value not in interview.left_out  # type: ignore[attr-defined]
    ]


def _true(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _rows(model: Any, **of: Any) -> ProtectedQuerySet:
    rows: ProtectedQuerySet = model.objects.unscoped(_ABOUT).filter(**(of or {"interview": OuterRef("pk")}))
    return rows


def _everybody_beside(told: Q) -> Q:
    """Of the others who were heard none is left for whom it does not hold."""
    return ~Q(Exists(_rows(JointWitness).exclude(told)))


def _known(name: str) -> Q:
    return Q(**{f"{name}__isnull": False}) | Q(unknown__contains=[name])


def _prior_accounts() -> Q:
    asked = ~Q(prior_accounts=Interview.PriorAccounts.NOT_ASKED)
    return asked & _everybody_beside(asked)


def _heard() -> Q:
    assessed = ~Q(vulnerability=Interview.Vulnerability.NOT_ASSESSED)
    beside = assessed & (Q(age_at_interview__isnull=False) | Q(age_unknown=True))
    return assessed & _known("age_at_interview") & _everybody_beside(beside)


def _risk() -> Q:
    assessed = Q(Exists(_rows(RiskAssessment, witness=OuterRef("subject"))))
    return assessed & _everybody_beside(Q(Exists(_rows(RiskAssessment, witness=OuterRef("witness")))))


def _times() -> Q:
    return _known("started_at") & _known("minutes") & _known("breaks")


def _present() -> Q:
    led = Q(interviewers__len__gt=0) | Q(unknown__contains=["interviewers"])
    return led & (Q(Exists(_rows(Presence))) | Q(others_present__len__gt=0))


def _read_back() -> Q:
    answered = Exists(_rows(Signature, read_back=OuterRef("pk")))
    first = ReadBack.objects.unscoped(_ABOUT).filter(answered, interview=OuterRef("pk"), witness=OuterRef("subject"))
    beside = ReadBack.objects.unscoped(_ABOUT).filter(
        answered, interview=OuterRef("interview"), witness=OuterRef("witness")
    )
    return Q(Exists(first)) & _everybody_beside(Q(Exists(beside)))


_ANSWERED: dict[Section, Callable[[], Q]] = {
    Section.PRIOR_ACCOUNTS: _prior_accounts,
    Section.HEARD: _heard,
    Section.RISK: _risk,
    Section.TIMES: _times,
    Section.PRESENT: _present,
    Section.WELFARE: lambda: ~Q(welfare_note=""),
    Section.COSTS: lambda: ~Q(expenses=""),
    Section.THINGS: lambda: Q(Exists(_rows(Thing))),
    Section.PICTURES: lambda: Q(Exists(_rows(Showing))),
    Section.READ_BACK: _read_back,
}
