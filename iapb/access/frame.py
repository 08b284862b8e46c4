"""What ledger and accounts add to menu, health, waiting list and sentences: their rooms lie below this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access import constraints, health, navigation, waiting
from iapb.access.navigation import Entry
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts import words
from iapb.accounts.models import Invitation, Person, Recovery, RoleAssignment
from iapb.ledger import health as ledger_health

SOON = timedelta(days=30)


def register() -> None:
    constraints.register(words.CONSTRAINTS)
    navigation.register(
        Entry(_("People"), "people", Right.ADMINISTER, 80),
        Entry(_("Roles"), "roles", Right.ADMINISTER, 81),
        Entry(_("Bodies"), "bodies", Right.ADMINISTER, 82),
        Entry(_("Teams"), "teams", Right.ADMINISTER, 83),
        Entry(_("Ledger"), "ledger:list", Right.READ_LEDGER, 90),
    )
    health.register("sealer", ledger_health.sealer)
    waiting.register(for_administrators)
    waiting.register(own_roles)


def for_administrators(person: Person) -> Iterator[Waiting]:
    if Right.ADMINISTER not in rights_of(person):
        return
    yield from _to_confirm(person)
    yield from _ending(person)


def _to_confirm(person: Person) -> Iterator[Waiting]:
    heading = _("To confirm")
    for role in RoleAssignment.objects.to_confirm_by(person).select_related("person", "granted_by")[:50]:
        title = _("%(person)s: %(role)s") % {"person": role.person.name, "role": role.get_role_display()}
        detail = _("a longer term waits for you") if role.renewal_until else _("a new role waits for you")
        yield Waiting(heading, title, detail, reverse("person", args=[role.person_id]), urgent=True)
    open_ = Recovery.objects.filter(confirmed_at=None, withdrawn_at=None).exclude(asked_by=person)
    for recovery in open_.exclude(person=person).select_related("person").order_by("asked_at", "pk")[:50]:
        url = reverse("person", args=[recovery.person_id])
        yield Waiting(heading, recovery.person.name, _("a recovery of this account waits for you"), url, urgent=True)


def _ending(person: Person) -> Iterator[Waiting]:
    heading, soon = _("Ending soon"), timezone.now() + SOON
    for role in RoleAssignment.objects.expiring(soon).select_related("person").order_by("expires_at")[:50]:
        if role.person_id == person.pk:
            yield _own(role)
            continue
        title = _("%(person)s: %(role)s") % {"person": role.person.name, "role": role.get_role_display()}
        yield Waiting(
            heading, title, _("role, renew or let it end"), reverse("renew_role", args=[role.pk]), role.expires_at
        )
    for link in Invitation.objects.open().select_related("person").order_by("expires_at")[:50]:
        over = link.expires_at < timezone.now()
        detail = _("the link expired unused, send a new one") if over else _("has not accepted the invitation yet")
        yield Waiting(
            _("Invitations"), link.person.name, detail, reverse("person", args=[link.person_id]), link.expires_at, over
        )


def own_roles(person: Person) -> Iterator[Waiting]:
    """Everyone is told in time that a role of theirs ends: administrators do not see what it holds up."""
    if Right.ADMINISTER not in rights_of(person):
        for role in RoleAssignment.objects.expiring(timezone.now() + SOON).filter(person=person):
            yield _own(role)


def _own(role: RoleAssignment) -> Waiting:
    return Waiting(
        _("Your account"),
        _("Your role %(role)s ends") % {"role": role.get_role_display()},
        _("ask an account administrator to renew it if you still need it"),
        reverse("my_account"),
        role.expires_at,
    )
