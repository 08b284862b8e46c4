"""The states of a person, as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Invalid
from iapb.accounts.models import Person

State = Person.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.INVITED: frozenset({State.ACTIVE, State.DEACTIVATED}),
    State.ACTIVE: frozenset({State.SUSPENDED, State.DEACTIVATED}),
    State.SUSPENDED: frozenset({State.ACTIVE, State.DEACTIVATED}),
    State.DEACTIVATED: frozenset({State.INVITED}),
}


def move(person: Person, to: str) -> Person:
    """Locks the row, checks, writes. The caller records the event in the same transaction."""
    current = Person.objects.select_for_update().get(pk=person.pk)
    if to not in TRANSITIONS[current.state]:
        raise Invalid(
            _("This cannot be done: the account is %(state)s.") % {"state": current.get_state_display().lower()}
        )
    current.state = to
    current.save(update_fields=["state"])
    person.refresh_from_db()
    return current
