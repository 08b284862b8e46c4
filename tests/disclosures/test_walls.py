"""What the database refuses by itself, each rule from both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from disclosures import words
from disclosures.actions import approval
from disclosures.models import Approval, Disclosure, Entry, Request
from iapb.access.constraints import sentence_of
from iapb.accounts.models import Person
from tests.cast import make_person
from tests.disclosures.cases import Desk

pytestmark = pytest.mark.django_db
UNSCOPED = "a test goes round the actions"


def refused(name: str, act: Callable[[], Any]) -> None:
    """The act breaks the named rule, and the rule has a sentence."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    assert error.value.__cause__.diag.constraint_name == name
    assert sentence_of(error.value) == words.CONSTRAINTS[name]


def sign(disclosure: Disclosure, by: Person, capacity: str, **fields: Any) -> Approval:
    given = Approval(
        **{"prepared_by_id": disclosure.prepared_by_id, "manifest_sha256": disclosure.manifest_sha256, **fields},
        disclosure=disclosure, by=by, capacity=capacity,
    )  # fmt: skip
    given.save(force_insert=True)
    return given


def put(disclosure: Disclosure, **fields: Any) -> None:
    Disclosure.objects.unscoped(UNSCOPED).filter(pk=disclosure.pk).update(**fields)


@pytest.fixture
def submitted(desk: Desk) -> Disclosure:
    return desk.submitted()


def test_approval_when_given_by_the_preparer_then_refused(desk: Desk) -> None:
    preparer = make_person("Pia", "disclosure_officer", "legal_approver")
    disclosure = desk.submitted()
    desk.acts(desk.officer)
    approval.take_back_to_change(disclosure, by=desk.officer)
    put(disclosure, prepared_by=preparer, preparers=[preparer.pk], state="in_review")
    disclosure = desk.again(disclosure)
    desk.acts(preparer)
    refused("approver_is_not_the_preparer", lambda: sign(disclosure, preparer, "legal"))
    refused("approval_knows_the_preparer", lambda: sign(disclosure, preparer, "legal", prepared_by_id=desk.officer.pk))
    desk.acts(desk.legal)
    assert sign(disclosure, desk.legal, "legal").pk


def test_approval_when_the_approver_had_a_hand_in_it_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.officer)
    approval.take_back_to_change(submitted, by=desk.officer)
    put(submitted, preparers=[desk.officer.pk, desk.legal.pk], state="in_review")
    desk.acts(desk.legal)
    refused("approver_had_no_hand_in_it", lambda: sign(desk.again(submitted), desk.legal, "legal"))
    desk.acts(desk.both)
    assert sign(desk.again(submitted), desk.both, "legal").pk


def test_approval_when_same_capacity_or_person_twice_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.both)
    sign(submitted, desk.both, "legal")
    refused("one_approval_per_person", lambda: sign(submitted, desk.both, "safety"))
    desk.acts(desk.legal)
    refused("one_approval_per_capacity", lambda: sign(submitted, desk.legal, "legal"))
    desk.acts(desk.safety)
    assert sign(submitted, desk.safety, "safety").pk


def test_approval_when_of_another_manifest_or_state_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.legal)
    refused("approval_fits_the_manifest", lambda: sign(submitted, desk.legal, "legal", manifest_sha256="0" * 64))
    put(submitted, state="returned")
    refused("approval_fits_the_manifest", lambda: sign(submitted, desk.legal, "legal"))
    put(submitted, state="in_review")
    assert sign(submitted, desk.legal, "legal").pk


def test_approval_when_role_is_missing_or_ended_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.safety)
    refused("approver_holds_the_role", lambda: sign(submitted, desk.safety, "legal"))
    assert sign(submitted, desk.safety, "safety").pk
    desk.legal.roles.update(ended_at=timezone.now())
    connection.cursor().execute("select set_config('iapb.actor', %s, true)", [str(desk.legal.pk)])
    # Without a role the row of the disclosure is not even seen.
    with pytest.raises(IntegrityError), transaction.atomic():
        sign(submitted, desk.legal, "legal")


def test_approval_when_given_in_anothers_name_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.legal)
    refused("approval_is_ones_own", lambda: sign(submitted, desk.safety, "safety"))
    desk.acts(desk.safety)
    assert sign(submitted, desk.safety, "safety").pk


def test_approval_when_void_then_never_valid_again(desk: Desk, submitted: Disclosure) -> None:
    desk.approve(submitted, "legal", desk.legal)
    ours = Approval.objects.unscoped(UNSCOPED).filter(disclosure=submitted)
    refused("voided_approval_says_why", lambda: ours.update(voided_at=timezone.now()))
    put(submitted, state="returned")
    assert ours.get().voided_because
    refused("approval_voided_for_good", lambda: ours.update(voided_at=None, voided_because=""))


def test_approval_when_rewritten_or_deleted_then_refused(desk: Desk, submitted: Disclosure) -> None:
    desk.approve(submitted, "legal", desk.legal)
    ours = Approval.objects.unscoped(UNSCOPED).filter(disclosure=submitted)
    for act in (lambda: ours.update(by=desk.safety), lambda: ours.update(note="x"), ours.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


def test_release_when_one_approval_then_refused_and_with_two_allowed(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.both)
    sign(submitted, desk.both, "legal")
    for state in ("approved", "building", "built", "delivered"):
        refused("release_needs_two_approvals", lambda state=state: put(submitted, state=state))
    desk.acts(desk.safety)
    sign(submitted, desk.safety, "safety")
    put(submitted, state="approved")
    desk.both.roles.update(ended_at=timezone.now())
    refused("release_needs_two_approvals", lambda: put(submitted, state="building"))


def test_release_when_the_manifest_was_swapped_then_refused(desk: Desk) -> None:
    disclosure = desk.approved()
    content = bytes(disclosure.manifest) + b" "
    refused("disclosure_manifest_is_what_it_hashes_to", lambda: put(disclosure, manifest=content))
    from disclosures.manifest import sha256

    put(disclosure, manifest=content, manifest_sha256=sha256(content))
    assert not Approval.objects.unscoped(UNSCOPED).filter(disclosure=disclosure, voided_at=None).exists()
    refused("release_needs_two_approvals", lambda: put(disclosure, state="building"))


def test_disclosure_when_begun_elsewhere_than_at_the_beginning_then_refused(desk: Desk) -> None:
    desk.acts(desk.officer)
    fields = {"request": desk.request, "prepared_by": desk.officer, "version": 7}
    frozen = {"manifest": b"{}", "manifest_sha256": "0" * 64, "frozen_at": timezone.now()}

    def begin(**more: Any) -> None:
        Disclosure(**{**fields, "preparers": [desk.officer.pk], **more}).save(force_insert=True)

    refused("disclosure_begins_as_a_selection", lambda: begin(state="approved", **frozen))
    refused("disclosure_preparer_is_among_preparers", lambda: begin(preparers=[]))
    refused("disclosure_manifest_is_whole", lambda: begin(manifest=b"{}"))
    begin()
    refused("disclosure_version_once", begin)


def test_disclosure_when_submitted_without_manifest_then_refused(desk: Desk) -> None:
    disclosure = desk.selected()
    refused("disclosure_past_selection_is_frozen", lambda: put(disclosure, state="in_review"))


def test_preparers_when_submitted_then_settled(desk: Desk, submitted: Disclosure) -> None:
    desk.acts(desk.officer)
    rule = "preparers_change_only_while_selecting"
    refused(rule, lambda: put(submitted, prepared_by=desk.second, preparers=[desk.second.pk]))
    refused(rule, lambda: put(submitted, preparers=[desk.officer.pk, desk.legal.pk]))
    put(submitted, state="returned")
    put(submitted, prepared_by=desk.second, preparers=[desk.officer.pk, desk.second.pk])


def test_entry_when_selection_is_frozen_then_neither_changed_nor_moved(desk: Desk) -> None:
    disclosure = desk.submitted()
    entries = Entry.objects.unscoped(UNSCOPED).filter(disclosure=disclosure)
    other = Disclosure(request=desk.request, version=9, prepared_by=desk.officer, preparers=[desk.officer.pk])
    other.save(force_insert=True)
    rule = "frozen_selection_does_not_change"
    refused(rule, lambda: entries.update(outcome="ALLOW"))
    refused(rule, lambda: entries.update(disclosure=other))
    refused(rule, entries.delete)
    one = entries.first()
    copy = Entry(
        disclosure=other, item_id=one.item_id, text_id=one.text_id, item_file_id=one.item_file_id, outcome="ALLOW",
        material="account", decided_at=timezone.now(), added_by=desk.officer,
    )  # fmt: skip
    copy.save(force_insert=True)
    refused(rule, lambda: Entry.objects.unscoped(UNSCOPED).filter(pk=copy.pk).update(disclosure=disclosure))
    put(disclosure, state="returned")
    entries.update(outcome="HOLD")


def test_entry_when_both_or_twice_then_refused(desk: Desk) -> None:
    disclosure = desk.selected()
    one = Entry.objects.unscoped(UNSCOPED).filter(disclosure=disclosure, text=None).first()
    fields = {
        "disclosure": disclosure, "item_id": one.item_id, "outcome": "DENY", "material": "account",
        "decided_at": timezone.now(), "added_by": desk.officer,
    }  # fmt: skip
    refused("entry_is_a_file_or_a_text", lambda: Entry(**fields).save(force_insert=True))
    refused("entry_once", lambda: Entry(**fields, item_file_id=one.item_file_id).save(force_insert=True))


def test_request_when_impossible_then_refused(desk: Desk) -> None:
    desk.acts(desk.officer)
    ours = Request.objects.unscoped(UNSCOPED).filter(pk=desk.request.pk)
    refused("refused_request_says_why", lambda: ours.update(state="refused"))
    ours.update(state="refused", refusal="Not competent.")
    refused("request_deadline_after_receipt", lambda: ours.update(deadline=desk.interview.held_on))
    ours.update(deadline=desk.request.received_on)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ours.delete()


def test_every_named_rule_has_a_sentence() -> None:
    """Checks and unique constraints of our tables, and the rules that triggers name."""
    from disclosures.migrations import __path__ as where

    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where conrelid::regclass::text like 'disclosures\\_%%'"
            " and contype in ('c', 'u') and conname not like '%%\\_check'"
        )
        ours = {name for (name,) in cursor.fetchall()}
    import re
    from pathlib import Path

    for path in Path(next(iter(where))).glob("*.py"):
        ours |= set(re.findall(r"disclosures_refuse\('(\w+)'\)", path.read_text()))
    unnamed = {name for name in ours if name.endswith("_key")} - words.CONSTRAINTS.keys()
    assert ours - words.CONSTRAINTS.keys() - unnamed == set()
