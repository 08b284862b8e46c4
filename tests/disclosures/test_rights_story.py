"""In real Chromium: the data protection officer's desk, a pause, a denial; a form that outlives the polling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from evidence.models import ItemFile
from iapb import jobs
from iapb.accounts.models import Person
from interviews.actions import facts
from tests.cast import make_person
from tests.disclosures import cases
from tests.disclosures.cases import Desk
from tests.disclosures.conftest import in_database
from tests.disclosures.test_story import look
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(server: Server) -> Desk:
    def make() -> Desk:
        with transaction.atomic():
            desk = cases.make_desk()
            desk.more["admin"] = make_person("Adam", "account_administrator")
            partner = desk.acts(desk.partner)
            facts.state_status(
                witness=desk.witness, status="reachable", status_on=timezone.localdate(), circumstances_changed=False,
                open_rights_request=True, by=partner,
            )  # fmt: skip
            file = ItemFile.objects.visible_to(partner).filter(item=desk.interview).first()
            jobs.ask("read_back", file.file_id, by=partner)
        return desk

    return in_database(make)


def test_desk_when_a_reason_is_given_then_opened_paused_and_closed_again(
    desk: Desk, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(desk.dpo)
    page.goto(server.url)
    expect(page.get_by_text("a rights request is open")).to_be_visible()
    page.goto(f"{server.url}/rights/")
    look(page, "rights_desk")
    page.get_by_label("Code of the witness").fill(desk.witness.code)
    page.get_by_role("button", name="Open with this reason").click()
    expect(page.get_by_label("What you have to decide")).to_be_focused()
    look(page, "rights_desk_refused")
    page.get_by_label("What you have to decide").fill("Request for restriction, to be decided this month")
    page.get_by_role("button", name="Open with this reason").click()
    expect(page.get_by_role("heading", name=desk.witness.code)).to_be_visible()
    look(page, "witness_for_a_reason")
    page.goto(f"{server.url}/rights/")
    look(page, "rights_desk_open")
    page.get_by_role("link", name="Record a pause").click()
    look(page, "pause")
    page.get_by_label("How the witness told us").select_option(index=1)
    page.get_by_role("button", name="Record the pause").click()
    expect(page.get_by_text("The witness paused the consent.")).to_be_visible()
    look(page, "paused")
    page.goto(f"{server.url}/rights/")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()


def test_denial_when_an_administrator_names_a_witness_then_listed_unseen(
    desk: Desk, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(desk.more["admin"])
    page.goto(f"{server.url}/grants/")
    page.get_by_role("link", name="Close material to a person").click()
    look(page, "denial")
    page.get_by_label("Person").select_option(label="Anna")
    page.get_by_label("What stays closed").fill("W-00000")
    page.get_by_label("Why").fill("A relative works there")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Nothing is registered under this.")).to_be_visible()
    page.get_by_label("What stays closed").fill(desk.witness.code)
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("everything of one witness")).to_be_visible()
    look(page, "denials")


def test_role_of_a_file_when_the_part_is_asked_for_again_then_the_form_stays(
    desk: Desk, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(desk.partner)
    page.goto(f"{server.url}/items/{desk.interview.pk}/")
    page.get_by_text("Correct the role").first.click()
    role = page.get_by_label("Role").first
    # Two rounds of the polling pass while the form is open.
    page.wait_for_timeout(5000)
    expect(role).to_be_visible()
    role.select_option("photo")
    look(page, "correct_the_role")
