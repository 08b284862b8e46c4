"""Placing tags and taking them back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import CONTEXT, Code, FactSupport, Tag
from evidence.coding.spans import span_of
from evidence.models import Item, Segment, Text
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
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
    mine = Tag.objects.visible_to(by).filter(author=by)
    if client_key and (known := mine.filter(client_key=client_key).first()):
        return _resent(known, text, code, start, end)
    if known := mine.filter(text=text, code=code, start=start, end=end, retracted_at=None).first():
        return known
    must_be_assignable(code, text.item, by)
    span = span_of(_near(text, start, end, by), start, end, exact)
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
        client_key=client_key or uuid4(),
    )
    tag.save(force_insert=True)
    record(
        "tag.placed",
        actor=by.pk,
        object=tag.pk,
        detail={"item": str(text.item_id), "text": str(text.pk), "code": code.code,
                "framework": code.framework.version, "start": start, "end": end},
    )  # fmt: skip
    return tag


@transaction.atomic
def retract_tag(*, tag: Tag, by: Person) -> Tag:
    """Take a tag back. It stays on record; asked twice, it is done once."""
    require(by, Right.TAG)
    tag = Tag.objects.visible_to(by).select_for_update(of=("self",)).get(pk=tag.pk)
    if tag.author_id != by.pk:
        raise Refused(_("Only the person who placed a tag takes it back."))
    if tag.retracted_at:
        return tag
    if FactSupport.objects.visible_to(by).filter(tag=tag, removed_at=None).exists():
        raise Invalid(_("This tag supports a fact. Take it away from the fact first."))
    tag.retracted_at, tag.retracted_by = timezone.now(), by
    tag.save(update_fields=["retracted_at", "retracted_by"])
    record("tag.retracted", actor=by.pk, object=tag.pk, detail={"item": str(tag.item_id)})
    return tag


def _near(text: Text, start: int, end: int, by: Person) -> list[Segment]:
    """The segments that hold the words and the quote's surroundings; not the whole interview for three words."""
    near = Segment.objects.visible_to(by).filter(text=text, start__lte=end + CONTEXT)
    reaching = near.annotate(stop=F("start") + Length("content")).filter(stop__gte=start - CONTEXT)
    return list(reaching.order_by("number"))


def must_be_assignable(code: Code, item: Item, by: Person) -> None:
    """Raises Invalid for a code that cannot stand here, Refused for one this person may not use here."""
    if not code.assignable:
        raise Invalid(_("“%(code)s” is a category. Choose one of its codes.") % {"code": code.label}, field="code")
    if code.retired_at:
        successor = code.replaced_by.label if code.replaced_by else _("another code")
        raise Invalid(
            _("“%(code)s” is retired. Use %(other)s.") % {"code": code.label, "other": successor}, field="code"
        )
    if not code.framework.current:
        raise Invalid(_("This code belongs to an older version of the framework. Reload the page."), field="code")
    if CARRIER.get(item.kind) not in code.applies_to:
        raise Invalid(_("“%(code)s” is not used on this kind of material.") % {"code": code.label}, field="code")
    must_be_named(code, item, by)


def must_be_named(code: Code, item: Item, by: Person) -> None:
    if code.restricted and item.pk not in scope_of(by).named_items:
        raise Refused(
            _("“%(code)s” is need-to-know: only people named on this item use and see it. Ask to be named.")
            % {"code": code.label}
        )


def belonging(item: Item, *, restricted: bool) -> dict[str, Any]:
    """The columns every part of an item carries for the door and the policies."""
    return {"item": item, "collection_id": item.collection_id, "closed": item.closed, "restricted": restricted}


def _resent(known: Tag, text: Text, code: Code, start: int, end: int) -> Tag:
    if (known.text_id, known.code_id, known.start, known.end) != (text.pk, code.pk, start, end):
        raise Invalid(_("This tag was already sent with other words."))
    return known
