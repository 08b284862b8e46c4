"""The whole way over tokens: from a witness to a decision and the ledger's proof."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from disclosures.demonstration.render import documents, papers
from evidence.search.tasks import index
from iapb.accounts import totp
from iapb.accounts.actions import second_factor, tokens
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from tests.cast import make_person, make_team
from tests.consenting import make_form
from tests.disclosures.cases import Desk, ago, give, make_desk

pytestmark = pytest.mark.django_db


class Script:
    """A program that knows nothing but addresses and its token."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk, self.person = desk, person
        desk.acts(person)
        token = tokens.make(label=f"script {uuid4()}", until=timezone.now() + timedelta(days=1), by=person)
        self.client = Client(headers={"Authorization": f"Token {token}"})

    def __call__(self, method: str, url: str, data: Any = None, status: int = 200, **headers: str) -> Any:
        raw = isinstance(data, bytes)
        body = data if raw else json.dumps(data, default=str)
        kind = "application/octet-stream" if raw else "application/json"
        answer = self.client.generic(method, f"/api/{url}", body, content_type=kind, headers=headers)
        assert answer.status_code == status, (url, answer.content)
        self.desk.acts(self.person)
        return answer.json()


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def work(desk: Desk, by: Person) -> None:
    while job := Job.objects.open().order_by("created_at").first():
        run(job.pk)
        desk.acts(by)


def test_story_when_told_over_tokens_then_registered_found_decided_and_proven(desk: Desk) -> None:
    partner = Script(desk, desk.partner)
    names = [{"language": "ru", "given": "Роман", "family": "Стрижневский"}]
    witness = partner("POST", "witnesses/", {"names": names, "languages": ["ru"], "sex": "male"}, 201)
    held = {"held_on": ago(900), "language": "ru", "place_kind": "office", "mode": "in_person"}
    interview = partner("POST", "interviews/", {"witness": witness["id"], **held}, 201)
    assert partner("GET", f"interviews/{interview['id']}/")["reference"] == interview["reference"]
    changed = partner("PUT", f"interviews/{interview['id']}/", {**held, "title": "First account"})
    assert changed["title"] == "First account"

    account = documents.txt("w1.ru.txt")
    announced = {"X-File-Name": "account.txt", "X-File-Language": "ru", "X-File-Role": "transcript"}
    receipt = partner("PUT", f"items/{interview['id']}/files/upload/", account, 201, **announced)
    assert receipt["sha256"] == sha256(account).hexdigest()
    work(desk, desk.partner)
    [text] = partner("GET", f"items/{interview['id']}/texts/")
    # Asked for on commit; this test never commits.
    index(UUID(text["id"]), desk.partner)
    segments = partner("GET", f"texts/{text['id']}/")["segments"]
    assert segments[0]["start"] == 0 and segments[0]["content"]
    consent(desk, partner, witness["id"])

    analyst = Script(desk, desk.analyst)
    analyst("GET", f"items/{interview['id']}/", status=404)
    desk.acts(desk.partner)
    give(desk.collection, make_team("Coders", desk.analyst), desk.partner)
    word = segments[1]["content"].split()[0]
    start = segments[1]["start"] + segments[1]["content"].index(word)
    tag = {"text": text["id"], "code": "PHY.BEAT", "start": start, "end": start + len(word), "exact": word}
    made = analyst("POST", f"items/{interview['id']}/tags/", tag, 201)
    assert [one["id"] for one in analyst("GET", f"items/{interview['id']}/tags/")] == [made["id"]]
    found = analyst("POST", "search/", {"codes": ["PHY.BEAT"]})
    assert (found["total"], found["passages"][0]["item"]) == (1, interview["id"])

    decide(desk, interview["id"])
    prove(desk, receipt["event"])


def consent(desk: Desk, partner: Script, witness: str) -> None:
    form = make_form()
    desk.acts(desk.partner)
    proof = partner("PUT", f"witnesses/{witness}/consent/proof/", papers.ruling(), 201, **{"X-File-Name": "signed.jpg"})
    answers = [
        {"purpose": purpose, "answer": "yes", "material": ["account"]}
        for purpose in ("store_analyse", "national_prosecution")
    ]
    sent = {
        "form": form.pk, "language": "ru", "mode": "wet_signature", "taken_by": "D-07", "capacity": "self",
        "given_on": ago(300), "answers": answers, "proof": proof["id"],
    }  # fmt: skip
    assert partner("POST", f"witnesses/{witness}/consent/", sent, 201)["state"] == "in_force"


def decide(desk: Desk, interview: str) -> None:
    officer = Script(desk, desk.officer)
    asked = {
        "recipient": desk.prosecutor.pk, "received_on": ago(2), "basis": "Law", "questions": "Who beat whom?",
        "court_order": False,
    }  # fmt: skip
    request = officer("POST", "requests/", asked, 201)
    disclosure = officer("POST", f"requests/{request['id']}/begin/", None, 201)
    assert officer("POST", f"disclosures/{disclosure['id']}/entries/", {"items": [interview]}, 201)["entries"] == 2
    assert officer("POST", f"disclosures/{disclosure['id']}/screen/")["entries"] == 2
    entries = officer("GET", f"disclosures/{disclosure['id']}/entries/")["results"]
    # Status and risk of this witness are not recorded yet: the decision says what it has to know.
    assert {entry["outcome"] for entry in entries} == {"DENY"}
    told = [reason for entry in entries for reason in entry["sentences"]]
    assert all(reason["sentence"] for reason in told) and any(reason["unknown"] for reason in told)
    assert officer("POST", f"disclosures/{disclosure['id']}/keep/")["entries"] == 2
    ended = officer("POST", f"disclosures/{disclosure['id']}/give-up/", {"why": "The facts are missing."})
    assert ended["state"] == "refused"


def prove(desk: Desk, event: str) -> None:
    partner, auditor = Script(desk, desk.partner), Script(desk, make_person("Aud", "auditor"))
    assert partner("GET", f"ledger/events/{event}/proof/")["state"] in ("waiting", "sealed", "signed")
    partner("GET", f"ledger/events/{event}/", status=403)
    told = auditor("GET", f"ledger/events/{event}/")
    assert told["event"] == "file.received"
    story = auditor("GET", f"ledger/events/?object={told['object']}")["results"]
    assert event in {one["id"] for one in story}


def test_approve_when_only_a_token_is_sent_then_the_code_is_asked_for_and_used_up(desk: Desk) -> None:
    disclosure = desk.submitted()
    script, url = Script(desk, desk.legal), f"disclosures/{disclosure.pk}/approvals/"
    sent = {"capacity": "legal", "manifest_sha256": disclosure.manifest_sha256, "note": "Read."}
    assert script("POST", url, sent, 400)["field"] == "code"
    secret = totp.new_secret()
    counter = totp.counter_at()
    second_factor.enrol(secret=secret, code=totp.code_at(secret, counter), by=desk.legal)
    assert script("POST", url, {**sent, "code": "000000"}, 400)["field"] == "code"
    used = totp.code_at(secret, counter + 1)
    assert script("POST", url, {**sent, "code": used}, 201)["capacity"] == "legal"
    assert script("POST", url, {**sent, "code": used}, 400)["field"] == "code"
