"""The register of earlier disclosures: brought in by the officer, seen by the desk alone, told where consent ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from disclosures.models import PastDisclosure, PastEntry
from disclosures.waiting import for_officer
from evidence.importing import actions, dry_run
from evidence.importing.models import BroughtIn
from evidence.importing.places import Folder
from evidence.importing.report import Report
from iapb.access.errors import Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.jobs.box import Box
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.disclosures.cases import Desk, make_desk
from tests.importing.conftest import write
from tests.importing.test_run import AGAIN, ONCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Desk:
    desk = make_desk()
    keys.provider().new_subject_key(desk.witness.pk)
    return desk


@pytest.fixture
def register(desk: Desk, tmp_path: Path) -> Path:
    made = tmp_path / "register"
    made.mkdir()
    past = {"id": "p1", "recipient": desk.prosecutor.code, "disclosed_on": "2021-06-01", "to": "Registry",
            "purpose": "national_prosecution"}  # fmt: skip
    write(made, "past_disclosures", [past])
    write(made, "past_entries", [{"id": "e1", "disclosure": "p1", "item": desk.interview.reference, "what": "summary"}])
    return made


def _run(folder: Path, desk: Desk, by: Person) -> Report:
    desk.acts(by)
    chosen = {"by": by, "collection": desk.collection.pk}
    try:
        return actions.run(dry_run.examine(Folder(folder), box=Box(), **chosen), **chosen)
    finally:
        set_actor(by.pk)


def test_register_when_brought_in_then_who_received_what_stands_and_nothing_is_doubled(
    desk: Desk, register: Path
) -> None:
    report = _run(register, desk, desk.officer)
    assert report.lines == []
    assert report.counts == {"past_disclosures": ONCE, "past_entries": ONCE}
    entry = PastEntry.objects.visible_to(desk.officer).select_related("disclosure").get()
    assert (entry.item_id, entry.disclosure.recipient_id) == (desk.interview.pk, desk.prosecutor.pk)
    assert Event.objects.filter(event="item.disclosed_before", object=str(desk.interview.pk)).count() == 1
    assert _run(register, desk, desk.officer).counts == {"past_disclosures": AGAIN, "past_entries": AGAIN}
    page = signed_in(desk.officer).get(reverse("past_disclosures")).content.decode()
    assert desk.prosecutor.name in page
    assert desk.interview.reference in page
    kept = signed_in(desk.officer).get(reverse("past_disclosures_list")).content.decode("utf-8-sig")
    assert f"2021-06-01,{desk.prosecutor.name}" in kept


def test_partner_and_analyst_when_looking_then_neither_the_register_nor_that_it_was_brought_in(
    desk: Desk, register: Path
) -> None:
    _run(register, desk, desk.officer)
    for other in (desk.partner, desk.analyst):
        desk.acts(other)
        assert not PastDisclosure.objects.visible_to(other).exists()
        assert not PastDisclosure.objects.unscoped("the policy must refuse on its own").exists()
        assert not BroughtIn.objects.visible_to(other).filter(kind__startswith="past_").exists()
        assert signed_in(other).get(reverse("past_disclosures")).status_code == 403
        with pytest.raises(Refused):
            _run(register, desk, other)


def test_recipient_when_not_in_the_register_then_told(desk: Desk, register: Path) -> None:
    write(register, "past_disclosures", [{"id": "p1", "recipient": "NOBODY", "disclosed_on": "2021-06-01"}])
    report = _run(register, desk, desk.officer)
    assert report.counts["past_disclosures"]["refused"] == report.counts["past_entries"]["refused"] == 1
    assert "Register the recipient first" in str(report.lines[0].sentence)


def test_consent_when_withdrawn_then_the_officer_is_told_whom_to_tell(desk: Desk, register: Path) -> None:
    _run(register, desk, desk.officer)

    def told() -> list[str]:
        desk.acts(desk.officer)
        return [str(one.title) for one in for_officer(desk.officer) if "earlier disclosure" in str(one.detail)]

    assert told() == []
    desk.withdraw()
    assert told() == [f"{desk.prosecutor.name} 2021-06-01"]


def test_row_when_brought_in_then_it_does_not_change(desk: Desk, register: Path) -> None:
    _run(register, desk, desk.officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('disclosures_pastdisclosure', 'update'),"
            " has_table_privilege('disclosures_pastentry', 'delete')"
        )
        assert cursor.fetchone() == (False, False)
