"""What is selected, and what the decision says of it."""

from __future__ import annotations

import pytest

from disclosures import reasons
from disclosures.actions import approval, requests, selection
from disclosures.models import Disclosure, Entry
from iapb.access.errors import Invalid, Refused
from interviews.models import WitnessStatus
from tests.disclosures.cases import Desk, add_text, make_document, make_request, make_witness

pytestmark = pytest.mark.django_db


def entries(disclosure: Disclosure) -> list[Entry]:
    return list(Entry.objects.unscoped("a test reads").filter(disclosure=disclosure))


def test_add_when_facts_allow_then_each_part_may_go_with_its_snapshot(desk: Desk) -> None:
    found = entries(desk.selected())

    assert [entry.outcome for entry in found] == ["ALLOW"] * 3
    assert {entry.material for entry in found} == {"account", "recording_audio"}
    assert all(entry.caveats == ["no_onward_sharing"] for entry in found)
    agreed = found[0].consent[0]
    assert (agreed["identity"], agreed["purpose"], agreed["epoch"]) == ("identified", "national_prosecution", 0)
    assert agreed["witness"] == desk.witness.code


def test_add_when_lawyer_asks_then_row_7_denies_in_a_sentence(desk: Desk) -> None:
    desk.acts(desk.officer)
    request = make_request(desk.lawyer, desk.officer)
    disclosure = requests.begin(request, by=desk.officer)
    selection.add_items(disclosure, [desk.interview], by=desk.officer)

    assert request.purpose == "lawyer_third_party"
    for entry in entries(disclosure):
        assert entry.outcome == "DENY"
        told = reasons.shown(entry.reasons)
        assert [one.row for one in told if one.outcome == "DENY"] == [7]
        assert "giving it to lawyers in cases of others" in str(told[0].sentence)
        assert "consent" not in entry.caveats


def test_add_when_twice_then_once(desk: Desk) -> None:
    disclosure = desk.selected()

    assert selection.add_items(disclosure, [desk.interview], by=desk.officer) == 0
    assert len(entries(disclosure)) == 3


def test_add_when_machine_made_then_the_manifest_says_so(desk: Desk) -> None:
    desk.acts(desk.partner)
    add_text(
        desk.interview, desk.partner, None, maker="machine", kind="ocr", engine="tesseract", engine_version="5"
    )  # fmt: skip
    disclosure = desk.submitted()

    assert b'"maker":"machine"' in bytes(disclosure.manifest)


def test_add_when_proof_of_consent_hangs_on_the_item_then_left_out(desk: Desk) -> None:
    from tests.disclosures.cases import add_file

    desk.acts(desk.partner)
    add_file(desk.interview, desk.partner, "consent_proof", b"signed")

    assert len(entries(desk.selected())) == 3


def test_remove_when_one_of_a_family_then_the_family(desk: Desk) -> None:
    disclosure = desk.selected()

    assert selection.remove_items(disclosure, [desk.interview], by=desk.officer) == 3
    assert entries(disclosure) == []


def test_keep_only_what_may_go_when_another_is_stopped_then_it_is_taken_out(desk: Desk) -> None:
    desk.acts(desk.partner)
    other = make_witness(desk.collection, desk.partner)
    unasked = make_document(other, desk.partner)
    disclosure = desk.selected(desk.interview, unasked)
    assert {entry.outcome for entry in entries(disclosure)} == {"ALLOW", "DENY"}

    selection.keep_only_what_may_go(disclosure, by=desk.officer)
    assert {entry.item_id for entry in entries(disclosure)} == {desk.interview.pk}


def test_screen_when_facts_changed_then_decided_anew(desk: Desk) -> None:
    disclosure = desk.selected()
    desk.acts(desk.partner)
    WitnessStatus(
        witness=desk.witness, status="detained", status_on=desk.interview.held_on, circumstances_changed=False,
        open_rights_request=False, stated_by=desk.partner,
    ).save(force_insert=True)  # fmt: skip
    desk.acts(desk.officer)
    selection.screen(disclosure, by=desk.officer)

    found = entries(disclosure)
    assert {entry.outcome for entry in found} == {"HOLD"}
    assert found[0].reasons[0]["row"] == 20


def test_change_when_submitted_then_refused_until_taken_back(desk: Desk) -> None:
    disclosure = desk.submitted()
    for act in (selection.add_items, selection.remove_items):
        with pytest.raises(Invalid) as refusal:
            act(disclosure, [desk.interview], by=desk.officer)
        assert "frozen" in str(refusal.value.sentence)

    approval.take_back_to_change(disclosure, by=desk.officer)
    assert selection.remove_items(disclosure, [desk.interview], by=desk.officer) == 3


@pytest.mark.parametrize("who", ["legal", "safety", "analyst", "partner", "dpo"])
def test_prepare_when_role_is_another_then_refused(desk: Desk, who: str) -> None:
    disclosure = desk.selected()
    person = desk.acts(getattr(desk, who))
    for act in (
        lambda: selection.add_items(disclosure, [desk.interview], by=person),
        lambda: selection.remove_items(disclosure, [desk.interview], by=person),
        lambda: selection.screen(disclosure, by=person),
        lambda: approval.submit(disclosure, by=person),
        lambda: approval.take_back_to_change(disclosure, by=person),
        lambda: approval.give_up(disclosure, why="x", by=person),
        lambda: requests.begin(desk.request, by=person),
        lambda: requests.refuse(desk.request, why="x", by=person),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("who", ["analyst", "partner"])
def test_read_when_not_of_the_desk_then_nothing(desk: Desk, who: str) -> None:
    disclosure = desk.selected()
    person = desk.acts(getattr(desk, who))

    assert not Disclosure.objects.visible_to(person).exists()
    assert not Disclosure.objects.unscoped("the second wall alone").filter(pk=disclosure.pk).exists()
    assert not Entry.objects.unscoped("the second wall alone").exists()
