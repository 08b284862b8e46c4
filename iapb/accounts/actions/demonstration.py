"""Accounts of the demonstration case, made by the same actions as everybody's, without a browser."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts import totp
from iapb.accounts.actions import first, links, people, roles, second_factor, tokens
from iapb.accounts.actions.links import Link
from iapb.accounts.errors import Refused
from iapb.accounts.models import Body, Person, Role, Team

TERM = timedelta(days=365)


@dataclass(frozen=True)
class Account:
    """A line of demo-accounts.json, and the person it belongs to."""

    person: Person
    role: str
    email: str
    password: str
    totp_secret: str
    api_token: str
    organisation: str

    def line(self) -> dict[str, str]:
        return {key: value for key, value in vars(self).items() if key != "person"}


@transaction.atomic
def first_two(*, people_to_be: Sequence[tuple[str, str]], organisation: str) -> list[Account]:
    """The first two administrators, given as (e-mail, name)."""
    _only_in_the_demonstration()
    made = first.make(people=list(people_to_be))
    return [_settle(link, Role.ACCOUNT_ADMINISTRATOR, organisation) for link in made]


@transaction.atomic
def enrol(
    *,
    name: str,
    email: str,
    roles_held: Sequence[str],
    by: Person,
    second: Person,
    body: Body | None = None,
    teams: Sequence[Team] = (),
    language: str = "en",
) -> Account:
    """An active person with password, second factor, token and roles that `second` has confirmed."""
    _only_in_the_demonstration()
    until = timezone.now() + TERM
    link = people.invite(
        name=name, email=email, body=body, teams_of=teams, roles_until=dict.fromkeys(roles_held, until),
        language=language, by=by,
    )  # fmt: skip
    account = _settle(link, roles_held[0], body.name if body else "")
    for assignment in account.person.roles.unconfirmed():
        roles.confirm(assignment=assignment, by=second)
    return account


def _settle(link: Link, role: str, organisation: str) -> Account:
    password, secret = "-".join(secrets.token_hex(2) for _number in range(5)), totp.new_secret()
    person = links.accept(token_hash=links.hash_of(link.token), password=password)
    # The code before the present one, so that the present one can be used to sign in at once.
    second_factor.enrol(secret=secret, code=totp.code_at(secret, totp.counter_at() - 1), by=person)
    token = tokens.make(label="demonstration", until=timezone.now() + TERM, by=person)
    return Account(person, str(role), person.email, password, secret, token, organisation)


def _only_in_the_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise Refused(_("Accounts are enrolled without their owners only in the demonstration."))
