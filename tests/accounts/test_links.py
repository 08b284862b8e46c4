"""Invitations: made, accepted once, renewed, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iapb.accounts.actions import links, people
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import Invitation, Person
from iapb.accounts.roles import roles_of
from iapb.ledger.models import Event
from tests.accounts.conftest import PASSWORD, again, events, in_days
from tests.cast import make_body, make_person, make_team

pytestmark = pytest.mark.django_db


def invite(by: Person, **changes: Any) -> links.Link:
    values = {
        "name": "Clara Curie",
        "email": "Clara@Example.org",
        "body": None,
        "teams_of": [],
        "roles_until": {"analyst": in_days(30)},
        "language": "be",
        "by": by,
    }
    return people.invite(**{**values, **changes})


def accept(link: links.Link, password: str = PASSWORD) -> Person:
    return links.accept(token_hash=links.hash_of(link.token), password=password)


def test_invite_then_everything_stands_ready_and_nothing_opens(adele: Person) -> None:
    body, team = make_body("North"), make_team("Blue")
    link = invite(adele, body=body, teams_of=[team], roles_until={"analyst": in_days(30), "reviewer": in_days(30)})
    person = again(link.person)
    assert (person.email, person.state, person.body, person.language) == ("clara@example.org", "invited", body, "be")
    assert not person.is_active and not person.has_usable_password()
    assert {one.role for one in person.roles.unconfirmed()} == {"analyst", "reviewer"}
    assert person.memberships.get().team == team
    assert roles_of(person) == frozenset()
    assert [event.actor for event in events("person.invited")] == [str(adele.pk)]


def test_invite_when_new_body_then_made_with_it(adele: Person) -> None:
    assert invite(adele, new_body="Southern Watch").person.body.name == "Southern Watch"
    with pytest.raises(Invalid) as refusal:
        invite(adele, email="d@example.org", new_body="southern  watch")
    assert refusal.value.field == "new_body"


def test_invite_when_the_address_is_taken_then_said_beside_the_field(adele: Person, otto: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        invite(adele, email=otto.email.upper())
    assert refusal.value.field == "email"
    with pytest.raises(Invalid) as refusal:
        invite(adele, roles_until={})
    assert refusal.value.field == "roles"
    assert not events("person.invited")


@pytest.mark.parametrize("role", ["partner", "analyst", "disclosure_officer", "auditor"])
def test_invite_when_not_an_administrator_then_refused(role: str) -> None:
    with pytest.raises(Refused):
        invite(make_person("Other", role))
    assert not Invitation.objects.exists()


def test_invite_when_mail_is_set_up_then_it_says_nothing(
    adele: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        link = invite(adele, language="en")
    [letter] = mail.outbox
    assert letter.to == ["clara@example.org"]
    said = letter.subject + letter.body
    assert link.token not in said and "Clara" not in said and "analyst" not in said and "http" not in said


def test_accept_then_active_once(adele: Person) -> None:
    link = invite(adele)
    person = accept(link)
    assert person.state == "active" and person.check_password(PASSWORD)
    with pytest.raises(Invalid):
        accept(link, "another long pass phrase")
    assert again(person).check_password(PASSWORD)
    assert [event.actor for event in events("person.accepted")] == [str(person.pk)]


@pytest.mark.parametrize("password", ["", "short", "123456789012345678", "clara@example.org", "passwordpassword"[:8]])
def test_accept_when_the_password_is_weak_then_refused_and_the_link_still_works(adele: Person, password: str) -> None:
    link = invite(adele)
    with pytest.raises(Invalid) as refusal:
        accept(link, password)
    assert refusal.value.field == "password"
    assert accept(link).is_active


def expire(link: links.Link) -> None:
    long_ago = timezone.now() - timedelta(days=30)
    Invitation.objects.filter(person=link.person).update(created_at=long_ago, expires_at=long_ago + timedelta(days=7))


def test_accept_when_expired_withdrawn_or_unknown_then_the_same_sentence(adele: Person) -> None:
    expired, withdrawn = invite(adele), invite(adele, email="d@example.org")
    expire(expired)
    links.withdraw(person=withdrawn.person, by=adele)
    unknown = links.Link(adele, "no-such-token", in_days(1))
    sentences = set()
    for link in (expired, withdrawn, unknown):
        with pytest.raises(Invalid) as refusal:
            accept(link)
        sentences.add(str(refusal.value.sentence))
    assert sentences == {str(links.GONE)}


def test_renew_then_the_old_link_stops_working(adele: Person) -> None:
    old = invite(adele)
    new = links.renew(person=old.person, by=adele)
    with pytest.raises(Invalid):
        accept(old)
    person = accept(new)
    with pytest.raises(Invalid):
        links.renew(person=person, by=adele)


def test_renew_and_withdraw_when_not_an_administrator_then_refused(adele: Person, otto: Person) -> None:
    link = invite(adele)
    for call in (links.renew, links.withdraw):
        with pytest.raises(Refused):
            call(person=link.person, by=otto)
    accept(link)
    with pytest.raises(Invalid):
        links.withdraw(person=link.person, by=adele)


def test_accept_when_deactivated_meanwhile_then_refused(adele: Person) -> None:
    link = invite(adele)
    people.deactivate(person=link.person, to=None, by=adele)
    with pytest.raises(Invalid):
        accept(link)


def test_invite_again_when_deactivated_then_the_same_account_starts_anew(adele: Person) -> None:
    person = accept(invite(adele))
    people.deactivate(person=person, to=None, by=adele)
    link = invite(adele, roles_until={"reviewer": in_days(3)})
    assert link.person.pk == person.pk and again(person).state == "invited"
    assert {one.role for one in person.roles.open()} == {"reviewer"}
    assert accept(link, "another long pass phrase").is_active


def test_database_when_a_link_is_impossible_then_refuses(adele: Person, otto: Person) -> None:
    now = timezone.now()
    for name, values in {
        "invitation_expires_later": {"expires_at": now - timedelta(days=1)},
        "invitation_used_or_withdrawn": {"expires_at": in_days(1), "used_at": now, "withdrawn_at": now},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Invitation.objects.create(person=otto, token_hash=name, **values)
    Invitation.objects.create(person=otto, token_hash="1", expires_at=in_days(1))
    with pytest.raises(IntegrityError, match="one_open_invitation_per_person"), transaction.atomic():
        Invitation.objects.create(person=otto, token_hash="2", expires_at=in_days(1))


def test_page_when_a_link_is_opened_then_the_secret_leaves_the_address(adele: Person) -> None:
    link, browser = invite(adele, language="en"), Client()
    answer = browser.get(reverse("invitation", args=[link.token]))
    assert answer["Location"] == reverse("accept_invitation")
    assert browser.get(reverse("accept_invitation")).status_code == 200
    differing = browser.post(reverse("accept_invitation"), {"password": PASSWORD, "again": PASSWORD + "x"})
    assert differing.status_code == 422 and "differ" in differing.content.decode()
    answer = browser.post(reverse("accept_invitation"), {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == reverse("second_factor")
    # Nothing but enrolment opens.
    for name in ("home", "my_account", "recovery_codes", "make_token"):
        assert browser.get(reverse(name))["Location"] == reverse("second_factor")
    assert browser.get(reverse("accept_invitation")).status_code == 410


@pytest.mark.parametrize("token", ["x", "x" * 300, "%00", "тест"])
def test_page_when_the_link_is_none_then_a_sentence(db: None, token: str) -> None:
    browser = Client()
    answer = browser.get(f"/invitation/{token}/", follow=True)
    assert answer.status_code == 410
    assert "already used, was withdrawn or has expired" in answer.content.decode()
    assert Client().get(reverse("accept_invitation")).status_code == 410


def test_page_of_a_new_link_when_shown_then_the_ledger_and_the_session_hold_no_token(adele: Person) -> None:
    link = invite(adele)
    details = [bytes(event.detail.detail).decode() for event in Event.objects.select_related("detail")]
    assert not any(link.token in detail or "clara" in detail.lower() for detail in details)
