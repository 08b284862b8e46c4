"""Who may add to what. Reading is the door's (evidence.visibility)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from evidence.looking import PICTURED, may_look
from evidence.models import Collection, Derivative, Item, ItemFile, JointSubject
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import scope_of
from iapb.accounts.models import Person

NOTHING_ADDED = _("Consent was withdrawn or paused: nothing may be added. Record a new consent first.")


def own_collections(by: Person) -> list[UUID]:
    """Of the body one belongs to, where one was given it. Asked once for each scope."""
    scope = scope_of(by)
    known = getattr(by, "_own_collections", None)
    if known is None or known[0] is not scope:
        found = Collection.objects.visible_to(by).filter(body=by.body_id, body__isnull=False)
        known = by._own_collections = (scope, list(found.values_list("pk", flat=True)))
    own: list[UUID] = known[1]
    return own


def own_collection(by: Person) -> Collection:
    """Where a body's material goes. Raises Invalid with what to do while there is none."""
    found = None
    if by.body_id:
        found = Collection.objects.visible_to(by).filter(body=by.body_id).first()
    if found is None:
        raise Invalid(
            _("Your body has no collection yet, so nothing can be added. Ask an account administrator to make one.")
        )
    return found


def require_own(collection: UUID, by: Person) -> None:
    """A grant shows another body's material; to change it one must belong to that body."""
    if collection not in own_collections(by):
        raise Refused(_("This belongs to another body. You may read it, but only its own people may change it."))


def require_not_withdrawn(subject: UUID | None, by: Person) -> None:
    """Standards 5.3: what a witness withdrew stays as it is; a new consent opens it again."""
    if subject is None:
        return
    theirs = JointSubject.objects.visible_to(by).filter(subject=subject)
    # Hidden for another witness's sake: this one did not withdraw.
    not_theirs = theirs.filter(item=OuterRef("pk"), hidden_at=None)
    withdrawn = Item.objects.visible_to(by).filter(~Exists(not_theirs), subject=subject, withdrawn_at__isnull=False)
    if withdrawn.exists() or theirs.filter(hidden_at__isnull=False).exists():
        raise Invalid(NOTHING_ADDED)


def may_read_file(file: UUID, person: Person) -> bool:
    """For the content host: a file of an item one sees; a picture of it only for whoever may look."""
    pictures = Derivative.objects.visible_to(person).filter(item_file__file=file, kind__in=PICTURED)
    if picture := pictures.values_list("parent__item", flat=True).first():
        return may_look(picture, person)
    return ItemFile.objects.visible_to(person).filter(file=file).exists()
