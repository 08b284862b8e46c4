"""The parts of a record: which are told, which were left out on purpose and why, which are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import JSONObject
from django.urls import reverse

from iapb.access.lookups import InWords
from interviews.models import Interview, SkipMark

Section, Reason = SkipMark.Section, SkipMark.Reason
# What standards.md 2 asks for before the lock; leaving it out is written down and waives nothing.
REQUIRED = frozenset({Section.PRIOR_ACCOUNTS, Section.HEARD, Section.RISK, Section.TIMES})


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
        Part(section, section.label, section not in interview.untold, newest.get(section), url_of(section, interview))
        for section in Section
    ]


def url_of(section: str, interview: Interview) -> str:
    if section == Section.RISK:
        return reverse("risk", args=[interview.subject])
    pages = {Section.THINGS: "new_thing", Section.PICTURES: "pictures_shown", Section.READ_BACK: "read_back"}
    return reverse(pages.get(Section(section), "change_interview"), args=[interview.pk])


def with_parts(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """`untold` names the parts of each interview that are not told, in the same statement."""
    return interviews.annotate(untold=_of_interview(_UNTOLD, _NAMES))


def with_something_open(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Those of which a part is neither told nor left out for good; `left_out` names the parts that were."""
    is_open = _of_interview(f"(not {_AT_A_GLANCE} <@ {_LEFT_OUT} or not {_UNTOLD} <@ {_LEFT_OUT})", BooleanField())
    return with_parts(interviews).annotate(left_out=InWords(_LEFT_OUT, output_field=_NAMES, pk="pk")).filter(is_open)


def newest_marks() -> ArraySubquery:
    """Of an interview in a query: the word that counts about each part that was left out."""
    told = JSONObject(section="section", reason="reason", note="note", by="by__name", at="at")
    marks = SkipMark.objects.unscoped("of interviews found visible")
    newer = marks.filter(interview=OuterRef("interview"), section=OuterRef("section"), at__gt=OuterRef("at"))
    return ArraySubquery(marks.filter(~Exists(newer), interview=OuterRef("pk")).values(told=told))


def open_of(interview: Interview) -> list[Any]:
    """Labels of the open parts of an interview found through `with_something_open`."""
    return [
        section.label
        for section in Section
        if section.value in interview.untold and section.value not in interview.left_out  # type: ignore[attr-defined]
    ]


def _of_interview(words: str, output_field: Any) -> InWords:
    return InWords(words, output_field=output_field, pk="pk", **{name: name for name in _COLUMNS})


def _known(name: str) -> str:
    return f"({{{name}}} is not null or '{name}' = any ({{unknown}}))"


def _some(table: str, condition: str = "one.interview_id = {pk}") -> str:
    return f"exists (select from interviews_{table} one where {condition})"


def _everybody_beside(told: str) -> str:
    """Of the others who were heard none is left for whom it does not hold."""
    return f"not exists (select from interviews_jointwitness other where other.interview_id = {{pk}} and not ({told}))"


def _signed(witness: str) -> str:
    signed = "exists (select from interviews_signature word where word.read_back_id = one.id)"
    return _some("readback", f"one.interview_id = {{pk}} and one.witness_id = {witness} and {signed}")


_COLUMNS = (
    "subject", "prior_accounts", "vulnerability", "age_at_interview", "unknown", "started_at", "minutes", "breaks",
    "interviewers", "others_present", "welfare_note", "expenses",
)  # fmt: skip
_NAMES = ArrayField(TextField())
_AGE_BESIDE = "(other.age_at_interview is not null or other.age_unknown)"
# When a part is told. Thirty subqueries: as querysets Django wrote them longer than the database looked.
_ANSWERED = {
    Section.PRIOR_ACCOUNTS: f"""{{prior_accounts}} <> 'not_asked'
        and {_everybody_beside("other.prior_accounts <> 'not_asked'")}""",
    Section.HEARD: f"""{{vulnerability}} <> 'not_assessed' and {_known("age_at_interview")}
        and {_everybody_beside(f"other.vulnerability <> 'not_assessed' and {_AGE_BESIDE}")}""",
    Section.RISK: f"""{_some("riskassessment", "one.witness_id = {subject}")}
        and {_everybody_beside(_some("riskassessment", "one.witness_id = other.witness_id"))}""",
    Section.TIMES: f"{_known('started_at')} and {_known('minutes')} and {_known('breaks')}",
    Section.PRESENT: f"""(cardinality({{interviewers}}) > 0 or 'interviewers' = any ({{unknown}}))
        and ({_some("presence")} or cardinality({{others_present}}) > 0)""",
    Section.WELFARE: "{welfare_note} <> ''",
    Section.COSTS: "{expenses} <> ''",
    Section.THINGS: _some("thing"),
    Section.PICTURES: _some("showing"),
    Section.READ_BACK: f"{_signed('{subject}')} and {_everybody_beside(_signed('other.witness_id'))}",
}


def _untold(answers: Mapping[Section, str]) -> str:
    named = ", ".join(f"case when {answer} then null else '{part}' end" for part, answer in answers.items())
    return f"array_remove(array[{named}], null)"


_UNTOLD = _untold(_ANSWERED)
# Most records have something open that a look at their own row tells.
_AT_A_GLANCE = _untold({part: answer for part, answer in _ANSWERED.items() if "select" not in answer})
_LEFT_OUT = """array(select mark.section::text from interviews_skipmark mark
    where mark.interview_id = {pk} and mark.reason <> 'later' and not exists (
        select from interviews_skipmark newer where newer.interview_id = mark.interview_id
            and newer.section = mark.section and newer.at > mark.at))"""
