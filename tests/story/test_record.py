"""The record of an interview on a telephone, in both languages of partners, in real Chromium."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from consent.actions import records
from consent.models import ConsentForm
from consent.words import Capacity, Purpose
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from interviews.models import Witness
from tests.consenting import make_form, make_proof, taking, yes
from tests.disclosures.conftest import browse_as, in_database
from tests.intake import let_go, make_partner
from tests.server import Server
from tests.story import record
from tests.story.phone import HEIGHT, WIDTH, Phone

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def make_desk(language: str) -> tuple[Person, ConsentForm]:
    with transaction.atomic():
        partner = make_partner("Олеся")
        partner.language = language
        partner.save(update_fields=["language"])
        return partner, make_form()


@pytest.mark.parametrize("language", ["ru", "be"])
def test_record_when_kept_on_a_telephone_then_whole_signed_and_locked(language: str, house: Server, page: Page) -> None:
    partner, form = in_database(lambda: make_desk(language))

    def within(work: Any) -> None:
        def whole() -> bool:
            with transaction.atomic():
                set_actor(partner.pk)
                work()
            return True

        in_database(whole)

    def consent() -> None:
        """As on its own page, which has a story of its own."""
        capacities = (Capacity.GUARDIAN_WITH_ASSENT, Capacity.SELF)
        registered = Witness.objects.visible_to(partner).order_by("registered_at")
        for witness, capacity in zip(registered, capacities, strict=True):
            records.record_consent(
                witness=witness,
                taking=taking(form, capacity=capacity),
                answers=[yes(Purpose.STORE_ANALYSE)],
                proof=make_proof(witness, partner),
                by=partner,
            )

    browse_as(partner, page, house)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    pictures = os.environ.get("STORY_PICTURES")
    phone = Phone(page, house.url, language, Path(pictures) if pictures else None)
    record.everything(phone, lambda: within(lambda: let_go(partner)), lambda: within(consent))
    assert len(phone.looked) > 30
