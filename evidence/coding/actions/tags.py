"""Placing tags and taking them back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import CONTEXT, Code, FactSupport, Tag
from evidence.coding.spans import span_of
from evidence.coding.succession import succession_of
from evidence.models import Item, Segment, Text
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require, roles_of
from iapb.access.scope import scope_of
from iapb.accounts.models import Person
from iapb.ledger import record

# What the framework's `applies_to` calls each kind of item.
CARRIER = {
    Item.Kind.INTERVIEW: "interview",
    Item.Kind.WITNESS_DOCUMENT: "document",
    Item.Kind.OPEN_SOURCE: "osint",
}


@transaction.atomic
def place_tag(
    *,
    text: Text,
    code: Code,
    start: int,
    end: int,
    by: Person,
    exact: str | None = None,
    client_key: UUID | None = None,
) -> Tag:
    """Put `code` on the words from `start` to `end` (code points, exclusive) of a layer.

    Sent again with its `client_key`, or placed again on the same words, it is the same tag.
    """
    require(by, Right.TAG)
    key = client_key or uuid4()
    if known := _known(text, code, start, end, key, by):
        return known
    must_be_assignable(code, text.item, by)
    others = hold(text)
    span = span_of(near(text, start, end), start, end, exact)
    tag = Tag(
        **belonging(text.item, restricted=code.restricted),
        text=text,
        text_sha256=text.sha256,
        segment=span.segment,
        code=code,
        start=span.start,
        end=span.end,
        exact=span.exact,
        prefix=span.prefix,
        suffix=span.suffix,
        author=by,
        client_key=key,
    )
    keep(tag, {"text": str(text.pk), "start": start, "end": end})
    if others:
        follow_if_overtaken(text, by)
    return tag


def _known(text: Text, code: Code, start: int, end: int, key: UUID, by: Person) -> Tag | None:
    """What was sent before with this key; else what this person has on the same words."""
    # By the id of the code, which means the same in every version of the framework.
    on_words = Q(text=text, code__code=code.code, start=start, end=end, retracted_at=None)
    mine = Tag.objects.unscoped("one's own").filter(on_words | Q(client_key=key), author=by)
    found = {one.client_key: one for one in mine.select_related("code")}
    if sent := found.get(key):
        return _resent(sent, text, code, start, end)
    return next(iter(found.values()), None)


def keep(tag: Tag, where: dict[str, Any]) -> None:
    """`where`: the words or the part it stands on, as the ledger keeps it."""
    tag.save(force_insert=True)
    tag.notes_shown = []  # nobody has noted anything beside it yet
    detail = {"item": str(tag.item_id), "code": tag.code.code, "framework": tag.code.framework.version, **where}
    record("tag.placed", actor=tag.author_id, object=tag.pk, detail=detail)


@transaction.atomic
def retract_tag(*, tag: Tag, by: Person) -> Tag:
    """Take a tag back. It stays on record; asked twice, it is done once."""
    require(by, Right.TAG)
    tag = Tag.objects.visible_to(by).select_for_update(of=("self",)).get(pk=tag.pk)
    if tag.author_id != by.pk:
        raise Refused(_("Only the person who placed a tag takes it back."))
    if tag.retracted_at:
        return tag
    if tag.settled or tag.state == Tag.State.ADJUDICATED:
        raise Invalid(_("This was settled between two coders. It is changed where they are compared."))
    if tag.passed_on:
        raise Invalid(_("This tag has moved on to the newer text. Take it back there."))
    if FactSupport.objects.visible_to(by).filter(tag=tag, removed_at=None).exists():
        raise Invalid(_("This tag supports a fact. Take it away from the fact first."))
    tag.retracted_at, tag.retracted_by = timezone.now(), by
    tag.save(update_fields=["retracted_at", "retracted_by"])
    record("tag.retracted", actor=by.pk, object=tag.pk, detail={"item": str(tag.item_id)})
    return tag


def hold(text: Text) -> bool:
    """Until this transaction ends the tags of the layer are not carried over: else one just placed might be missed.

    Whether the item has other layers of the kind and language: one of them may have taken over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [text.pk])
        held = cursor.fetchone()
    return bool(held and held[0])


_HOLD = """
select exists (
    select from evidence_text as other
    where other.item_id = held.item_id and other.kind = held.kind and other.language = held.language
        and other.id <> held.id
)
from evidence_text as held where held.id = %s for key share of held
"""


def follow_if_overtaken(text: Text, by: Person) -> None:
    """A tag placed on a layer that another has taken over from is carried over like those before it."""
    if succession_of(text.item_id, by).heir(text):
        jobs.ask("carry_tags", text.pk, by=by)


def near(text: Text, start: int, end: int) -> list[Segment]:
    """The segments that hold the words and the quote's surroundings; not the whole interview for three words."""
    segments = Segment.objects.unscoped("of a layer found visible").filter(text=text)
    # By where segments start alone, which an index holds: how long they are the wall would have to let through first.
    before = segments.filter(start__lte=max(0, start - CONTEXT)).order_by("-start").values("start")[:1]
    near = segments.filter(start__gte=Coalesce(Subquery(before), 0), start__lte=end + CONTEXT)
    return list(near.order_by("number"))


def must_be_assignable(code: Code, item: Item, by: Person) -> None:
    """Raises Invalid for a code that cannot stand here, Refused for one this person may not use here."""
    if not code.assignable:
        raise Invalid(_("“%(code)s” is a category. Choose one of its codes.") % {"code": code.label}, field="code")
    if code.retired_at:
        parts = ", ".join(code.split_into)
        successor = code.replaced_by.label if code.replaced_by else parts or _("another code")
        raise Invalid(
            _("“%(code)s” is retired. Use %(other)s.") % {"code": code.label, "other": successor}, field="code"
        )
    if not code.framework.current:
        raise Invalid(_("This code belongs to an older version of the framework. Reload the page."), field="code")
    if CARRIER.get(item.kind) not in code.applies_to:
        raise Invalid(_("“%(code)s” is not used on this kind of material.") % {"code": code.label}, field="code")
    must_be_named(code, item, by)


def must_be_named(code: Code, item: Item, by: Person) -> None:
    if not code.restricted:
        return
    if item.pk not in scope_of(by).named_items:
        raise Refused(
            _("“%(code)s” is need-to-know: only people named on this item use and see it. Ask to be named.")
            % {"code": code.label}
        )
    if barred(code, by):
        raise Refused(_("“%(code)s” is placed by others: the framework names their roles.") % {"code": code.label})


def barred(code: Code, by: Person) -> bool:
    """Whether the framework keeps a need-to-know code to roles this person does not hold."""
    return code.restricted and bool(code.use_roles) and set(code.use_roles).isdisjoint(roles_of(by))


def belonging(item: Item, *, restricted: bool) -> dict[str, Any]:
    """The columns every part of an item carries for the door and the policies."""
    return {"item": item, "collection_id": item.collection_id, "closed": item.closed, "restricted": restricted}


def _resent(known: Tag, text: Text, code: Code, start: int, end: int) -> Tag:
    if (known.text_id, known.code.code, known.start, known.end) != (text.pk, code.code, start, end):
        raise Invalid(_("This tag was already sent with other words."))
    return known
