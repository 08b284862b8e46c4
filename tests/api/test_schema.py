"""The description of the API: valid, complete, and every refusal in one shape."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from iapb import routes
from iapb.accounts.actions import tokens
from iapb.accounts.models import Person
from tests.cast import make_person

pytestmark = pytest.mark.django_db
_METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_schema_then_valid_and_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    validate_schema(SchemaGenerator().get_schema(request=None, public=True))
    assert not GENERATOR_STATS._warn_cache and not GENERATOR_STATS._error_cache


def test_deployment_check_then_the_schema_is_not_silenced() -> None:
    found = checks.run_checks(include_deployment_checks=True)
    assert [one.msg for one in found if str(one.id).startswith("drf_spectacular")] == []


def test_schema_when_a_route_is_of_the_api_then_described(schema: dict[str, Any]) -> None:
    described = {re.sub(r"{\w+}", "{}", path) for path in schema["paths"]}
    served = {
        "/" + re.sub(r"<[^>]+>", "{}", where)
        for where, _pattern in routes.patterns()
        if where.startswith("api/") and where != "api/schema/"
    }
    assert len(served) > 50
    assert served == described


def test_schema_then_every_verb_is_signed_with_a_token_and_says_how_it_refuses(schema: dict[str, Any]) -> None:
    assert schema["components"]["securitySchemes"]["token"]["name"] == "Authorization"
    for path, verbs in schema["paths"].items():
        for method in set(verbs) & _METHODS:
            assert {"token": []} in verbs[method]["security"], (path, method)
            assert "default" in verbs[method]["responses"], (path, method)


def ask(person: Person, method: str, url: str, body: str = "", kind: str = "application/json") -> Any:
    token = tokens.make(label="a script", until=timezone.now() + timedelta(days=1), by=person)
    headers = {"Authorization": f"Token {token}"}
    return Client().generic(method, url, body, content_type=kind, headers=headers)


def test_schema_when_asked_with_a_token_then_given_and_nobody_else_gets_it() -> None:
    assert ask(make_person("Ann", "analyst"), "GET", "/api/schema/").status_code == 200
    assert Client().get("/api/schema/").status_code == 401


def test_schema_when_two_people_ask_then_the_same_words_and_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(make_person("Ann", "analyst"), "GET", "/api/schema/")
    monkeypatch.setattr("iapb.access.schema.SchemaGenerator", None)
    second = ask(make_person("Ben", "auditor"), "GET", "/api/schema/")
    assert first.content == second.content
    assert first.headers["Content-Type"].startswith("application/vnd.oai.openapi")


@pytest.mark.parametrize(
    ("role", "method", "url", "body", "status", "field"),
    [
        ("analyst", "GET", "/api/witnesses/", "", 403, None),
        ("analyst", "GET", "/api/items/7b0c2a9e-0000-4000-8000-000000000000/", "", 404, None),
        ("analyst", "GET", "/api/nothing/", "", 404, None),
        ("analyst", "DELETE", "/api/items/", "", 405, None),
        ("analyst", "POST", "/api/search/", "{", 400, None),
        ("analyst", "POST", "/api/search/", '{"since": "soon"}', 400, "since"),
        ("analyst", "POST", "/api/search/", '{"codes": [[]]}', 400, "codes.0"),
        ("partner", "POST", "/api/witnesses/", '{"names": [{}], "languages": ["ru"]}', 400, "names.0.language"),
        ("auditor", "GET", "/api/ledger/events/?since=soon", "", 400, "since"),
    ],
)
def test_refusal_then_a_sentence_and_the_field(
    role: str, method: str, url: str, body: str, status: int, field: str | None
) -> None:
    answer = ask(make_person("Somebody", role), method, url, body)
    assert answer.status_code == status, answer.content
    told = answer.json()
    assert set(told) == {"detail", "field"}
    assert told["detail"].endswith(".") and len(told["detail"]) > 5
    assert told["field"] == field


def test_refusal_when_nobody_asks_then_the_same_shape() -> None:
    answer = Client().get(reverse("api_items"))
    assert (answer.status_code, set(answer.json())) == (401, {"detail", "field"})
