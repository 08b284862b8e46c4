"""Bad input, sent by the page and by the API alike: a sentence at its field, nothing written, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from operator import attrgetter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from iapb.accounts.actions import tokens
from tests.cast import signed_in
from tests.clicks.buttons import BUTTONS
from tests.clicks.stage import Stage, acts, day, in_days
from tests.clicks.test_twice import changed, picture

pytestmark = pytest.mark.django_db

LONG = "Я" * 10_000
TOMORROW, YESTERDAY = day(1), day(-1)
FUTURE, ORDER, SHORTER = (
    "lies in the future",
    "end lies before the start",
    "too long|(at most|no more than) [0-9]+ (letters|characters)",
)


@dataclass(frozen=True)
class Bad:
    """A button's usual sending with something wrong in it, and the same for the API where it has the verb."""

    button: str
    wrong: dict[str, Any]
    field: str  # on the page
    words: str  # a pattern in the sentence
    api: tuple[str, str, str] | None = None  # method, route, what is in the address
    sent: dict[str, Any] = field(default_factory=dict)
    api_field: str | None = None  # where the API calls it otherwise
    by: str = "partner"  # whose token

    def __str__(self) -> str:
        return f"{self.button}-{'-'.join(self.wrong)}-{self.words[:6]}"


# Sent by the table of buttons to pages that have no such field.
NOT_ON_EVERY_PAGE = ("key", "state", "sex", "languages")
NAMES = [{"language": "ru", "family": "Стрижневский", "given": "Роман"}]
WITNESS = {"names": NAMES, "languages": ["ru"], "sex": "male"}
HELD = {"held_on": "2024-05-02", "language": "ru", "place_kind": "office", "mode": "in_person"}
TOLD = {"channel": "telephone", "happened_on": day()}


def witness(wrong: dict[str, Any], at: str, words: str, sent: dict[str, Any], called: str | None = None) -> list[Bad]:
    """Registering and correcting ask the same; only the first has a verb for scripts."""
    return [
        Bad("new_witness", wrong, at, words, ("post", "api_witnesses", ""), {**WITNESS, **sent}, called),
        Bad("correct_identity", wrong, at, words),
    ]


def named(part: str) -> dict[str, Any]:
    return {"names": [{**NAMES[0], part: LONG}]}


def interview(wrong: dict[str, Any], words: str, called: str | None = None) -> list[Bad]:
    at = called or next(iter(wrong))
    lists = {"interviewers": [LONG], "others_present": [LONG]}
    sent = {**HELD, **{name: lists.get(name, value) for name, value in wrong.items()}}
    if called:
        sent = {**HELD, "prior_accounts": "some", "earlier_accounts": [{"organisation": LONG}]}
    return [
        Bad("new_interview", wrong, at, words, ("post", "api_interviews", "witness"), sent),
        Bad("change_interview", wrong, at, words, ("put", "api_interview", "interview"), sent),
    ]


def document(wrong: dict[str, Any], words: str) -> list[Bad]:
    at, sent = next(iter(wrong)), {"document_kind": "court", "title": "Ruling", **wrong}
    return [
        Bad("new_document", wrong, at, words, ("post", "api_documents", "witness"), sent),
        Bad("change_document", wrong, at, words, ("put", "api_document", "document"), sent),
    ]


def stated(button: str, wrong: dict[str, Any], at: str, words: str) -> Bad:
    route = {"status": "api_statuses", "risk": "api_risks", "new_person": "api_persons"}[button]
    usual = {
        "status": {"status": "detained", "status_on": day()},
        "risk": {"assessed_on": day(), "level": "low"},
        "new_person": {"kind": "co_detainee", "how": "shared a cell"},
    }[button]
    where = "interview" if button == "new_person" else "witness"
    return Bad(button, wrong, at, words, ("post", route, where), {**usual, **wrong})


def told(wrong: dict[str, Any], words: str) -> list[Bad]:
    at = next(iter(wrong))
    found = {"withdraw_consent": "api_withdraw", "pause_consent": "api_pause"}
    rows = [Bad(b, wrong, at, words, ("post", route, "consented"), {**TOLD, **wrong}) for b, route in found.items()]
    less = {**TOLD, "answers": [{"purpose": "national_prosecution", "answer": "no"}], **wrong}
    return [*rows, Bad("narrow_consent", wrong, at, words, ("post", "api_narrow", "consented"), less)]


def consent(wrong: dict[str, Any], at: str, words: str, called: str | None = None, **answer: Any) -> Bad:
    said = {"purpose": "store_analyse", "answer": "yes", "material": ["account"], **answer}
    usual = {"given_on": "2024-05-01", "language": "ru", "mode": "wet_signature", "capacity": "self"}
    plain = {} if answer else wrong
    sent = {**usual, "taken_by": "D-07", "answers": [said], **plain}
    return Bad("new_consent", wrong, at, words, ("post", "api_consent", "witness"), sent, called)


def request(wrong: dict[str, Any], at: str, words: str) -> Bad:
    said = {name: value or None for name, value in wrong.items()}
    sent = {"received_on": day(-1), "basis": "Investigation", "questions": "Who?", **said}
    return Bad("new_request", wrong, at, words, ("post", "api_requests", "desk"), sent, by="desk.officer")


REASON = "The witness was pressed."
CASES = [
    *witness({"family_1": LONG}, "family_1", SHORTER, named("family"), "name"),
    *witness({"given_1": LONG}, "family_1", SHORTER, named("given"), "name"),
    *witness({"patronymic_1": LONG}, "family_1", SHORTER, named("patronymic"), "name"),
    *witness({"family_2": LONG}, "family_1", SHORTER, {"names": [*NAMES, {"language": "be", "family": LONG}]}, "name"),
    *witness({"email": LONG}, "email", SHORTER, {"contact": {"email": LONG}}),
    *witness({"relatives": LONG}, "relatives", SHORTER, {"relatives": [LONG]}),
    *witness({"birth_date": TOMORROW}, "birth_date", FUTURE, {"birth_date": TOMORROW}),
    *interview({"held_on": TOMORROW}, FUTURE),
    *interview({"ended_on": TOMORROW}, FUTURE),
    *interview({"asked_again_as_adult_on": TOMORROW}, FUTURE),
    *interview({"ended_on": "2024-05-01"}, ORDER),
    *interview({"title": LONG}, SHORTER),
    *interview({"interviewers": LONG}, SHORTER),
    *interview({"interpreter": LONG}, SHORTER),
    *interview({"others_present": LONG}, SHORTER),
    *interview({"earlier_1_organisation": LONG, "prior_accounts": "some"}, SHORTER, "prior_accounts"),
    *document({"dated_on": TOMORROW}, FUTURE),
    *document({"title": LONG}, SHORTER),
    stated("status", {"status_on": TOMORROW}, "status_on", FUTURE),
    stated("status", {"circumstances_note": LONG}, "circumstances_note", SHORTER),
    stated("risk", {"assessed_on": TOMORROW}, "assessed_on", FUTURE),
    stated("risk", {"valid_to": YESTERDAY}, "valid_to", ORDER),
    stated("risk", {"assessed_by": LONG}, "assessed_by", SHORTER),
    stated("new_person", {"name": LONG}, "name", SHORTER),
    stated("new_person", {"how": LONG}, "how", SHORTER),
    consent({"proof": ""}, "proof", "proof is missing.*Add the scan"),
    consent({"given_on": TOMORROW}, "given_on", FUTURE),
    consent({"taken_by": LONG}, "taken_by", SHORTER),
    consent(
        {"expires_store_analyse": "2024-04-30"}, "answer_store_analyse", ORDER, expires_on="2024-04-30"
    ),
    *told({"happened_on": TOMORROW}, FUTURE),
    *told({"note": LONG}, SHORTER),
    Bad(
        "invalidate_consent", {"happened_on": TOMORROW}, "happened_on", FUTURE, ("post", "api_invalidate", "consented"),
        {"happened_on": TOMORROW, "reason": REASON},
    ),
    Bad(
        "invalidate_consent", {"reason": LONG}, "reason", SHORTER, ("post", "api_invalidate", "consented"),
        {"happened_on": day(), "reason": LONG},
    ),
    Bad("new_consent_form", {"valid_to": day(-9), "valid_from": day()}, "valid_to", ORDER),
    Bad("enrol_key", {"key": "age1 this does not parse"}, "key", "no age public key.*ask for it again"),
    Bad("record_agreement", {"valid_from": day(), "valid_to": YESTERDAY}, "valid_to", ORDER),
    Bad("record_transfer_basis", {"assessed_on": TOMORROW}, "assessed_on", FUTURE),
    Bad("record_transfer_basis", {"assessed_on": day(), "valid_to": YESTERDAY}, "valid_to", ORDER),
    Bad("new_recipient", {"name": LONG}, "name", SHORTER),
    request({"received_on": TOMORROW, "deadline": ""}, "received_on", "future"),
    request({"received_on": day(), "deadline": YESTERDAY}, "deadline", "before"),
    request({"their_reference": LONG}, "their_reference", SHORTER),
]  # fmt: skip


class Page(HTMLParser):
    """What a browser would send from the page again, and the sentence under each field."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.inside: tuple[str, dict[str, str]] | None = None
        self.select = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in found}
        if tag == "select":
            self.select = said.get("name", "")
        elif tag == "option" and "selected" in said:
            self.put(self.select, said.get("value", ""))
        elif tag == "textarea":
            self.inside = ("", said)
        elif tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.put(said.get("name", ""), said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.inside = (self.inside[0] + data, self.inside[1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.inside:
            self.put(self.inside[1].get("name", ""), self.inside[0].removeprefix("\n"))
            self.inside = None

    def put(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def sentence_at(page: str, name: str) -> str:
    """Of the first error under the field; the id is the one that the field names as its description."""
    found = re.search(rf'id="(?:id|key|agreement|basis|facts)_{name}_error"[^>]*>(.*?)</', page, re.DOTALL)
    return unescape(found[1]).strip() if found else ""


def as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture(autouse=True)
def fresh_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from iapb.accounts import fresh

    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)


@pytest.mark.parametrize("bad", CASES, ids=str)
def test_page_when_input_is_bad_then_sentence_at_its_field_and_all_as_it_was(bad: Bad, stage: Stage) -> None:
    click = BUTTONS[bad.button](stage)
    client, before = signed_in(acts(click.by)), picture(click.by)
    sent = {**click.sent, **bad.wrong}
    answer = client.post(reverse(bad.button, kwargs=click.address or None), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(bad.words, sentence_at(page, bad.field)), page[page.find("<main") :][:6000]
    assert changed(before, picture(click.by)) == set()
    kept = Page(page).values
    shown = {name: as_list(value) for name, value in sent.items() if name in kept or name not in NOT_ON_EVERY_PAGE}
    assert [name for name, values in shown.items() if not set(values) <= set(kept.get(name, [""]))] == []


@pytest.mark.parametrize("bad", [bad for bad in CASES if bad.api], ids=str)
def test_api_when_input_is_bad_then_the_same_sentence_and_all_as_it_was(bad: Bad, stage: Stage) -> None:
    assert bad.api
    method, route, about = bad.api
    thing: Any = getattr(stage, about) if about else None
    listed = route in ("api_interviews", "api_documents", "api_requests")
    extra = {"witness": thing.pk} if listed and bad.by == "partner" else {}
    if route == "api_requests":
        extra = {"recipient": thing.lawyer.pk}
    if route == "api_consent":
        extra = {"form": stage.form.pk} | ({} if "proof" in bad.wrong else {"proof": stage.proof.pk})
    sent = {**extra, **{name: value for name, value in bad.sent.items() if name != "proof"}}
    person = attrgetter(bad.by)(stage)
    secret = tokens.make(label="a script", until=in_days(9), by=acts(person))
    before = picture(person)
    send: Callable[..., Any] = getattr(Client(headers={"Authorization": f"Token {secret}"}), method)
    where = reverse(route, args=[] if listed or not thing else [thing.pk])
    answer = send(where, sent, content_type="application/json")
    assert answer.status_code == 400, answer.content
    said = answer.json()
    assert re.search(bad.words, said["detail"]), said
    assert said["field"].split(".")[0] == (bad.api_field or bad.field), said
    assert LONG not in answer.content.decode()
    assert changed(before, picture(person)) - {"accounts_apitoken"} == set()
