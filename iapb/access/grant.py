"""The only writer of grant rows. Each has an expiry, and an event in the ledger.

Grants stand beside Collection, CaseSet and Item in evidence, which this room
cannot import: the models are found by name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid, Refused
from iapb.access.models import Grant
from iapb.access.rights import Right, require, rights_of
from iapb.access.scope import KINDS, group_ids
from iapb.accounts.actions.roles import check_term
from iapb.accounts.models import Body, Person, Team
from iapb.ledger import record

Recipient = Person | Body | Team


@transaction.atomic
def give(object: models.Model, *, to: Recipient, until: datetime, by: Person) -> Grant:
    """Opens a collection, a case set or one item to a person, a body or a team. Given again, the end moves."""
    kind = kind_of(object)
    _require_may_give(by, kind, object)
    _refuse_to_oneself(by, to)
    if isinstance(to, Person) and to.state == Person.State.DEACTIVATED:
        raise Invalid(_("This account is deactivated."), field="to")
    check_term(until)
    model, holder = _model_of(kind, to)
    permission = Permission.objects.get(content_type__app_label="evidence", codename=f"view_{kind.lower()}")
    row = model.objects.select_for_update().filter(content_object=object.pk, **holder).first()
    if row is None:
        row = model(content_object_id=object.pk, permission=permission, **holder)
    elif row.expires_at == until:
        return row
    row.granted_by, row.granted_at, row.expires_at = by, timezone.now(), until
    # Not through the base class: it would read the object past the door to compare content types.
    models.Model.save(row)
    detail = {"to": f"{type(to).__name__.lower()}:{to.pk}", "kind": kind.lower(), "until": until.isoformat()}
    record("grant.given", actor=by.pk, object=object.pk, detail=detail)
    return row


@transaction.atomic
def revoke(row: Grant, *, by: Person) -> None:
    """Holds from the next request. The row goes; that it existed is told by the ledger."""
    kind = kind_of(row)
    if kind == "Item" and Right.ADMINISTER not in rights_of(by):
        _require_may_give(by, kind, _Named(row.content_object_id))
    else:
        require(by, Right.ADMINISTER)
    locked = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if locked is None:
        raise Invalid(_("This grant was revoked already."))
    _delete(locked, kind, by)


def end_by_name(person: Person, by: Person) -> None:
    """Whoever leaves keeps no grant by name: it would wait for them, should they be invited again."""
    for kind in KINDS:
        for row in apps.get_model("evidence", f"{kind}PersonGrant").objects.filter(user=person):
            _delete(row, kind, by)


def kind_of(thing: Any) -> str:
    """Which of the three kinds an object or a grant row is about; an interview is an Item."""
    for ancestor in type(thing).__mro__:
        for kind in KINDS:
            if ancestor.__name__ in (kind, f"{kind}PersonGrant", f"{kind}GroupGrant"):
                return kind
    raise TypeError(f"{type(thing).__name__} cannot be granted")


def _delete(row: Any, kind: str, by: Person) -> None:
    to = f"person:{row.user_id}" if hasattr(row, "user_id") else _owner_of(row.group_id)
    detail = {"to": to, "kind": kind.lower(), "until": row.expires_at.isoformat()}
    record("grant.revoked", actor=by.pk, object=row.content_object_id, detail=detail)
    row.delete()


def _owner_of(group_id: int) -> str:
    for model in (Body, Team):
        if owner := model.objects.filter(group=group_id).only("pk").first():
            return f"{model.__name__.lower()}:{owner.pk}"
    return "nobody"


def _model_of(kind: str, to: Recipient) -> tuple[Any, dict[str, Any]]:
    if isinstance(to, Person):
        return apps.get_model("evidence", f"{kind}PersonGrant"), {"user_id": to.pk}
    return apps.get_model("evidence", f"{kind}GroupGrant"), {"group_id": to.group_id}


class _Named:
    """An item known by its id only."""

    def __init__(self, pk: Any) -> None:
        self.pk = pk


def _require_may_give(by: Person, kind: str, object: Any) -> None:
    """Administrators give collections and sets, whose names they see. An item is given by who sees it."""
    if kind != "Item":
        require(by, Right.ADMINISTER)
        return
    require(by, Right.CASE_SETS)
    if not apps.get_model("evidence", "Item").objects.visible_to(by).filter(pk=object.pk).exists():
        raise Refused(_("An item is given only by someone who sees it."))


def _refuse_to_oneself(by: Person, to: Recipient) -> None:
    own = to.pk == by.pk if isinstance(to, Person) else to.group_id in group_ids(by)
    if own and (isinstance(to, Person) or Right.READ in rights_of(by)):
        raise Invalid(_("Nobody gives a grant to themselves; ask another administrator."), field="to")
