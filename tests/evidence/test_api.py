"""The API of intake: what a script registers, sends and reads with a token; nothing personal comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from disclosures.demonstration.render import documents, papers
from evidence.models import Text
from iapb.access.transaction import set_actor
from iapb.accounts.models import ApiToken, Person
from iapb.jobs.models import Job
from interviews.models import Interview, Witness
from tests.cast import make_person
from tests.consenting import make_form
from tests.intake import make_partner

pytestmark = pytest.mark.django_db
WITNESS = {
    "names": [{"language": "ru", "given": "Роман", "family": "Стрижневский"}],
    "birth_date": "1986-03-14",
    "contact": {"phone": "+370 000 00 107"},
    "languages": ["ru"],
    "sex": "male",
}


class Script:
    def __init__(self, person: Person) -> None:
        secret = uuid4().hex
        ApiToken.objects.create(
            person=person,
            label="a script",
            token_hash=sha256(secret.encode()).hexdigest(),
            expires_at=timezone.now() + timedelta(days=1),
        )
        self.person, self.client = person, Client(headers={"Authorization": f"Token {secret}"})

    def __call__(self, method: str, url: str, data: Any = None) -> Any:
        send = getattr(self.client, method)
        answer = send(url, data, content_type="application/json") if data is not None else send(url)
        set_actor(self.person.pk)
        return answer

    def put(self, url: str, body: bytes, **headers: str) -> Any:
        answer = self.client.put(url, body, content_type="application/octet-stream", headers=headers)
        set_actor(self.person.pk)
        return answer


@pytest.fixture
def script(partner: Person) -> Script:
    return Script(partner)


def test_witness_when_registered_then_code_comes_back_and_no_name(script: Script) -> None:
    answer = script("post", "/api/witnesses/", WITNESS)
    assert answer.status_code == 201
    assert answer.json()["code"].startswith("W-")
    for url in ("/api/witnesses/", f"/api/witnesses/{answer.json()['id']}/"):
        told = script("get", url).content.decode()
        assert answer.json()["code"] in told
        assert "Стрижневский" not in told and "370" not in told


def test_witness_when_name_is_missing_then_400_with_field(script: Script) -> None:
    answer = script("post", "/api/witnesses/", {**WITNESS, "names": [{"language": "ru"}]})
    assert answer.status_code == 400
    assert answer.json()["field"] == "name"


def test_interview_and_document_when_sent_twice_then_one_each(script: Script, witness: Witness) -> None:
    interview = {
        "key": str(uuid4()), "witness": str(witness.pk), "held_on": "2024-05-02", "language": "ru",
        "place_kind": "office", "mode": "in_person", "prior_accounts": "some",
        "earlier_accounts": [{"organisation": "a court"}],
    }  # fmt: skip
    document = {"key": str(uuid4()), "witness": str(witness.pk), "document_kind": "court", "title": "Ruling"}
    for _time in range(2):
        assert script("post", "/api/interviews/", interview).status_code == 201
        assert script("post", "/api/documents/", document).status_code == 201
    assert script("get", "/api/interviews/").json()["count"] == 1
    assert script("get", "/api/documents/").json()["count"] == 1


def test_facts_when_stated_then_read_back(script: Script, witness: Witness, interview: Interview) -> None:
    status = {"status": "reachable", "status_on": "2024-05-02"}
    assert script("post", f"/api/witnesses/{witness.pk}/status/", status).status_code == 201
    assert script("get", f"/api/witnesses/{witness.pk}/status/").json()[0]["circumstances_changed"] is None
    risk = {"assessed_on": "2024-05-02", "level": "low"}
    assert script("post", f"/api/witnesses/{witness.pk}/risk/", risk).status_code == 201
    contents = {"contains": ["medical"], "others": "none", "carries_name": False}
    assert script("post", f"/api/items/{interview.pk}/contents/", contents).status_code == 201
    assert script("get", f"/api/items/{interview.pk}/contents/").json()["sgbv"] is None


def test_consent_when_recorded_with_proof_then_stands_and_is_withdrawn(script: Script, witness: Witness) -> None:
    form = make_form()
    set_actor(script.person.pk)
    url = f"/api/witnesses/{witness.pk}/consent/"
    sent = {
        "form": str(form.pk), "language": "ru", "mode": "wet_signature", "taken_by": "D-07", "capacity": "self",
        "given_on": "2024-05-01", "answers": [{"purpose": "store_analyse", "answer": "yes", "material": ["account"]}],
    }  # fmt: skip
    refused = script("post", url, sent)
    assert (refused.status_code, refused.json()["field"]) == (400, "proof")
    proof = script.put(f"{url}proof/", papers.ruling(), **{"X-File-Name": quote("форма.jpg")})
    assert proof.status_code == 201
    stands = script("post", url, {**sent, "proof": proof.json()["id"]})
    assert (stands.status_code, stands.json()["state"]) == (201, "in_force")
    gone = script("post", f"{url}withdraw/", {"channel": "telephone", "happened_on": "2024-06-01"})
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")


def test_file_when_sent_then_receipt_and_the_same_again(
    script: Script, interview: Interview, work: Callable[..., list[Job]]
) -> None:
    content = documents.txt("w1.ru.txt")
    headers = {
        "X-File-Name": quote("расшифровка-ru.txt"), "X-File-Language": "ru", "X-Client-Key": "the-key-of-it",
        "X-File-Sha256": sha256(content).hexdigest(),
    }  # fmt: skip
    url = f"/api/items/{interview.pk}/files/upload/"
    first = script.put(url, content, **headers)
    second = script.put(url, content, **headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["sha256"] == sha256(content).hexdigest()
    assert first.json()["event"] == second.json()["event"]
    work()
    item = script("get", f"/api/items/{interview.pk}/").json()
    assert {one["role"] for one in item["files"]} == {"transcript", "text_layer"}
    [text] = script("get", f"/api/items/{interview.pk}/texts/").json()
    whole = script("get", f"/api/texts/{text['id']}/").json()
    assert whole["segments"][0]["start"] == 0
    assert script("get", f"/api/files/{first.json()['id']}/").json()["ledger"]["event"] == first.json()["event"]
    assert Text.objects.visible_to(script.person).count() == 1


@pytest.mark.parametrize(("body", "word"), [(b"", "0 bytes"), (b"words", "changed")])
def test_file_when_bad_then_sentence(script: Script, interview: Interview, body: bytes, word: str) -> None:
    answer = script.put(f"/api/items/{interview.pk}/files/upload/", body, **{"X-File-Sha256": "0" * 64})
    assert answer.status_code == 400
    assert word in answer.json()["detail"]


def test_everything_when_stranger_asks_then_absent(script: Script, witness: Witness, interview: Interview) -> None:
    stranger = Script(make_partner("Stranger"))
    for url in (
        f"/api/witnesses/{witness.pk}/", f"/api/witnesses/{witness.pk}/consent/", f"/api/items/{interview.pk}/",
        f"/api/items/{interview.pk}/files/", f"/api/items/{interview.pk}/texts/",
    ):  # fmt: skip
        assert stranger("get", url).status_code == 404, url
    assert stranger.put(f"/api/items/{interview.pk}/files/upload/", b"words").status_code == 404
    assert stranger.put(f"/api/witnesses/{witness.pk}/consent/proof/", b"\xff\xd8\xff").status_code == 404
    assert stranger("get", "/api/items/").json()["count"] == 0


def test_everything_when_analyst_asks_then_refused(interview: Interview, witness: Witness) -> None:
    analyst = Script(make_person("Analyst", "analyst", body=make_partner("Secretariat").body))
    assert analyst("post", "/api/witnesses/", WITNESS).status_code == 403
    assert analyst.put(f"/api/items/{interview.pk}/files/upload/", b"words").status_code == 403
