"""Every page of the room opens to an administrator, says so when it is empty, and is closed to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iapb.accounts.models import ApiToken, RoleAssignment, TeamMembership
from tests.cast import make_body, make_person, make_team, signed_in

pytestmark = pytest.mark.django_db
LISTS = ("people", "roles", "bodies", "teams")
OWN = ("home", "my_account", "recovery_codes")
# Savepoint and its release, set_config twice: statements that read nothing.
SESSION_STATEMENTS = 4
STEPPED_UP = ("make_token", "replace_factor", "account_change_password")


@pytest.fixture
def admin() -> Client:
    return signed_in(make_person("Adele", "account_administrator", body=make_body("North")))


@pytest.mark.parametrize("name", [*LISTS, *OWN, "new_body", "new_team"])
def test_page_when_an_administrator_asks_then_opens(admin: Client, name: str) -> None:
    assert admin.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*LISTS, "new_body", "new_team", "invite_person"])
@pytest.mark.parametrize("role", ["partner", "analyst", "auditor", "disclosure_officer"])
def test_page_when_another_role_asks_then_refused(name: str, role: str) -> None:
    answer = signed_in(make_person("Other", role)).get(reverse(name))
    assert answer.status_code == 403
    assert "manage people, bodies, teams and grants" in answer.content.decode()


@pytest.mark.parametrize("name", [*LISTS, *OWN, *STEPPED_UP])
def test_page_when_nobody_is_signed_in_then_led_to_sign_in(name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def test_page_of_one_then_opens(admin: Client) -> None:
    body = make_body("South")
    other = make_person("Otto", "analyst", body=body)
    team = make_team("Blue", other)
    for name, pk in (
        ("person", other.pk),
        ("body", body.pk),
        ("team", team.pk),
        ("deactivate_person", other.pk),
        ("renew_role", other.roles.get().pk),
    ):
        assert admin.get(reverse(name, args=[pk])).status_code == 200, name


@pytest.mark.parametrize("name", [*STEPPED_UP, "invite_person"])
def test_page_when_no_code_was_entered_lately_then_asked_for_first(admin: Client, name: str) -> None:
    answer = admin.get(reverse(name))
    assert answer["Location"] == f"/confirm/code/?next={reverse(name)}"


def test_list_when_filtered_and_sorted_then_counts_what_it_shows(admin: Client) -> None:
    for number in range(60):
        make_person(f"Person {number:02}", "partner")
    make_person("Someone Else", "analyst")
    page = admin.post(reverse("people"), {"q": "person ", "sort": "-name"}).content.decode()
    assert "60 found" in page and "Page 1 of 2" in page
    assert page.index("Person 59") < page.index("Person 10")
    assert "Person 09" not in page
    second = admin.post(reverse("people"), {"q": "person ", "sort": "-name", "page": "2"}).content.decode()
    assert "Person 09" in second and "Person 10" not in second
    assert "Nobody fits." in admin.post(reverse("people"), {"q": "no such name"}).content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_page_when_its_rows_grow_then_asks_as_often(number: int, django_assert_max_num_queries: Any) -> None:
    body = make_body("North")
    adele = make_person("Adele", "account_administrator", body=body)
    other, team = make_person("Otto", "analyst", body=body), make_team("Blue")
    for one in range(number):
        person = make_person(f"Person {one}", "partner", "analyst", body=body)
        make_team(f"Team {one}", person, other)
        TeamMembership.objects.create(team=team, person=person, added_by=other)
        signed_in(adele)
        ApiToken.objects.create(person=adele, label="x", token_hash=f"{one}", expires_at=timezone.now())
    RoleAssignment.objects.update(expires_at=timezone.now() + timedelta(days=9))
    browser = signed_in(adele)
    addresses = [reverse(name) for name in (*LISTS, "home", "my_account")]
    for name, pk in (("person", other.pk), ("body", body.pk), ("team", team.pk), ("deactivate_person", other.pk)):
        addresses.append(reverse(name, args=[pk]))
    for address in addresses:
        with django_assert_max_num_queries(15 + SESSION_STATEMENTS):
            assert browser.get(address).status_code == 200
