"""Every page of an administrator's day, wide and at 360 pixels: usable by everybody, nothing cut off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from evidence.actions import case_sets, collections
from iapb.access import grant
from iapb.access.transaction import actor_transaction
from iapb.accounts import totp
from iapb.accounts.actions import demonstration, people, roles, teams
from iapb.accounts.actions.demonstration import Account
from tests.accounts.conftest import in_days
from tests.browser import check_accessibility
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def furnished(server: Server) -> tuple[Account, list[str]]:
    """A small house, and the addresses of its pages. Asked for before the browser, whose loop keeps Django out."""
    with transaction.atomic():
        anna, boris = demonstration.first_two(
            people_to_be=[("anna@example.org", "Anna Adler"), ("boris@example.org", "Boris Berg")], organisation="S"
        )
        body = teams.create_body(name="Northern Watch", by=anna.person)
        team = teams.create_team(name="Detention, August", by=anna.person)
        clara = demonstration.enrol(
            name="Clara Curie", email="clara@example.org", roles_held=["analyst"], body=body, teams=[team],
            by=anna.person, second=boris.person,
        )  # fmt: skip
        roles.grant(person=clara.person, role="reviewer", until=in_days(300), by=boris.person)
        link = people.invite(
            name="Dora Dahl", email="dora@example.org", body=body, teams_of=[team],
            roles_until={"partner": in_days(300)}, language="ru", by=boris.person,
        )  # fmt: skip
    with actor_transaction(anna.person) as by:
        collection = collections.create(name="Interviews of Northern Watch", body=body, until=in_days(20), by=by)
        case_set = case_sets.create(name="Detention centre", purpose="Detention in August", by=by)
        grant.give(case_set, to=team, until=in_days(100), by=by)
    return anna, _addresses(clara, link.person, body, team, collection, case_set)


def _addresses(clara: Account, dora: Any, body: Any, team: Any, collection: Any, case_set: Any) -> list[str]:
    plain = (
        "home people invite_person roles bodies new_body teams new_team collections new_collection case_sets "
        "new_case_set grants my_account make_token recovery_codes replace_factor account_change_password"
    )
    return [
        *(reverse(name) for name in plain.split()),
        reverse("person", args=[clara.person.pk]),
        reverse("person", args=[dora.pk]),
        reverse("deactivate_person", args=[clara.person.pk]),
        reverse("renew_role", args=[clara.person.roles.get(role="analyst").pk]),
        reverse("body", args=[body.pk]),
        reverse("team", args=[team.pk]),
        reverse("collection", args=[collection.pk]),
        reverse("case_set", args=[case_set.pk]),
    ]


def sign_in(page: Page, server: Server, account: Account) -> None:
    page.goto(f"{server.url}/sign-in/")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(totp.code_at(account.totp_secret, totp.counter_at()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")


def test_pages_when_wide_or_narrow_then_usable_by_everybody(
    server: Server, furnished: tuple[Account, list[str]], page: Page
) -> None:
    anna, addresses = furnished
    sign_in(page, server, anna)
    pictures = os.environ.get("STORY_PICTURES")
    for number, address in enumerate(addresses):
        for width in (1100, 360):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(server.url + address)
            assert answer is not None and answer.status == 200, address
            assert page.url == server.url + address
            check_accessibility(page)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{address} is {overflow} pixels too wide at {width}"
            if pictures:
                page.screenshot(path=Path(pictures) / f"look-{number:02}-{width}.png", full_page=True)


def test_form_when_a_session_ended_then_what_was_typed_comes_back(
    server: Server, furnished: tuple[Account, list[str]], page: Page
) -> None:
    anna = furnished[0]
    sign_in(page, server, anna)
    form = f"{server.url}{reverse('invite_person')}"
    page.goto(form)
    page.get_by_label("Name", exact=True).fill("Emil Erle")
    page.get_by_label("Auditor").check()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Make the link").click()
    assert "/sign-in/?next=/people/invite/" in page.url
    page.goto(form.replace("/people/invite/", "/sign-in/?next=/people/invite/"))
    page.get_by_label("E-mail").fill(anna.email)
    page.get_by_label("Password").fill(anna.password)
    page.keyboard.press("Enter")
    # The code of this period is used up; the next one is good already.
    page.get_by_label("Code").fill(totp.code_at(anna.totp_secret, totp.counter_at() + 1))
    page.keyboard.press("Enter")
    page.wait_for_url(form)
    assert page.get_by_label("Name", exact=True).input_value() == "Emil Erle"
    assert page.get_by_label("Auditor").is_checked()
    page.get_by_label("E-mail").fill("emil@example.org")
    page.get_by_role("button", name="Make the link").click()
    assert "One-time link" in page.locator("h1").inner_text()
    page.goto(form)
    assert page.get_by_label("Name", exact=True).input_value() == ""
