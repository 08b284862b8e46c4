"""A second click on every button: nothing is doubled, and the answer is one a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import signed_in
from tests.clicks.buttons import BUTTONS, Click
from tests.clicks.stage import Stage, acts

pytestmark = pytest.mark.django_db

# Sent to look something up, or to set a cookie; they write nothing at all.
QUESTIONS = {
    "people", "roles", "bodies", "teams", "collections", "case_sets", "grants", "witnesses", "interviews",
    "documents", "recipients", "requests", "disclosures", "register", "register_suggest", "search", "find_entries",
    "packages", "past_disclosures", "language_of_browser", "given_case_sets", "check_receipt", "one_account",
    "coding_work", "comparisons", "corroboration", "rule_log", "agreement", "questions", "asked_questions",
    "works",
}  # fmt: skip
# Steps of signing in, each good for one time only; tests/accounts has them one by one.
SIGNING_IN = {
    "sign_in", "account_login", "mfa_authenticate", "mfa_reauthenticate", "account_logout", "accept_invitation",
    "account_change_password", "second_factor", "replace_factor", "new_recovery_codes",
}  # fmt: skip
# A package is built and leaves with real bytes and two processes: tests/packages clicks these.
OF_PACKAGES = {
    "build_package", "hand_over_package", "confirm_receipt", "close_disclosure", "recall_package", "answer_recall",
}  # fmt: skip
# Each reading is told to the ledger, however often it happens.
READINGS = {
    "identity",
    "person_name",
    "original",
    "consent_proof",
    "play",
    "show_copy",
    "small_pictures",
    "ledger:export",
    "export_agreement",
    "export_timeline",
}
# Each press is a deed of its own, told in the ledger; the tables in which a row may change or come again.
ANEW = {
    "screen_disclosure": {"disclosures_entry", "ledger_event", "ledger_eventdetail"},
    "new_link": {"accounts_invitation", "ledger_event", "ledger_eventdetail"},
    "save_draft": {"interviews_draft"},
    "keep_talk_draft": {"coding_talkdraft"},
    "keep_answer_draft": {"coding_talkdraft"},
}
# How often somebody asked, and their cookie; both change with any request.
HOUSEKEEPING = {"iapb_cache", "django_session", "usersessions_usersession"}
Picture = dict[str, tuple[int, int]]


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def methods_of(view: Any) -> set[str] | None:
    """As far as the view says which it takes; None where it does not."""
    known = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if known:
        return {name.upper() for name in known.http_method_names if hasattr(known, name)}
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            return set(view.__closure__[names.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def buttons_of_the_house() -> set[str]:
    pages = {name: entry.callback for name, entry in routes() if not name.removeprefix("ledger:").startswith("api")}
    return {name for name, view in pages.items() if "POST" in (methods_of(view) or {"POST"})}


def picture(by: Any) -> Picture:
    """Every table as this person sees it: how many rows, and what stands in them."""
    acts(by)
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            " and has_table_privilege(oid, 'select')"
        )
        tables = {name for (name,) in cursor.fetchall()} - HOUSEKEEPING
        parts = [
            f"select '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from {name} t"
            for name in sorted(tables)
        ]
        cursor.execute(" union all ".join(parts))
        return {name: (number, content) for name, number, content in cursor.fetchall()}


def changed(before: Picture, after: Picture) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture(autouse=True)
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one button installs is not there for the next."""
    monkeypatch.setattr(settings, "MODEL_ROOT", tmp_path / "models")


@pytest.fixture(autouse=True)
def fresh_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from iapb.accounts import fresh

    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)


def test_table_when_compared_with_the_routes_then_every_button_is_in_it() -> None:
    assert set(BUTTONS) | QUESTIONS | SIGNING_IN | READINGS | OF_PACKAGES == buttons_of_the_house()


def press(client: Client, name: str, click: Click) -> HttpResponse:
    return client.post(reverse(name, kwargs=click.address or None), click.sent)


@pytest.mark.parametrize("name", sorted(set(BUTTONS) - READINGS))
def test_button_when_clicked_twice_then_nothing_is_doubled(name: str, stage: Stage) -> None:
    click = BUTTONS[name](stage)
    client = signed_in(acts(click.by))
    before = picture(click.by)
    first = press(client, name, click)
    once = picture(click.by)
    assert first.status_code in (200, 302), first.content.decode()[-3000:]
    assert changed(before, once), "the first click did nothing"
    second = press(client, name, click)
    twice = picture(click.by)
    assert changed(once, twice) - ANEW.get(name, set()) == set()
    assert all(once[table][0] == twice[table][0] for table in once if table not in ANEW.get("new_link", set()))
    assert second.status_code in (200, 302, 403, 404, 422)
    if second.status_code not in (200, 302):
        assert "<main" in second.content.decode()
