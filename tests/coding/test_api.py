"""Tags, incidents, codes and search for scripts: the same verbs, the same refusals."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evidence.coding.models import Tag
from evidence.search.tasks import index
from iapb.accounts.models import ApiToken, Person
from tests.coding.cases import ORIGINAL, Case, make_case, name_on, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


class Script:
    """A client that sends JSON with a token."""

    def __init__(self, person: Person) -> None:
        token = f"token-{uuid4()}"
        ApiToken.objects.create(
            person=person,
            label="a script",
            token_hash=sha256(token.encode()).hexdigest(),
            expires_at=timezone.now() + timedelta(days=1),
        )
        self.headers = {"Authorization": f"Token {token}"}
        self.client = Client()

    def get(self, name: str, *args: object) -> Any:
        return self.client.get(reverse(name, args=args), headers=self.headers)

    def post(self, name: str, *args: object, **body: object) -> Any:
        url = reverse(name, args=args)
        return self.client.post(url, body, content_type="application/json", headers=self.headers)


def tag_of(case: Case, words: str = "дубинками", **more: object) -> dict[str, object]:
    start, end = where(ORIGINAL, words)
    return {"text": str(case.original.pk), "code": "INS.BATON", "start": start, "end": end, "exact": words, **more}


def test_tags_when_sent_listed_and_retracted_then_as_on_the_page(case: Case) -> None:
    script, key = Script(case.analyst), str(uuid4())
    first = script.post("api_tags", case.item.pk, **tag_of(case, client_key=key))
    again = script.post("api_tags", case.item.pk, **tag_of(case, client_key=key))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and first.json()["exact"] == "дубинками" and first.json()["mine"]
    assert [tag["id"] for tag in script.get("api_tags", case.item.pk).json()] == [first.json()["id"]]
    assert script.post("api_retract", first.json()["id"]).json()["retracted"]
    assert script.get("api_tags", case.item.pk).json() == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"exact": "дубинкой"}, 400),
        ({"start": 5, "end": 2}, 400),
        ({"start": -1}, 400),
        ({"code": "PHY"}, 400),
        ({"code": "NO.SUCH"}, 404),
        ({"text": str(uuid4())}, 404),
        ({"text": "x"}, 400),
        ({"code": "SGB.RAPE"}, 403),
    ],
)
def test_tag_when_wrong_then_refused_and_nothing_placed(case: Case, more: dict[str, object], status: int) -> None:
    script = Script(case.analyst)
    answer = script.post("api_tags", case.item.pk, **{**tag_of(case), **more})
    assert answer.status_code == status, answer.json()
    assert script.get("api_tags", case.item.pk).json() == []


def test_tag_when_a_stranger_or_another_role_sends_it_then_absent_or_refused(case: Case) -> None:
    assert Script(case.stranger).post("api_tags", case.item.pk, **tag_of(case)).status_code == 404
    assert Script(case.partner).post("api_tags", case.item.pk, **tag_of(case)).status_code == 403
    assert Client().get(reverse("api_tags", args=[case.item.pk])).status_code == 401
    assert not Tag.objects.unscoped("a test looks").exists()


def test_retract_when_of_another_then_refused_and_a_stranger_finds_nothing(case: Case) -> None:
    placed = Script(case.analyst).post("api_tags", case.item.pk, **tag_of(case)).json()["id"]
    assert Script(case.colleague).post("api_retract", placed).status_code == 403
    assert Script(case.stranger).post("api_retract", placed).status_code == 404


def test_incident_when_sent_then_stated_with_its_support(case: Case) -> None:
    script = Script(case.analyst)
    tag = script.post("api_tags", case.item.pk, **tag_of(case)).json()["id"]
    sent = {
        "context": "CTX.ARREST", "when": {"start": "2020-08-09", "until": "2020-08-12"}, "facility": "tsip-minsk",
        "tags": [tag], "client_key": str(uuid4()),
    }  # fmt: skip
    made = script.post("api_incidents", case.item.pk, **sent)
    assert made.status_code == 201, made.json()
    assert script.post("api_incidents", case.item.pk, **sent).json() == made.json()
    assert made.json()["when"] == {"earliest": "2020-08-09", "latest": "2020-08-12", "precision": "exact"}
    assert [one["facility"] for one in script.get("api_incidents", case.item.pk).json()] == ["tsip-minsk"]
    for wrong in ({"when": {"start": "2099"}}, {"when": {"start": "x"}}, {"context": "PHY.BEAT"}, {"certainty": "x"}):
        assert (
            script.post("api_incidents", case.item.pk, **{**sent, "client_key": str(uuid4()), **wrong}).status_code
            == 400
        )


def test_codes_when_listed_then_all_of_the_current_version(case: Case) -> None:
    codes = Script(case.analyst).get("api_codes").json()
    assert len(codes) == 168 and sum(code["assignable"] for code in codes) == 152
    assert all(len(code["labels"]) == 3 for code in codes)


def test_search_when_sent_then_passages_counts_and_only_what_is_given(case: Case) -> None:
    case.acts_as(case.analyst)
    index(case.original.pk, case.analyst)
    found = Script(case.analyst).post("api_search", words="дубинка", codes=[], limit=5)
    assert found.status_code == 200, found.json()
    body = found.json()
    assert (body["total"], body["witnesses"], body["passages"][0]["reference"]) == (1, 1, case.item.reference)
    assert "batons" in body["passages"][0]["translation"]
    stranger = Script(case.stranger).post("api_search", words="дубинка").json()
    assert stranger == {"total": 0, "witnesses": 0, "passages": [], "facets": {"language": []}}
    assert Script(case.partner).post("api_search", words="дубинка").status_code == 403
    assert Script(case.analyst).post("api_search", words="x" * 500).status_code == 400
    assert Script(case.analyst).post("api_search", facility="no-such").status_code == 404


def test_named_when_given_then_need_to_know_codes_are_placed(case: Case) -> None:
    name_on(case.item, case.analyst)
    answer = Script(case.analyst).post("api_tags", case.item.pk, **tag_of(case, code="SGB.THREAT"))
    assert answer.status_code == 201
    assert Script(case.colleague).get("api_tags", case.item.pk).json() == []
