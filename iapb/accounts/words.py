"""What our events and constraints say in sentences, and whom an id stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from iapb.accounts.actions.first import OPERATOR
from iapb.accounts.adapter import NOBODY, SIGN_IN
from iapb.accounts.models import Body, Person, Team

EVENTS: dict[str, Any] = {
    "person.first_administrator": _("A first administrator was made"),
    "person.invited": _("A person was invited"),
    "person.link_renewed": _("A person got a new link"),
    "person.link_withdrawn": _("A person's link was withdrawn"),
    "person.accepted": _("A person accepted their invitation"),
    "person.recovered": _("A person recovered their account by a link"),
    "person.suspended": _("An account was suspended"),
    "person.reactivated": _("An account was reactivated"),
    "person.deactivated": _("An account was deactivated"),
    "person.body_changed": _("A person moved to another body"),
    "person.language_changed": _("A person chose another language"),
    "person.password_changed": _("A person changed their password"),
    "person.signed_in": _("A person signed in"),
    "person.signed_out": _("A person signed out"),
    "person.sign_in_failed": _("A sign-in failed"),
    "session.ended": _("Sessions of a person ended"),
    "second_factor.enrolled": _("A second factor was enrolled"),
    "second_factor.removed": _("A second factor was removed by its owner"),
    "second_factor.recovery_code_used": _("A recovery code was used"),
    "second_factor.recovery_codes_shown": _("Recovery codes were shown to their owner"),
    "second_factor.recovery_codes_replaced": _("Recovery codes were replaced"),
    "recovery.asked": _("A recovery of an account was asked for"),
    "recovery.confirmed": _("A recovery of an account was confirmed"),
    "recovery.withdrawn": _("A recovery of an account was withdrawn"),
    "role.granted": _("A role was granted, waiting for confirmation"),
    "role.confirmed": _("A role was confirmed by a second person"),
    "role.ended": _("A role ended"),
    "role.renewal_asked": _("A longer term of a role was asked for"),
    "role.renewal_declined": _("A longer term of a role was declined"),
    "body.created": _("A body was created"),
    "body.renamed": _("A body was renamed"),
    "team.created": _("A team was created"),
    "team.renamed": _("A team was renamed"),
    "team.joined": _("A person joined a team"),
    "team.left": _("A person left a team"),
    "token.made": _("A token for scripts was made"),
    "token.revoked": _("A token for scripts was revoked"),
}

CONSTRAINTS: dict[str, Any] = {
    "accounts_person_email_key": _("There is already an account with this e-mail address."),
    "accounts_body_name_key": _("This name is taken already."),
    "accounts_team_name_key": _("This name is taken already."),
    "nobody_is_superuser": _("There are no superusers here."),
    "person_email_in_lower_case": _("An e-mail address is kept in lower case."),
    "one_current_membership_per_team": _("This person is in the team already."),
    "membership_ends_after_start": _("A membership cannot end before it began."),
    "role_confirmed_by_a_second_person": _(
        "A role is confirmed by a second administrator: not by who granted it, nor by who is to hold it."
    ),
    "role_confirmation_is_whole": _("A confirmation needs a person and a time."),
    "role_granted_by_someone": _("A role is granted by a named administrator."),
    "role_not_granted_to_self": _("Nobody grants a role to themselves."),
    "role_expires_after_grant": _("A role must end after it begins."),
    "role_ends_after_grant": _("A role cannot end before it began."),
    "first_administrator_has_a_number": _(
        "A first administrator is an account administrator, the first or the second."
    ),
    "two_first_administrators": _("The first two administrators exist already."),
    "role_renewal_is_whole": _("A longer term needs an end and a person who asks for it."),
    "role_renewal_not_asked_by_its_holder": _("Nobody renews their own role; ask another administrator."),
    "one_open_assignment_per_role": _("This person already holds this role or it waits for confirmation."),
    "recovery_not_asked_for_self": _("Nobody recovers their own account here; ask another administrator."),
    "recovery_confirmed_by_a_second_person": _("A recovery is confirmed by a second administrator."),
    "recovery_confirmation_is_whole": _("A confirmation needs a person and a time."),
    "one_open_recovery_per_person": _("A recovery of this account waits for confirmation already."),
    "invitation_expires_later": _("A link must end after it begins."),
    "invitation_used_or_withdrawn": _("A link that was used cannot be withdrawn."),
    "one_open_invitation_per_person": _("This person has an open link already."),
    "token_lives_a_year_at_most": _("A token lives a year at most."),
    "device_once_per_person": _("This browser is known already."),
}


def names_of(ids: Iterable[str]) -> dict[str, Any]:
    """For the auditor, who may know who acted: people, bodies and teams by name."""
    found: dict[str, Any] = {
        OPERATOR: _("the operator of the server"),
        SIGN_IN: _("the sign-in page"),
        NOBODY: _("nobody we know"),
    }
    keys = [key for key in map(_uuid, ids) if key]
    for model in (Person, Body, Team):
        found.update({str(pk): name for pk, name in model.objects.filter(pk__in=keys).values_list("pk", "name")})
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def ids_of(text: str) -> list[str]:
    """For the auditor's filter: people, bodies and teams of exactly this name."""
    found: list[str] = []
    for model in (Person, Body, Team):
        found += [str(pk) for pk in model.objects.filter(name__iexact=text.strip()).values_list("pk", flat=True)[:20]]
    return found
