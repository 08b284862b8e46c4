"""Bodies and people beside the demonstration's, so that lists of them have their length."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import Group

from disclosures.corpus.copying import copy_rows, new_id
from iapb.accounts.models import Body, Person, Role, RoleAssignment, Team, TeamMembership

ROLES = (Role.PARTNER, Role.PARTNER, Role.PARTNER, Role.ANALYST, Role.REVIEWER)


def make(bodies: int, people: int, administrators: tuple[Person, Person], random: Random, now: datetime) -> None:
    """Nobody of them can sign in: they have no password."""
    first, second = administrators
    marks = [f"{random.getrandbits(40):010x}" for _ in range(bodies)]
    groups = [Group(name=f"{kind} {mark}") for mark in marks for kind in ("body", "team")]
    Group.objects.bulk_create(groups)
    made = [
        Body(id=new_id(random), name=f"Documentation group {mark}", group=group)
        for mark, group in zip(marks, groups[::2], strict=True)
    ]
    teams = [
        Team(id=new_id(random), name=f"Interviewers {mark}", group=group)
        for mark, group in zip(marks, groups[1::2], strict=True)
    ]
    copy_rows(Body, made)
    copy_rows(Team, teams)
    members = [
        Person(
            id=new_id(random),
            email=f"member.{random.getrandbits(48):012x}@corpus.example.org",
            name=f"Member {number + 1} of {made[number % bodies].name}",
            body=made[number % bodies],
            password="!",
        )
        for number in range(people)
    ]
    copy_rows(Person, members)
    copy_rows(
        RoleAssignment,
        (
            RoleAssignment(
                id=new_id(random), person=member, role=random.choice(ROLES), granted_by=first, granted_at=now,
                confirmed_by=second, confirmed_at=now, expires_at=now + timedelta(days=random.randint(10, 300)),
            )
            for member in members
        ),
    )  # fmt: skip
    copy_rows(
        TeamMembership,
        (
            TeamMembership(id=new_id(random), team=teams[number % bodies], person=member, added_by=first, added_at=now)
            for number, member in enumerate(members)
        ),
    )
