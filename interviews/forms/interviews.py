from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from interviews.actions.interviews import EarlierAccount, Held, Present
from interviews.forms.fields import LANGUAGES, Clock, Day, Lines, SentOnce, Tri, Words, choice, text
from interviews.models import Interview, Presence, PriorAccount, WitnessDocument

EARLIER = 3
PRESENT = 4
_ENTERED = [
    ("completed", _("It was held")),
    ("stopped", _("It was begun and stopped by the witness")),
    ("proposed", _("It is planned")),
]
_CHANGEABLE = list(Held.__dataclass_fields__)
_PRESENT = ("role", "code", "all_the_time", "bound_on", "relation", "no_conflict")
_SUFFIXES = ("organisation", "when", "kind", "recorded", "copy_held")


# What is asked together. Lists of people follow the first and the last but one.
_GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Before the account"), ("state", "prior_accounts", "prior_accounts_note")),
    (
        _("Who is heard"),
        ("vulnerability", "vulnerability_note", "age_at_interview", "asked_again_as_adult_on", "welfare_note"),
    ),
    (
        _("When, where, how"),
        ("held_on", "started_at", "minutes", "breaks", "ended_on", "language", "mode", "place_kind", "country"),
    ),
    (
        _("Who leads it, and what kind of account"),
        ("interviewers", "interpreter", "account_type", "follow_up_reason", "follow_up_approver"),
    ),
    (_("Further"), ("title", "expenses", "unknown")),
]


@dataclass(frozen=True)
class Row:
    """The fields of one person or one account; `more` is asked of some only."""

    fields: list[Any]
    more: list[Any] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        return any(one.value() not in ("", None) or one.errors for one in self.fields) or self.more_is_told

    @property
    def more_is_told(self) -> bool:
        guardian = bool(self.more) and self.fields[0].value() == Presence.Role.GUARDIAN
        return guardian or any(one.value() not in ("", None) or one.errors for one in self.more)


class InterviewForm(SentOnce):
    title = forms.CharField(
        label=_("Neutral title, no names"),
        required=False,
        help_text=_("For example: Interview on arrest and trial, August 2020."),
    )
    held_on = Day(label=_("Date of the interview"))
    started_at = Clock(label=_("Began at"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1)
    ended_on = Day(label=_("Last day, if it took more than one"), required=False)
    language = choice(_("Main language"), LANGUAGES)
    mode = choice(_("How"), Interview.Mode.choices)
    place_kind = choice(_("Kind of place"), Interview.PlaceKind.choices)
    country = forms.CharField(label=_("Country"), required=False, max_length=2, help_text=_("Two letters, such as LT."))
    interviewers = Words(label=_("Interviewers, by their codes"), help_text=_("For example D-07. No names."))
    interpreter = forms.CharField(label=_("Interpreter, by code"), required=False)
    others_present = Lines(
        label=_("Who else was present"), help_text=_("Where the lines do not suffice: roles or codes, one a line.")
    )
    breaks = forms.IntegerField(label=_("Breaks"), required=False, min_value=0)
    account_type = choice(_("Kind of account"), Interview.AccountType.choices, initial="full_account")
    follow_up_reason = choice(
        _("Why a further account"), Interview.FollowUpReason.choices, empty=_("No further account")
    )
    follow_up_approver = forms.CharField(
        label=_("Further account agreed to by (code)"),
        required=False,
        max_length=20,
        help_text=_("Somebody who does not lead it."),
    )
    vulnerability = choice(_("Vulnerability"), Interview.Vulnerability.choices, initial="not_assessed")
    vulnerability_note = text(_("What to heed"), rows=2)
    welfare_note = text(_("How the witness was"), rows=2)
    age_at_interview = forms.IntegerField(
        label=_("Age at the interview"), required=False, min_value=0, help_text=_("Empty: unknown.")
    )
    asked_again_as_adult_on = Day(label=_("A child then, asked again as an adult on"), required=False)
    expenses = forms.CharField(
        label=_("Costs repaid to the witness"),
        required=False,
        max_length=200,
        help_text=_("Costs only, such as a ticket. Nothing else is paid."),
    )
    unknown = forms.MultipleChoiceField(
        label=_("What nobody knows any more"),
        choices=Interview.Unknown.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    prior_accounts = choice(
        _("Did anybody take an account before?"), Interview.PriorAccounts.choices, initial="not_asked"
    )
    prior_accounts_note = text(_("Note on earlier accounts"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, EARLIER + 1):
            earlier = (
                forms.CharField(label=_("To whom"), required=False),
                forms.CharField(label=_("When, as the witness remembers"), required=False),
                forms.CharField(label=_("What kind"), required=False),
                Tri(label=_("Recorded")),
                Tri(label=_("We hold a copy")),
            )
            for suffix, one in zip(_SUFFIXES, earlier, strict=True):
                one.widget.attrs["class"] = "form-select" if isinstance(one, Tri) else "form-control"
                self.fields[f"earlier_{number}_{suffix}"] = one
        for number in range(1, PRESENT + 1):
            there = (
                choice(_("Role"), Presence.Role.choices, empty=_("Nobody")),
                forms.CharField(label=_("Code"), required=False, max_length=20),
                Tri(label=_("All the time")),
                Day(label=_("Bound to confidentiality on"), required=False),
                choice(_("Guardian as"), Presence.Relation.choices, empty=_("No guardian")),
                Tri(label=_("Free of a conflict with the person heard")),
            )
            for suffix, one in zip(_PRESENT, there, strict=True):
                one.widget.attrs["class"] = "form-select" if hasattr(one, "choices") else "form-control"
                self.fields[f"present_{number}_{suffix}"] = one

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """In the order in which they are asked: who else was told comes first."""
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in _GROUPS]

    def present_rows(self) -> list[Row]:
        return [
            Row([self[f"present_{number}_{suffix}"] for suffix in _PRESENT[:4]],
                [self[f"present_{number}_{suffix}"] for suffix in _PRESENT[4:]])
            for number in range(1, PRESENT + 1)
        ]  # fmt: skip

    def present(self) -> tuple[Present, ...]:
        rows = []
        for number in range(1, PRESENT + 1):
            row = {suffix: self.cleaned_data[f"present_{number}_{suffix}"] for suffix in _PRESENT}
            if any(value not in ("", None) for value in row.values()):
                rows.append(Present(**row))
        return tuple(rows)

    def earlier_rows(self) -> list[Row]:
        return [Row([self[f"earlier_{number}_{suffix}"] for suffix in _SUFFIXES]) for number in range(1, EARLIER + 1)]

    def held(self) -> Held:
        sent = {name: self.cleaned_data[name] for name in _CHANGEABLE}
        return Held(**{**sent, "country": sent["country"].upper(), "unknown": tuple(sent["unknown"])})

    def earlier_accounts(self) -> tuple[EarlierAccount, ...]:
        rows = []
        for number in range(1, EARLIER + 1):
            row = {suffix: self.cleaned_data[f"earlier_{number}_{suffix}"] for suffix in _SUFFIXES}
            if any(value not in ("", None) for value in row.values()):
                rows.append(EarlierAccount(**row))
        return tuple(rows)


class NewInterviewForm(InterviewForm):
    state = choice(_("Was it held?"), _ENTERED)
    field_order = ["state"]


def interview_initial(interview: Interview, earlier: list[PriorAccount], present: list[Presence]) -> dict[str, Any]:
    found = {name: getattr(interview, name) for name in _CHANGEABLE}
    for number, account in enumerate(earlier[:EARLIER], 1):
        found.update({f"earlier_{number}_{suffix}": getattr(account, suffix) for suffix in _SUFFIXES})
    for number, one in enumerate(present[:PRESENT], 1):
        found.update({f"present_{number}_{suffix}": getattr(one, suffix) for suffix in _PRESENT})
    return found


class DocumentForm(HouseForm):
    document_kind = choice(_("Kind of document"), WitnessDocument.DocumentKind.choices)
    title = forms.CharField(label=_("Neutral title, no names"), help_text=_("For example: Court ruling, August 2020."))
    dated_on = Day(label=_("Date on the document"), required=False)


class NewDocumentForm(DocumentForm, SentOnce):
    given_with = forms.ModelChoiceField(
        label=_("Given with the interview"), queryset=None, required=False, empty_label=_("None, or unknown")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, interviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_with"].queryset = interviews
