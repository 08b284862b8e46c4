"""The actor transaction: round the whole response, rendering included, and never left behind."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.utils import timezone

from iapb.access import navigation
from iapb.access.errors import Invalid, Refused
from iapb.access.logs import NothingPersonal
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import ApiToken, Body, Person
from iapb.routes import PUBLIC, SIGNED_IN, patterns, route, without_transaction
from tests.cast import make_body, make_person

pytestmark = pytest.mark.django_db


def actor_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('iapb.actor', true), '')")
        return cursor.fetchone()[0]


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_now())


def who_lazily(request: HttpRequest) -> HttpResponse:
    # The template asks only when it is rendered, after the view has returned.
    return SimpleTemplateResponse(engines["django"].from_string("{{ ask }}"), {"ask": actor_now})


def write_then_break(request: HttpRequest) -> HttpResponse:
    make_body("written before the fault")
    raise ZeroDivisionError


def write_then_refuse(request: HttpRequest) -> HttpResponse:
    make_body("written before the refusal")
    raise Refused("You may not.")


def write_then_complain(request: HttpRequest) -> HttpResponse:
    make_body("written before the complaint")
    raise Invalid("The end is before the start.")


@without_transaction
def flows(request: HttpRequest) -> StreamingHttpResponse:
    with actor_transaction(request.user):
        inside = actor_now()
    return StreamingHttpResponse(word() for word in (lambda: inside, lambda: "|", actor_now))


urlpatterns = [
    route("who/", who, name="who", rule=SIGNED_IN),
    route("lazily/", who_lazily, name="lazily", rule=SIGNED_IN),
    route("break/", write_then_break, name="break", rule=SIGNED_IN),
    route("refuse/", write_then_refuse, name="refuse", rule=SIGNED_IN),
    route("complain/", write_then_complain, name="complain", rule=SIGNED_IN),
    route("search/", who, name="search", rule="evidence.search"),
    route("open/", who, name="open", rule=PUBLIC),
    route("flows/", flows, name="flows", rule=SIGNED_IN),
    route("api/who/", who, name="api_who", rule=SIGNED_IN),
    route("home/", who, name="home", rule=SIGNED_IN),
    route("sign-in/", who, name="sign_in", rule=PUBLIC),
    route("me/", who, name="my_account", rule=SIGNED_IN),
    route("out/", who, name="account_logout", rule=SIGNED_IN),
]
handler404 = "iapb.access.views.page_not_found"
handler500 = "iapb.access.views.server_error"


@pytest.fixture(autouse=True)
def own_urls(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", [])  # they point at the addresses of the house
    kept = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[*kept, "iapb.access.middleware.ActorMiddleware"]):
        yield


@pytest.fixture
def alice() -> Person:
    return make_person("Alice", "analyst")


@pytest.fixture
def client(alice: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(alice, backend="iapb.accounts.backends.PeopleBackend")
    return client


def token_of(person: Person, **fields: object) -> str:
    secret = "s" * 40
    values = {"label": "script", "expires_at": timezone.now() + timedelta(days=1), **fields}
    ApiToken.objects.create(person=person, token_hash=sha256(secret.encode()).hexdigest(), **values)
    return f"Token {secret}"


def test_request_when_signed_in_then_the_policies_know_the_actor(client: Client, alice: Person) -> None:
    assert client.get("/who/").content.decode() == str(alice.pk)
    assert actor_now() == ""


def test_request_when_rendered_lazily_then_still_inside_the_transaction(client: Client, alice: Person) -> None:
    assert client.get("/lazily/").content.decode() == str(alice.pk)


@pytest.mark.parametrize(("path", "status"), [("/break/", 500), ("/refuse/", 403), ("/complain/", 422)])
def test_request_when_it_fails_then_nothing_of_it_stays(client: Client, path: str, status: int) -> None:
    assert client.post(path).status_code == status
    assert not Body.objects.filter(name__startswith="written before").exists()
    assert actor_now() == ""


def test_request_when_right_is_missing_then_refused_in_a_sentence(client: Client, alice: Person) -> None:
    assert client.get("/search/").status_code == 200
    alice.roles.update(ended_at=timezone.now())
    answer = client.get("/search/")
    assert answer.status_code == 403
    assert "search evidence" in answer.content.decode()


def test_request_when_nobody_then_led_to_sign_in_and_policies_know_nobody() -> None:
    assert Client().get("/open/").content == b""
    answer = Client().get("/who/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/who/")


def test_request_by_token_then_acts_as_its_person(alice: Person) -> None:
    headers = {"Authorization": token_of(alice)}
    assert Client().get("/api/who/", headers=headers).content.decode() == str(alice.pk)


@pytest.mark.parametrize(
    "fields",
    [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}],
    ids=["revoked", "expired"],
)
def test_request_by_token_when_it_no_longer_holds_then_refused(alice: Person, fields: dict[str, object]) -> None:
    answer = Client().get("/api/who/", headers={"Authorization": token_of(alice, **fields)})
    assert answer.status_code == 401


def test_request_by_wrong_token_when_a_session_is_open_then_the_session_does_not_help(client: Client) -> None:
    assert client.get("/api/who/", headers={"Authorization": "Token wrong"}).status_code == 401


@pytest.mark.parametrize("state", ["suspended", "deactivated", "invited"])
def test_request_when_no_longer_active_then_refused_at_once(client: Client, alice: Person, state: str) -> None:
    authorization = token_of(alice)
    Person.objects.filter(pk=alice.pk).update(state=state)
    assert client.get("/who/").status_code == 302
    assert Client().get("/api/who/", headers={"Authorization": authorization}).status_code == 401


def test_request_when_account_expired_then_refused(client: Client, alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/who/").status_code == 302


def test_mark_when_a_view_opens_its_own_transactions_then_none_is_held_while_bytes_flow(
    client: Client, alice: Person
) -> None:
    inside, outside = b"".join(client.get("/flows/").streaming_content).decode().split("|")
    assert inside == str(alice.pk)
    assert outside == ""


def test_fault_of_the_database_then_the_log_names_no_value(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(NothingPersonal())
    try:
        raise IntegrityError("DETAIL: Key (email)=(alena@example.org) already exists")
    except IntegrityError:
        logging.getLogger("django.request").exception("it failed")
    assert "it failed" in caplog.text
    assert "alena" not in caplog.text


def test_routes_then_every_pattern_names_its_rule() -> None:
    assert all(pattern.callback.access_rule for _, pattern in patterns())
