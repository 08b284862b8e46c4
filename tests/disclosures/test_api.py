"""The same verbs for scripts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Disclosure
from iapb.accounts import totp
from iapb.accounts.actions import second_factor, tokens
from iapb.accounts.models import Person
from tests.disclosures.cases import Desk, ago

pytestmark = pytest.mark.django_db


class Script:
    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk, self.person, self.client = desk, person, Client()
        desk.acts(person)
        self.token = token_of(person)

    def call(self, method: str, name: str, *args: Any, status: int = 200, **sent: Any) -> Any:
        answer = getattr(self.client, method)(
            reverse(name, args=args), json.dumps(sent, default=str) if method == "post" else None,
            content_type="application/json", headers={"Authorization": f"Token {self.token}"},
        )  # fmt: skip
        assert answer.status_code == status, answer.content
        self.desk.acts(self.person)
        return answer.json()

    def get(self, name: str, *args: Any, status: int = 200) -> Any:
        return self.call("get", name, *args, status=status)

    def post(self, name: str, *args: Any, status: int = 201, **sent: Any) -> Any:
        return self.call("post", name, *args, status=status, **sent)


def token_of(person: Person) -> str:
    return tokens.make(label=f"script {uuid4()}", until=timezone.now() + timedelta(days=1), by=person)


def enrolled(person: Person) -> str:
    """Gives the code of the next half minute."""
    secret, counter = totp.new_secret(), totp.counter_at()
    second_factor.enrol(secret=secret, code=totp.code_at(secret, counter), by=person)
    return totp.code_at(secret, counter + 1)


def test_story_when_told_by_scripts_then_approved(desk: Desk) -> None:
    officer = Script(desk, desk.officer)
    sent = {
        "key": uuid4(), "recipient": desk.prosecutor.pk, "received_on": ago(2), "basis": "Law", "questions": "Who?",
        "court_order": False,
    }  # fmt: skip
    request = officer.post("api_requests", **sent)
    assert officer.post("api_requests", **sent)["id"] == request["id"]
    assert request["purpose"] == "national_prosecution"
    disclosure = officer.post("api_begin", request["id"])
    added = officer.post("api_entries", disclosure["id"], items=[desk.interview.pk])
    assert added == {"entries": 3}
    entry = officer.get("api_entries", disclosure["id"])["results"][0]
    assert entry["outcome"] == "ALLOW" and entry["sentences"][0]["sentence"]
    submitted = officer.post("api_submit", disclosure["id"], status=200, note="All of it.")
    digest = submitted["manifest_sha256"]
    for capacity, person in (("legal", desk.legal), ("safety", desk.safety)):
        script, code = Script(desk, person), enrolled(person)
        wrong = script.post(
            "api_approvals",
            disclosure["id"],
            status=400,
            capacity=capacity,
            manifest_sha256="0" * 64,
            note="Read.",
            code=code,
        )
        assert "changed while you were reading" in wrong["detail"]
        script.post(
            "api_approvals", disclosure["id"], capacity=capacity, manifest_sha256=digest, note="Read.", code=code
        )
    assert officer.get("api_disclosure", disclosure["id"])["state"] == "approved"


def test_approve_when_withdrawn_then_400_and_what_was_done_stays(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.withdraw()
    answer = Script(desk, desk.legal).post(
        "api_approvals", disclosure.pk, status=400, capacity="legal", manifest_sha256=disclosure.manifest_sha256,
        note="Read.", code=enrolled(desk.legal),
    )  # fmt: skip
    assert "consent of a witness has changed" in answer["detail"]
    assert desk.again(disclosure).state == Disclosure.State.RETURNED


def test_verbs_when_the_role_is_another_then_403(desk: Desk) -> None:
    disclosure = desk.selected()
    partner, legal = Script(desk, desk.partner), Script(desk, desk.legal)
    for name, args in (
        ("api_requests", ()), ("api_disclosures", ()), ("api_recipients", ()), ("api_entries", (disclosure.pk,)),
    ):  # fmt: skip
        partner.get(name, *args, status=403)
    legal.post("api_entries", disclosure.pk, status=403, items=[desk.interview.pk])
    legal.post("api_submit", disclosure.pk, status=403)
    legal.post("api_begin", desk.request.pk, status=403)
    Script(desk, desk.officer).post("api_send_back", disclosure.pk, status=403, why="x")


def test_verbs_when_the_id_is_nothing_or_the_input_wrong_then_said(desk: Desk) -> None:
    officer = Script(desk, desk.officer)
    officer.get("api_disclosure", uuid4(), status=404)
    disclosure = officer.post("api_begin", desk.request.pk)
    answer = officer.post("api_entries", disclosure["id"], status=400, items=[uuid4()])
    assert answer["field"] == "items"
    officer.post("api_requests", status=400, recipient=uuid4(), received_on=ago(1), basis="x", questions="y")
    officer.post("api_take_back", disclosure["id"], status=400)
    officer.post("api_remove_entries", disclosure["id"], status=200, items=[desk.interview.pk])
