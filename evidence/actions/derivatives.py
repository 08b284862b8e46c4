"""Copies kept in the vault beside what they were made of."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence import joint
from evidence.derivatives import Copy
from evidence.likeness import in_bits
from evidence.looking import NOT_SHOWN, PICTURED, may_look_at, require_look
from evidence.models import Derivative, Item, ItemFile, Likeness
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import tickets
from iapb.custody.models import StoredFile
from iapb.ledger import record


def there(parent: ItemFile, by: Person) -> frozenset[tuple[str, int]]:
    return frozenset(Derivative.objects.visible_to(by).filter(parent=parent).values_list("kind", "number"))


def keep(*, copy: Copy, parent: ItemFile, job: UUID, by: Person) -> None:
    """Outside any transaction: bytes, row, link and event are on the disk when it returns, or nothing is."""
    assert parent.item.subject is not None
    custody.receive(
        copy.content,
        subjects=[parent.item.subject],
        media_type=copy.media_type,
        name="",
        by=by,
        kind=StoredFile.Kind.DERIVATIVE,
        client_key=f"{job}:{copy.kind}:{copy.number}",
        within=lambda stored: _link(stored, copy, parent, by),
    )


def show(*, copy: Derivative, by: Person, session_key: str | None) -> str:
    """A path on the content host. Raises Refused for a picture that this person may not look at."""
    if copy.kind in PICTURED:
        require_look(copy.parent.item_id, by)
    return tickets.issue(copy.item_file.file, by=by, session_key=session_key, purpose="look", inline=True)


def show_small(*, copies: Collection[Derivative], by: Person, session_key: str | None) -> dict[UUID, str]:
    """Paths on the content host of small pictures, by copy. Raises Refused if one of them may not be looked at."""
    items = {copy.parent.item_id for copy in copies}
    if items - may_look_at(items, by):
        raise Refused(NOT_SHOWN)
    files = [copy.item_file.file for copy in copies]
    paths = tickets.issue_shown(files, by=by, session_key=session_key, purpose="small picture")
    return {copy.pk: paths[copy.item_file.file_id] for copy in copies}


def _link(stored: StoredFile, copy: Copy, parent: ItemFile, by: Person) -> None:
    """In the transaction of the stored file. Whoever lost sight of the item meanwhile leaves nothing behind."""
    item = Item.objects.visible_to(by).filter(pk=parent.item_id).first()
    if item is None or item.withdrawn_at:
        raise Invalid(_("The item is no longer there for you, so nothing was done."))
    told = copy.told()
    linked = ItemFile.objects.create(
        item=item,
        file=stored,
        role=ItemFile.Role.DERIVATIVE,
        derived_from=parent,
        closed=item.closed,
        collection_id=item.collection_id,
        added_by=by,
    )
    made = Derivative(
        item_file=linked,
        parent=parent,
        kind=copy.kind,
        number=copy.number,
        width=told.width,
        height=told.height,
        duration_ms=told.duration_ms,
        tool=copy.tool,
        tool_version=copy.tool_version[:40],
        closed=item.closed,
        collection_id=item.collection_id,
    )
    made.save(force_insert=True)
    common = {"derivative": made, "closed": item.closed, "collection_id": item.collection_id}
    Likeness.objects.bulk_create(Likeness(bits=in_bits(one.bits), at_ms=one.at_ms, **common) for one in copy.looks)
    joint.share(stored, item, by)
    record("item.copy_made", actor=by.pk, object=item.pk, detail=_detail(stored, copy, parent))


def _detail(stored: StoredFile, copy: Copy, parent: ItemFile) -> dict[str, object]:
    """Every derivative names its parent, its tool and the tool's version."""
    return {
        "file": str(stored.pk),
        "parent": str(parent.file_id),
        "kind": str(copy.kind),
        "number": copy.number,
        "tool": copy.tool,
        "version": copy.tool_version,
    }
