"""Suspending, deactivating, moving: what ends, at once, and what passes to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from iapb.accounts import handover
from iapb.accounts.actions import demonstration, people, recovery, teams, tokens
from iapb.accounts.actions.states import TRANSITIONS, move
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import ApiToken, KnownDevice, Person, Recovery, TeamMembership
from iapb.accounts.roles import roles_of
from tests.accounts.conftest import PASSWORD, again, events, in_days
from tests.cast import make_body, make_person, make_team, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Person, Person, Person]]:
    """Open work of three, and where it went."""
    went: list[tuple[Person, Person, Person]] = []
    provider = handover.Provider(
        "tests", "things to do", lambda person: 0 if went else 3, lambda *who: went.append(who)
    )
    monkeypatch.setattr(handover, "_providers", {"tests": provider})
    return went


def test_suspend_then_sessions_and_tokens_are_dead_on_the_next_request(adele: Person, otto: Person) -> None:
    browser, other = signed_in(otto), signed_in(otto)
    token = tokens.make(label="script", until=in_days(9), by=otto)
    assert browser.get(reverse("home")).status_code == 200
    people.suspend(person=otto, reason="telephone stolen", by=adele)
    for one in (browser, other):
        assert one.get(reverse("home"))["Location"] == "/sign-in/"
    assert not UserSession.objects.filter(user=otto).exists()
    answer = other.get("/api/anything/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code in (401, 404)
    assert not ApiToken.objects.valid().filter(person=otto).exists()
    assert roles_of(again(otto)) == frozenset()
    people.reactivate(person=again(otto), by=adele)
    assert roles_of(again(otto)) == {"analyst"}
    # What was ended stays ended.
    assert browser.get(reverse("home")).status_code == 302
    assert {len(events(name)) for name in ("person.suspended", "person.reactivated", "session.ended")} == {1}


def test_suspend_when_wrong_then_refused(adele: Person, otto: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        people.suspend(person=otto, reason="  ", by=adele)
    assert refusal.value.field == "reason"
    with pytest.raises(Invalid):
        people.suspend(person=adele, reason="myself", by=adele)
    with pytest.raises(Invalid):
        people.reactivate(person=otto, by=adele)
    for call in (
        lambda by: people.suspend(person=adele, reason="revenge", by=by),
        lambda by: people.reactivate(person=adele, by=by),
        lambda by: people.deactivate(person=adele, to=None, by=by),
        lambda by: people.move_to_body(person=adele, body=None, by=by),
    ):
        with pytest.raises(Refused):
            call(otto)


def test_deactivate_then_nothing_is_left(adele: Person, otto: Person, handed: list[tuple[Person, ...]]) -> None:
    heir = make_person("Heidi", "analyst")
    team = make_team("Blue", otto)
    browser = signed_in(otto)
    tokens.make(label="script", until=in_days(9), by=otto)
    KnownDevice.objects.create(person=otto, token_hash="x")
    Authenticator.objects.create(user=otto, type="totp", data={})
    with pytest.raises(Invalid) as refusal:
        people.deactivate(person=otto, to=None, by=adele)
    assert refusal.value.field == "to"
    people.deactivate(person=otto, to=heir, by=adele)
    assert browser.get(reverse("home")).status_code == 302
    assert handed == [(otto, heir, adele)]
    assert not team.memberships.current().exists() and not otto.roles.open().exists()
    for rows in (
        UserSession.objects.filter(user=otto),
        ApiToken.objects.valid().filter(person=otto),
        KnownDevice.objects.filter(person=otto),
        Authenticator.objects.filter(user=otto),
    ):
        assert not rows.exists()
    [event] = events("person.deactivated")
    assert str(heir.pk) in bytes(event.detail.detail).decode()


def test_deactivate_when_the_heir_is_none_then_refused(
    adele: Person, otto: Person, handed: list[tuple[Person, ...]]
) -> None:
    for heir in (otto, make_person("Gone", state=Person.State.SUSPENDED)):
        with pytest.raises(Invalid) as refusal:
            people.deactivate(person=otto, to=heir, by=adele)
        assert refusal.value.field == "to"
    with pytest.raises(Invalid):
        people.deactivate(person=adele, to=otto, by=adele)
    assert again(otto).state == "active" and handed == []


def test_deactivate_page_then_shows_the_work_and_hands_it_over(
    adele: Person, otto: Person, handed: list[tuple[Person, ...]]
) -> None:
    heir, browser, page = make_person("Heidi"), signed_in(adele), reverse("deactivate_person", args=[otto.pk])
    assert "things to do: 3" in browser.get(page).content.decode()
    refused = browser.post(page, {})
    assert refused.status_code == 422 and "Choose who takes it over" in refused.content.decode()
    assert browser.post(page, {"to": str(heir.pk)}).status_code == 302
    assert again(otto).state == "deactivated"
    # A second click.
    assert browser.post(page, {"to": str(heir.pk)}).status_code == 422


@pytest.mark.parametrize("before", Person.State.values)
@pytest.mark.parametrize("after", Person.State.values)
def test_move_when_the_table_has_no_such_step_then_refused(db: None, before: str, after: str) -> None:
    person = make_person("Mira", state=before)
    if after in TRANSITIONS[before]:
        assert move(person, after).state == after
    else:
        with pytest.raises(Invalid):
            move(person, after)
        assert again(person).state == before


def test_move_to_body_then_the_other_bodys_groups_count(adele: Person, otto: Person) -> None:
    north, south = make_body("North"), make_body("South")
    for body in (north, south, None):
        people.move_to_body(person=otto, body=body, by=adele)
        assert again(otto).body == body
    people.move_to_body(person=otto, body=None, by=adele)
    assert len(events("person.body_changed")) == 3


def test_teams_when_joined_and_left_then_once_each(adele: Person, otto: Person) -> None:
    team = teams.create_team(name="  Blue   team ", by=adele)
    assert team.name == "Blue team"
    membership = teams.add(team=team, person=otto, by=adele)
    for person in (otto, adele, make_person("Gone", state=Person.State.DEACTIVATED)):
        with pytest.raises(Invalid):
            teams.add(team=team, person=person, by=adele)
    with pytest.raises(IntegrityError, match="one_current_membership_per_team"), transaction.atomic():
        TeamMembership.objects.create(team=team, person=otto, added_by=adele)
    teams.remove(membership=membership, by=adele)
    with pytest.raises(Invalid):
        teams.remove(membership=membership, by=adele)
    teams.add(team=team, person=otto, by=adele)
    with pytest.raises(IntegrityError, match="membership_ends_after_start"), transaction.atomic():
        TeamMembership.objects.update(ended_at=timezone.now() - timedelta(days=900))


def test_names_of_bodies_and_teams_when_taken_or_none_then_refused(adele: Person, otto: Person) -> None:
    north = teams.create_body(name="North", by=adele)
    blue = teams.create_team(name="Blue", by=adele)
    for name in ("", "   ", " NORTH ", "x" * 201):
        with pytest.raises(Invalid) as refusal:
            teams.create_body(name=name, by=adele)
        assert refusal.value.field == "name"
    teams.rename_body(body=north, name="north", by=adele)
    teams.rename_team(team=blue, name="Deep blue", by=adele)
    for call in (
        lambda: teams.create_body(name="Mine", by=otto),
        lambda: teams.create_team(name="Mine", by=otto),
        lambda: teams.rename_body(body=north, name="Mine", by=otto),
        lambda: teams.rename_team(team=blue, name="Mine", by=otto),
        lambda: teams.add(team=blue, person=otto, by=otto),
    ):
        with pytest.raises(Refused):
            call()


def test_recovery_when_two_agree_then_a_link_and_the_old_telephone_is_out(
    adele: Person, bruno: Person, otto: Person
) -> None:
    browser = signed_in(otto)
    Authenticator.objects.create(user=otto, type="totp", data={})
    asked = recovery.ask(person=otto, by=adele)
    for by in (adele, otto):
        with pytest.raises(Refused):
            recovery.confirm(recovery=asked, by=by)
    link = recovery.confirm(recovery=asked, by=bruno)
    assert browser.get(reverse("home")).status_code == 200  # until the link is used
    from iapb.accounts.actions import links

    links.accept(token_hash=links.hash_of(link.token), password=PASSWORD)
    assert browser.get(reverse("home")).status_code == 302
    assert not Authenticator.objects.filter(user=otto).exists()
    assert again(otto).check_password(PASSWORD) and roles_of(again(otto)) == {"analyst"}
    for call in (recovery.confirm, recovery.withdraw):
        with pytest.raises(Invalid):
            call(recovery=asked, by=bruno)
    assert events("person.recovered")


def test_recovery_when_wrong_then_refused(adele: Person, bruno: Person, otto: Person) -> None:
    with pytest.raises(Refused):
        recovery.ask(person=bruno, by=otto)
    for person in (adele, make_person("Gone", state=Person.State.SUSPENDED)):
        with pytest.raises(Invalid):
            recovery.ask(person=person, by=adele)
    asked = recovery.ask(person=otto, by=adele)
    with pytest.raises(Invalid):
        recovery.ask(person=otto, by=bruno)
    Person.objects.filter(pk=otto.pk).update(state="suspended")
    with pytest.raises(Invalid):
        recovery.confirm(recovery=asked, by=bruno)
    recovery.withdraw(recovery=asked, by=adele)
    now = timezone.now()
    for name, values in {
        "recovery_not_asked_for_self": {"asked_by": otto},
        "recovery_confirmed_by_a_second_person": {"asked_by": adele, "confirmed_by": adele, "confirmed_at": now},
        "recovery_confirmed_by_a_second_person ": {"asked_by": adele, "confirmed_by": otto, "confirmed_at": now},
        "recovery_confirmation_is_whole": {"asked_by": adele, "confirmed_by": bruno},
    }.items():
        with pytest.raises(IntegrityError, match=name.strip()), transaction.atomic():
            Recovery.objects.create(person=otto, **values)
    Recovery.objects.create(person=otto, asked_by=adele)
    with pytest.raises(IntegrityError, match="one_open_recovery_per_person"), transaction.atomic():
        Recovery.objects.create(person=otto, asked_by=bruno)


def test_superuser_then_impossible(db: None) -> None:
    assert not hasattr(Person.objects, "create_superuser")
    with pytest.raises(IntegrityError, match="nobody_is_superuser"), transaction.atomic():
        Person.objects.create_user("root@example.org", "x", name="Root", is_superuser=True)
    person = make_person("Plain")
    with pytest.raises(IntegrityError, match="nobody_is_superuser"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_superuser=True)
    with pytest.raises(IntegrityError, match="person_email_in_lower_case"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email="Plain@example.org")


def test_demonstration_when_accounts_are_enrolled_then_they_can_sign_in(settings: object) -> None:
    first, second = demonstration.first_two(
        people_to_be=[("a@example.org", "A"), ("b@example.org", "B")], organisation="Secretariat"
    )
    body = teams.create_body(name="North", by=first.person)
    made = demonstration.enrol(
        name="P", email="p@example.org", roles_held=["partner"], body=body, by=first.person, second=second.person
    )
    assert set(made.line()) == {"role", "email", "password", "totp_secret", "api_token", "organisation"}
    assert (made.role, made.organisation) == ("partner", "North")
    assert roles_of(again(made.person)) == {"partner"}
    assert again(made.person).check_password(made.password)
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        demonstration.enrol(
            name="Q", email="q@example.org", roles_held=["partner"], by=first.person, second=second.person
        )
