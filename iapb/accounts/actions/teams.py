"""Bodies and teams, and who belongs to them."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Invalid
from iapb.accounts.models import Body, Person, Team, TeamMembership
from iapb.accounts.roles import require_administrator
from iapb.ledger import record


@transaction.atomic
def create_body(*, name: str, by: Person) -> Body:
    require_administrator(by)
    body = Body.objects.create(name=_free_name(Body, name), group=_group("body"))
    record("body.created", actor=by.pk, object=body.pk, detail={"name": body.name})
    return body


@transaction.atomic
def rename_body(*, body: Body, name: str, by: Person) -> None:
    require_administrator(by)
    before, body.name = body.name, _free_name(Body, name, but=body)
    if body.name == before:
        return
    body.save(update_fields=["name"])
    record("body.renamed", actor=by.pk, object=body.pk, detail={"name": body.name})


@transaction.atomic
def create_team(*, name: str, by: Person) -> Team:
    require_administrator(by)
    team = Team.objects.create(name=_free_name(Team, name), group=_group("team"))
    record("team.created", actor=by.pk, object=team.pk, detail={"name": team.name})
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: Person) -> None:
    require_administrator(by)
    before, team.name = team.name, _free_name(Team, name, but=team)
    if team.name == before:
        return
    team.save(update_fields=["name"])
    record("team.renamed", actor=by.pk, object=team.pk, detail={"name": team.name})


@transaction.atomic
def add(*, team: Team, person: Person, by: Person) -> TeamMembership:
    """From the next request on the person sees what the team was given."""
    require_administrator(by)
    if person.pk == by.pk:
        raise Invalid(_("Nobody adds themselves to a team; ask another administrator."), field="person")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.state == Person.State.DEACTIVATED:
        raise Invalid(_("This account is deactivated."), field="person")
    if team.memberships.current().filter(person=person).exists():
        raise Invalid(_("This person is in the team already."), field="person")
    membership = TeamMembership.objects.create(team=team, person=person, added_by=by)
    record("team.joined", actor=by.pk, object=person.pk, detail={"team": str(team.pk)})
    return membership


@transaction.atomic
def remove(*, membership: TeamMembership, by: Person) -> None:
    require_administrator(by)
    locked = TeamMembership.objects.select_for_update().get(pk=membership.pk)
    if locked.ended_at is not None:
        raise Invalid(_("This person has left the team already."))
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    record("team.left", actor=by.pk, object=locked.person_id, detail={"team": str(locked.team_id)})


def _free_name(model: type[Body] | type[Team], name: str, but: Body | Team | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Give a name."), field="name")
    if len(name) > 200:
        raise Invalid(_("A name has at most 200 characters."), field="name")
    if model.objects.filter(name__iexact=name).exclude(pk=but.pk if but else None).exists():
        raise Invalid(_("This name is taken already."), field="name")
    return name


def _group(kind: str) -> Group:
    # The group's own name is never shown: it only carries grants.
    return Group.objects.create(name=f"{kind} {uuid4()}")
