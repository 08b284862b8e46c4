"""Who may type, and who may check."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import NOTHING_ADDED, own_collections
from evidence.models import Item
from evidence.transcripts.models import Work
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import RIGHTS_OF, Right, require, rights_of
from iapb.accounts.models import Person, RoleAssignment

# So long untouched, a colleague may take it over unasked.
LEFT_LYING = timedelta(days=14)
TYPING_ROLES = [role for role, rights in RIGHTS_OF.items() if Right.TRANSCRIBE in rights]


def require_may_work_on(item: Item, by: Person) -> None:
    """Partners on their own body's material; analysts on what they were given."""
    require(by, Right.TRANSCRIBE)
    if by.body_id is None:
        raise Invalid(
            _("You belong to no body, so nobody could check what you type. Ask an account administrator to enter one.")
        )
    if Right.TAG not in rights_of(by) and item.collection_id not in own_collections(by):
        raise Refused(_("This belongs to another body. You may read it, but only its own people may change it."))
    require_nothing_withdrawn(item)


def require_nothing_withdrawn(item: Item) -> None:
    if item.withdrawn_at is not None:
        raise Invalid(NOTHING_ADDED)


def require_colleague(work: Work, by: Person) -> None:
    require(by, Right.TRANSCRIBE)
    if not is_colleague(work, by):
        raise Refused(_("This is the work of another body. Only its own people go on with it or check it."))


def is_colleague(work: Work, by: Person) -> bool:
    return by.body_id is not None and by.body_id == work.body_id


def require_holder(work: Work, by: Person) -> None:
    require_colleague(work, by)
    if work.holder_id != by.pk:
        raise Invalid(
            _("%(name)s has this in hand. Ask for it, and they can give it to you.") % {"name": work.holder.name}
        )


def require_open(work: Work) -> None:
    if not work.is_open:
        raise Invalid(_("This is “%(state)s”, so its words stay as they are.") % {"state": work.get_state_display()})


def require_second_person(work: Work, by: Person) -> None:
    require_colleague(work, by)
    if by.pk in work.typists:
        raise Invalid(_("You have typed in this yourself, so another person of your body checks it."))


def require_left_lying(work: Work, by: Person) -> None:
    """A colleague who is away, or whose account is closed, holds nothing up."""
    require_colleague(work, by)
    if not may_take_over(work, by):
        raise Invalid(
            _("%(name)s is working on this. It can be taken over when nothing was typed for two weeks; until then ask.")
            % {"name": work.holder.name}
        )


def may_take_over(work: Work, by: Person) -> bool:
    if not is_colleague(work, by) or work.holder_id == by.pk or not work.is_open:
        return False
    return _is_away(work.holder, work) or work.touched_at < timezone.now() - LEFT_LYING


def _is_away(holder: Person, work: Work) -> bool:
    """Their account is closed, they went to another body, or their role has ended."""
    return holder.body_id != work.body_id or Right.TRANSCRIBE not in rights_of(holder)


def colleagues(work: Work) -> list[Person]:
    """To whom it can be handed over: people of the body whose role lets them type."""
    holds = RoleAssignment.objects.in_force().filter(person=OuterRef("pk"), role__in=TYPING_ROLES)
    found = Person.objects.current().filter(Exists(holds), body=work.body_id).exclude(pk=work.holder_id)
    return list(found.order_by("name", "pk"))
