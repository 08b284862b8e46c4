"""The first two administrators: a pair, once, by the operator's command."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from iapb.accounts.actions import first, links, people, roles
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Invitation, Person, RoleAssignment
from iapb.accounts.roles import administrators, roles_of
from tests.accounts.conftest import PASSWORD, again, events, in_days
from tests.cast import make_person

pytestmark = pytest.mark.django_db
PAIR = [
    "--email",
    "Anna@Example.org",
    "--name",
    "Anna",
    "--second-email",
    "boris@example.org",
    "--second-name",
    "Boris",
]


def command(*words: str) -> str:
    out = StringIO()
    call_command("first_administrator", *words, stdout=out)
    return out.getvalue()


def accept(address: str) -> Person:
    return links.accept(token_hash=links.hash_of(address.rstrip("/").rsplit("/", 1)[1]), password=PASSWORD)


def test_command_when_nobody_administers_then_two_links_and_two_real_people() -> None:
    told = command(*PAIR)
    addresses = re.findall(r"http://\S+/invitation/\S+/", told)
    assert len(addresses) == len(set(addresses)) == 2
    anna, boris = (accept(address) for address in addresses)
    assert (anna.email, anna.name) == ("anna@example.org", "Anna")
    assert set(administrators()) == {anna, boris}
    assert sorted(RoleAssignment.objects.values_list("first_number", flat=True)) == [1, 2]
    # From now on a role needs both.
    link = people.invite(
        name="Clara", email="clara@example.org", body=None, teams_of=[], roles_until={"analyst": in_days(9)},
        language="en", by=anna,
    )  # fmt: skip
    accept(link.address)
    assert roles_of(again(link.person)) == frozenset()
    roles.confirm(assignment=link.person.roles.get(), by=boris)
    assert len(events("person.first_administrator")) == 2


def test_command_when_a_link_is_printed_then_only_its_hash_is_kept_and_for_a_day() -> None:
    address = re.findall(r"http://\S+", command("--email", "anna@example.org", "--name", "Anna"))[0]
    token = address.rstrip("/").rsplit("/", 1)[1]
    invitation = Invitation.objects.get()
    assert token not in invitation.token_hash and invitation.token_hash == links.hash_of(token)
    assert timedelta(hours=23) < invitation.expires_at - timezone.now() <= timedelta(hours=24)
    assert not Person.objects.get().has_usable_password()


def test_command_when_run_twice_then_makes_the_second_and_not_a_third() -> None:
    assert "second administrator" in command("--email", "anna@example.org", "--name", "Anna")
    command("--email", "boris@example.org", "--name", "Boris")
    with pytest.raises(CommandError, match="administrators already"):
        command("--email", "carl@example.org", "--name", "Carl")
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--email", "anna@example.org"],
        ["--email", "no address", "--name", "Anna"],
        ["--email", "anna@example.org", "--name", "  "],
        ["--email", "anna@example.org", "--name", "x" * 10_000],
        ["--email", "anna@example.org", "--name", "Anna", "--second-email", "boris@example.org"],
        ["--email", "anna@example.org", "--name", "Anna", "--second-email", "ANNA@example.org", "--second-name", "A"],
        ["--email", "anna@example.org", "--new-link"],
    ],
)
def test_command_when_the_input_is_wrong_then_a_sentence_and_nothing_made(words: list[str]) -> None:
    with pytest.raises(CommandError):
        command(*words)
    assert not Person.objects.exists()


def test_new_link_when_the_first_expired_then_another_for_the_same_person() -> None:
    old = re.findall(r"http://\S+", command("--email", "anna@example.org", "--name", "Anna"))[0]
    new = re.findall(r"http://\S+", command("--email", "anna@example.org", "--new-link"))[0]
    with pytest.raises(Invalid):
        accept(old)
    anna = accept(new)
    assert administrators() == [anna]
    with pytest.raises(CommandError):
        command("--email", "anna@example.org", "--new-link")


def test_make_when_two_others_administer_then_refused() -> None:
    make_person("Adele", "account_administrator")
    make_person("Bruno", "account_administrator")
    with pytest.raises(Invalid):
        first.make(people=[("anna@example.org", "Anna")])


def test_make_when_one_of_the_pair_is_gone_then_the_place_is_free_again() -> None:
    anna, boris = (accept(link.address) for link in first.make(people=[("a@example.org", "A"), ("b@example.org", "B")]))
    people.deactivate(person=boris, to=None, by=anna)
    assert administrators() == [anna]
    [link] = first.make(people=[("c@example.org", "C")])
    assert link.person.roles.get().first_number == 2


def test_renewal_of_a_first_role_when_confirmed_then_it_is_an_ordinary_one(adele: Person, bruno: Person) -> None:
    bruno.roles.update(ended_at=timezone.now())
    [link] = first.make(people=[("anna@example.org", "Anna")])
    anna = accept(link.address)
    carl = make_person("Carl", "account_administrator")
    role = anna.roles.get()
    roles.ask_renewal(assignment=role, until=in_days(700), by=adele)
    roles.confirm(assignment=role, by=carl)
    role.refresh_from_db()
    assert (role.first_of_installation, role.first_number, role.confirmed_by) == (False, None, carl)
    assert role.in_force


@pytest.mark.parametrize(
    "fields",
    [
        {"first_of_installation": True, "first_number": 3},
        {"first_of_installation": True, "first_number": None},
        {"first_of_installation": False, "first_number": 1},
        {"first_of_installation": True, "first_number": 1, "role": "analyst"},
    ],
)
def test_database_when_a_first_role_is_none_then_refuses(
    otto: Person, adele: Person, fields: dict[str, object]
) -> None:
    values = {"role": "account_administrator", "granted_by": adele, "expires_at": in_days(1), **fields}
    with pytest.raises(IntegrityError, match="first_administrator_has_a_number"), transaction.atomic():
        RoleAssignment.objects.create(person=otto, **values)


def test_database_when_a_place_is_taken_then_refuses_it_twice(adele: Person) -> None:
    def take(number: int) -> None:
        RoleAssignment.objects.create(
            person=make_person(f"Person {number}"), role="account_administrator", first_of_installation=True,
            first_number=number, expires_at=in_days(1),
        )  # fmt: skip

    take(1)
    take(2)
    with pytest.raises(IntegrityError, match="two_first_administrators"), transaction.atomic():
        take(1)
