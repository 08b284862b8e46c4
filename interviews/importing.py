"""Rows of older archives that become witnesses, interviews and documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.importing.registry import Column, Kind, Made, Making, Row
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from interviews.actions import documents, interviews, witnesses
from interviews.actions.interviews import ENTERED_AS, Held
from interviews.forms.fields import LANGUAGES
from interviews.identity import Contact, Identity, PersonName
from interviews.models import Interview, Witness, WitnessDocument

_SPELLINGS = ("ru", "be", "en")
_PARTS = (("family", _("Family name")), ("given", _("Given name")), ("patronymic", _("Patronymic")))
_NAMES = tuple(Column(f"{part}_{language}", label, longest=200) for language in _SPELLINGS for part, label in _PARTS)


def _languages() -> list[str]:
    return [code for code, _label in LANGUAGES]


def _identity(values: dict[str, Any]) -> Identity:
    names = []
    for language in _SPELLINGS:
        parts = {part: values[f"{part}_{language}"] for part, _label in _PARTS}
        if any(parts.values()):
            names.append(PersonName(language, **parts))
    contact = {name: values[name] for name in ("email", "phone", "safe")}
    countries = {name: values[name].upper() for name in ("citizenship", "country_now")}
    return Identity(tuple(names), values["birth_date"], Contact(**contact, **countries), values["relatives"])


def _witness(making: Making) -> Made:
    values = making.row.values
    made = witnesses.register(
        identity=_identity(values),
        sex=values["sex"] or Witness.Sex.UNKNOWN,
        languages=values["languages"],
        by=making.by,
        key=making.key,
    )
    return Made(made.pk, made.pk)


def _check_witness(row: Row, by: Person) -> Iterable[tuple[str, Any]]:
    identity = _identity(row.values)
    try:
        witnesses.check(identity)
    except Invalid as refusal:
        yield "id", refusal.sentence
        return
    if not row.values["another_person"] and witnesses.perhaps_heard_before(identity=identity, by=by):
        yield "id", "alike"


def _alike(row: Row) -> str:
    names, born = _identity(row.values).names, row.values["birth_date"]
    if row.values["another_person"] or not names:
        return ""
    return f"{names[0].full.casefold()}|{born or ''}"


def _of(making: Making) -> Witness:
    found: Witness = Witness.objects.visible_to(making.by).get(pk=making.found("witness").object)
    return found


_HELD = (
    *("held_on", "ended_on", "minutes", "language", "mode", "place_kind", "title", "country", "account_type"),
    *("follow_up_reason", "interviewers", "interpreter", "others_present", "vulnerability", "prior_accounts"),
    *("prior_accounts_note", "age_at_interview"),
)


def _held(values: dict[str, Any]) -> Held:
    stated = {name: values[name] for name in _HELD if values[name] not in ("", None)}
    return Held(**{**stated, "country": values["country"].upper()})


def _interview(making: Making) -> Made:
    made = interviews.create_interview(
        witness=_of(making),
        held=_held(making.row.values),
        state=making["state"] or Interview.State.COMPLETED,
        by=making.by,
        key=making.key,
    )
    assert made.subject is not None
    return Made(made.pk, made.subject)


def _check_interview(row: Row, by: Person) -> Iterable[tuple[str, Any]]:
    try:
        interviews.check(_held(row.values), row.values["state"] or Interview.State.COMPLETED, ())
    except Invalid as refusal:
        yield refusal.field or "id", refusal.sentence


def _document(making: Making) -> Made:
    given_with = None
    if making["interview"]:
        given_with = Interview.objects.visible_to(making.by).get(pk=making.found("interview").object)
    made = documents.create_document(
        witness=_of(making),
        document_kind=making["document_kind"],
        title=making["title"],
        dated_on=making["dated_on"],
        given_with=given_with,
        by=making.by,
        key=making.key,
    )
    assert made.subject is not None
    return Made(made.pk, made.subject)


def _offered(choices: Any) -> Any:
    return lambda: choices.values


WITNESSES = Kind(
    name="witnesses",
    label=_("Witnesses"),
    order=10,
    columns=(
        Column("id", _("Legacy id"), required=True),
        *_NAMES,
        Column("birth_date", _("Date of birth"), as_="past_day"),
        Column("sex", _("Sex as stated"), offered=_offered(Witness.Sex)),
        Column("languages", _("Languages the witness speaks"), required=True, as_="list", offered=_languages),
        Column("email", _("E-mail")),
        Column("phone", _("Telephone")),
        Column("safe", _("How to reach them without harm"), longest=2000),
        Column("citizenship", _("Citizenship"), longest=2),
        Column("country_now", _("Country they live in now"), longest=2),
        Column("relatives", _("Relatives to protect"), longest=2000, as_="list"),
        Column("another_person", _("I have looked: this is another person"), as_="yes_no"),
    ),
    make=_witness,
    tables=("interviews_witness.id",),
    check=_check_witness,
    alike=_alike,
)
INTERVIEWS = Kind(
    name="interviews",
    label=_("Interviews"),
    order=20,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("witness", _("Witness"), required=True, of="witnesses"),
        Column("state", _("Was it held?"), offered=lambda: [str(state) for state in ENTERED_AS]),
        Column("held_on", _("Date of the interview"), required=True, as_="past_day"),
        Column("ended_on", _("Last day, if it took more than one"), as_="past_day"),
        Column("minutes", _("Minutes"), as_="number"),
        Column("language", _("Main language"), required=True, offered=_languages),
        Column("mode", _("How"), required=True, offered=_offered(Interview.Mode)),
        Column("place_kind", _("Kind of place"), required=True, offered=_offered(Interview.PlaceKind)),
        Column("title", _("Neutral title, no names")),
        Column("country", _("Country"), longest=2),
        Column("account_type", _("Kind of account"), offered=_offered(Interview.AccountType)),
        Column("follow_up_reason", _("Why a further account"), offered=_offered(Interview.FollowUpReason)),
        Column("interviewers", _("Interviewers, by their codes"), as_="list"),
        Column("interpreter", _("Interpreter, by code"), longest=20),
        Column("others_present", _("Who else was present"), longest=1000, as_="list"),
        Column("vulnerability", _("Vulnerability"), offered=_offered(Interview.Vulnerability)),
        Column("prior_accounts", _("Did anybody take an account before?"), offered=_offered(Interview.PriorAccounts)),
        Column("prior_accounts_note", _("Note on earlier accounts"), longest=5000),
        Column("age_at_interview", _("Age at the interview"), as_="number"),
    ),
    make=_interview,
    tables=("interviews_interview.item_ptr_id",),
    check=_check_interview,
)
DOCUMENTS = Kind(
    name="documents",
    label=_("Documents"),
    order=30,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("witness", _("Witness"), required=True, of="witnesses"),
        Column("interview", _("Given with the interview"), of="interviews"),
        Column("document_kind", _("Kind of document"), required=True, offered=_offered(WitnessDocument.DocumentKind)),
        Column("title", _("Neutral title, no names"), required=True),
        Column("dated_on", _("Date on the document"), as_="past_day"),
    ),
    make=_document,
    tables=("interviews_witnessdocument.item_ptr_id",),
)
