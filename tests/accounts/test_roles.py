"""Roles: granted by one, confirmed by another, for a term."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from iapb.accounts.actions import roles
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import Person, RoleAssignment
from iapb.accounts.roles import roles_of
from tests.accounts.conftest import again, events, in_days
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(adele: Person, otto: Person) -> RoleAssignment:
    return roles.grant(person=otto, role="reviewer", until=in_days(30), by=adele)


def test_grant_then_counts_only_once_a_second_person_confirms(
    waiting: RoleAssignment, otto: Person, bruno: Person
) -> None:
    assert roles_of(again(otto)) == {"analyst"}
    roles.confirm(assignment=waiting, by=bruno)
    assert roles_of(again(otto)) == {"analyst", "reviewer"}
    assert [event.actor for event in events("role.confirmed")] == [str(bruno.pk)]


def test_confirm_when_granter_holder_or_stranger_then_refused(
    waiting: RoleAssignment, adele: Person, otto: Person
) -> None:
    for by in (adele, otto, make_person("Stranger", "auditor")):
        with pytest.raises(Refused):
            roles.confirm(assignment=waiting, by=by)
    assert not events("role.confirmed")


def test_confirm_when_the_person_has_not_accepted_then_refused(adele: Person, bruno: Person) -> None:
    """Else the granter could take a new link afterwards and become a person whose role stands."""
    invited = make_person("Ida", state=Person.State.INVITED)
    made = roles.grant(person=invited, role="analyst", until=in_days(3), by=adele)
    with pytest.raises(Invalid):
        roles.confirm(assignment=made, by=bruno)
    assert made not in RoleAssignment.objects.to_confirm_by(bruno)
    Person.objects.filter(pk=invited.pk).update(state="active")
    assert made in RoleAssignment.objects.to_confirm_by(bruno)
    roles.confirm(assignment=made, by=bruno)


def test_confirm_when_the_holder_administers_then_still_refused(adele: Person, bruno: Person) -> None:
    made = roles.grant(person=bruno, role="legal_approver", until=in_days(3), by=adele)
    with pytest.raises(Refused):
        roles.confirm(assignment=made, by=bruno)


def test_confirm_when_the_confirmers_own_role_ended_then_refused(waiting: RoleAssignment, bruno: Person) -> None:
    bruno.roles.update(ended_at=timezone.now())
    with pytest.raises(Refused):
        roles.confirm(assignment=waiting, by=again(bruno))


def test_confirm_when_done_ended_or_run_out_then_refused(waiting: RoleAssignment, bruno: Person, adele: Person) -> None:
    roles.confirm(assignment=waiting, by=bruno)
    with pytest.raises(Invalid):
        roles.confirm(assignment=waiting, by=bruno)
    ended = roles.grant(person=make_person("Ed"), role="auditor", until=in_days(1), by=adele)
    roles.end(assignment=ended, by=bruno)
    over = roles.grant(person=make_person("Ova"), role="auditor", until=in_days(1), by=adele)
    long_ago = timezone.now() - timedelta(days=9)
    RoleAssignment.objects.filter(pk=over.pk).update(granted_at=long_ago, expires_at=long_ago + timedelta(days=1))
    for assignment in (ended, over):
        with pytest.raises(Invalid):
            roles.confirm(assignment=assignment, by=bruno)


@pytest.mark.parametrize("role", ["partner", "analyst", "disclosure_officer", "auditor"])
def test_grant_when_not_an_administrator_then_refused(otto: Person, role: str) -> None:
    with pytest.raises(Refused):
        roles.grant(person=otto, role="auditor", until=in_days(1), by=make_person("Other", role))


def test_grant_when_wrong_then_a_sentence(waiting: RoleAssignment, adele: Person, otto: Person) -> None:
    gone = make_person("Gone", state=Person.State.DEACTIVATED)
    for person, role, until in (
        (adele, "auditor", in_days(1)),
        (otto, "reviewer", in_days(1)),
        (otto, "emperor", in_days(1)),
        (otto, "auditor", in_days(-1)),
        (otto, "auditor", in_days(800)),
        (gone, "auditor", in_days(1)),
    ):
        with pytest.raises(Invalid):
            roles.grant(person=person, role=role, until=until, by=adele)
    assert len(events("role.granted")) == 1


def test_grant_when_the_earlier_one_ran_out_then_made_anew(adele: Person, otto: Person) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    otto.roles.update(granted_at=long_ago, expires_at=long_ago + timedelta(days=1))
    roles.grant(person=otto, role="analyst", until=in_days(1), by=adele)
    assert otto.roles.open().count() == 1


def test_end_then_holds_from_the_next_request(adele: Person, otto: Person) -> None:
    browser = signed_in(otto)
    role = otto.roles.get()
    roles.end(assignment=role, by=adele)
    assert roles_of(again(otto)) == frozenset()
    assert browser.get(reverse("home")).status_code == 200
    with pytest.raises(Invalid):
        roles.end(assignment=role, by=adele)
    with pytest.raises(Invalid):
        roles.end(assignment=adele.roles.get(), by=adele)
    with pytest.raises(Refused):
        roles.end(assignment=adele.roles.get(), by=otto)


def test_renewal_when_asked_then_the_old_term_runs_until_another_confirms(
    adele: Person, bruno: Person, otto: Person
) -> None:
    role, old = otto.roles.get(), otto.roles.get().expires_at
    later = in_days(500)
    roles.ask_renewal(assignment=role, until=later, by=adele)
    role.refresh_from_db()
    assert role.in_force and role.expires_at == old
    with pytest.raises(Refused):
        roles.confirm(assignment=role, by=adele)
    roles.confirm(assignment=role, by=bruno)
    role.refresh_from_db()
    assert (role.expires_at, role.granted_by, role.confirmed_by) == (later, adele, bruno)
    assert role.renewal_until is None


def test_renewal_when_wrong_then_refused(adele: Person, bruno: Person, otto: Person) -> None:
    role = otto.roles.get()
    for until in (in_days(1), in_days(900), in_days(-1)):
        with pytest.raises(Invalid):
            roles.ask_renewal(assignment=role, until=until, by=adele)
    with pytest.raises(Invalid):
        roles.ask_renewal(assignment=adele.roles.get(), until=in_days(500), by=adele)
    with pytest.raises(Refused):
        roles.ask_renewal(assignment=role, until=in_days(500), by=otto)
    roles.ask_renewal(assignment=role, until=in_days(500), by=adele)
    roles.decline_renewal(assignment=role, by=bruno)
    role.refresh_from_db()
    assert role.in_force and role.renewal_until is None
    with pytest.raises(Invalid):
        roles.decline_renewal(assignment=role, by=bruno)


def test_database_when_one_person_does_both_then_refuses(adele: Person, bruno: Person, otto: Person) -> None:
    base = {"person": otto, "role": "reviewer", "granted_by": adele, "expires_at": in_days(1)}
    now = timezone.now()
    for name, changes in {
        "role_confirmed_by_a_second_person": {"confirmed_by": adele, "confirmed_at": now},
        "role_confirmed_by_a_second_person ": {"confirmed_by": otto, "confirmed_at": now},
        "role_confirmation_is_whole": {"confirmed_by": bruno},
        "role_confirmation_is_whole ": {"confirmed_at": now},
        "role_granted_by_someone": {"granted_by": None},
        "role_not_granted_to_self": {"granted_by": otto},
        "role_expires_after_grant": {"expires_at": now - timedelta(days=1)},
        "role_ends_after_grant": {"ended_at": now - timedelta(days=1)},
        "role_renewal_is_whole": {"renewal_until": in_days(9)},
        "role_renewal_not_asked_by_its_holder": {"renewal_until": in_days(9), "renewal_asked_by": otto},
        "one_open_assignment_per_role": {"role": "analyst"},
    }.items():
        with pytest.raises(IntegrityError, match=name.strip()), transaction.atomic():
            RoleAssignment.objects.create(**{**base, **changes})
    RoleAssignment.objects.create(**base, confirmed_by=bruno, confirmed_at=now)


def test_waiting_when_a_role_waits_then_only_who_may_confirm_is_told(
    waiting: RoleAssignment, adele: Person, bruno: Person, otto: Person
) -> None:
    told = "Otto: Reviewer"
    assert told in signed_in(bruno).get(reverse("home")).content.decode()
    for person in (adele, otto):
        assert told not in signed_in(person).get(reverse("home")).content.decode()
    assert "Confirm" in signed_in(bruno).get(reverse("person", args=[otto.pk])).content.decode()
    assert reverse("confirm_role", args=[waiting.pk]) not in (
        signed_in(adele).get(reverse("person", args=[otto.pk])).content.decode()
    )


def test_waiting_when_a_role_ends_soon_then_holder_and_administrators_are_told(adele: Person, otto: Person) -> None:
    otto.roles.update(expires_at=in_days(10))
    assert "Your role Analyst ends" in signed_in(otto).get(reverse("home")).content.decode()
    assert "Otto: Analyst" in signed_in(adele).get(reverse("home")).content.decode()
