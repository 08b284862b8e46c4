"""Roles: one administrator grants, another confirms. The database refuses the same person twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import Person, Role, RoleAssignment
from iapb.accounts.roles import require_administrator
from iapb.ledger import record

LONGEST_TERM = timedelta(days=2 * 366)


@transaction.atomic
def grant(*, person: Person, role: str, until: datetime, by: Person) -> RoleAssignment:
    require_administrator(by)
    if person.pk == by.pk:
        raise Invalid(_("Nobody grants a role to themselves."))
    if role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    check_term(until)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.state == Person.State.DEACTIVATED:
        raise Invalid(_("This account is deactivated."))
    now = timezone.now()
    # An assignment that ran out makes room for a new one.
    person.roles.open().filter(role=role, expires_at__lte=now).update(ended_at=now)
    if person.roles.open().filter(role=role).exists():
        raise Invalid(_("This person already holds this role or it waits for confirmation."), field="role")
    made = RoleAssignment.objects.create(person=person, role=role, granted_by=by, granted_at=now, expires_at=until)
    record("role.granted", actor=by.pk, object=person.pk, detail=_told(made))
    return made


@transaction.atomic
def confirm(*, assignment: RoleAssignment, by: Person) -> RoleAssignment:
    """The second person's word, for a new role and for a longer term alike.

    Only once the person has accepted: before that, whoever invited them could take a new link and become them.
    """
    locked = RoleAssignment.objects.select_for_update(of=("self",)).select_related("person").get(pk=assignment.pk)
    require_can_confirm(by, locked)
    if not locked.waits_for_confirmation:
        raise Invalid(_("Nothing waits for confirmation here any more."))
    if locked.person.state == Person.State.INVITED:
        raise Invalid(_("This person has not accepted yet. Confirm once they have, and ask whether it was they."))
    if locked.renewal_until is not None:
        # The renewed term is a grant of its own: who asked for it stands as the granter.
        locked.expires_at, locked.granted_by = locked.renewal_until, locked.renewal_asked_by
        locked.first_of_installation, locked.first_number = False, None
        locked.renewal_until = locked.renewal_asked_by = None
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    locked.save()
    record("role.confirmed", actor=by.pk, object=locked.person_id, detail=_told(locked))
    return locked


def require_can_confirm(by: Person, assignment: RoleAssignment) -> None:
    require_administrator(by)
    asked_by = assignment.renewal_asked_by_id or assignment.granted_by_id
    if by.pk in (asked_by, assignment.person_id):
        raise Refused(
            _("A role is confirmed by a second administrator: not by who granted it, nor by who is to hold it.")
        )


@transaction.atomic
def end(*, assignment: RoleAssignment, by: Person) -> None:
    """Takes a role away, or declines one that waits for confirmation."""
    require_administrator(by)
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.person_id == by.pk:
        raise Invalid(_("Nobody ends their own role; ask another administrator."))
    if locked.ended_at is not None:
        raise Invalid(_("This role has already ended."))
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    record("role.ended", actor=by.pk, object=locked.person_id, detail=_told(locked))


@transaction.atomic
def ask_renewal(*, assignment: RoleAssignment, until: datetime, by: Person) -> None:
    """A longer term, in force once a second person confirms it. The present term runs on meanwhile."""
    require_administrator(by)
    check_term(until)
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.person_id == by.pk:
        raise Invalid(_("Nobody renews their own role; ask another administrator."))
    if not locked.in_force:
        raise Invalid(_("Only a role in force can be renewed; grant it anew."))
    if until <= locked.expires_at:
        raise Invalid(_("The new end must be later than the present one."), field="until")
    if (locked.renewal_until, locked.renewal_asked_by_id) == (until, by.pk):
        return
    locked.renewal_until, locked.renewal_asked_by = until, by
    locked.save(update_fields=["renewal_until", "renewal_asked_by"])
    detail = {**_told(locked), "until": until.isoformat()}
    record("role.renewal_asked", actor=by.pk, object=locked.person_id, detail=detail)


@transaction.atomic
def decline_renewal(*, assignment: RoleAssignment, by: Person) -> None:
    require_administrator(by)
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.renewal_until is None:
        raise Invalid(_("Nothing waits for confirmation here any more."))
    locked.renewal_until = locked.renewal_asked_by = None
    locked.save(update_fields=["renewal_until", "renewal_asked_by"])
    record("role.renewal_declined", actor=by.pk, object=locked.person_id, detail=_told(locked))


def check_term(until: datetime) -> None:
    now = timezone.now()
    if until <= now:
        raise Invalid(_("The end must lie in the future."), field="until")
    if until > now + LONGEST_TERM:
        raise Invalid(_("Nothing is given for longer than two years; renew it then."), field="until")


def _told(assignment: RoleAssignment) -> dict[str, str]:
    return {
        "assignment": str(assignment.pk),
        "role": assignment.role,
        "until": assignment.expires_at.isoformat(),
    }
