"""Codings of older archives: a tag where the code has its place in the framework, else kept as text."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.tags import belonging, place_tag
from evidence.coding.models import Code, LegacyCoding, Tag
from evidence.coding.spans import joined, span_of
from evidence.models import Segment, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def place(*, text: Text, code: Code, start: int, exact: str, by: Person, key: UUID) -> Tag:
    """At the position given, where these words stand there; else where they stand, if they stand there once."""
    begin, end = _found(text, start, exact, by)
    return place_tag(text=text, code=code, start=begin, end=end, exact=exact, by=by, client_key=key)


@transaction.atomic
def keep_as_text(*, text: Text, code: str, start: int, exact: str, by: Person, key: UUID) -> LegacyCoding:
    require(by, Right.TAG)
    begin, end = _found(text, start, exact, by)
    kept = LegacyCoding(
        id=key, **belonging(text.item, restricted=True), text=text, start=begin, end=end, exact=exact, code=code,
        brought_by=by,
    )  # fmt: skip
    kept.save(force_insert=True)
    detail = {"item": str(text.item_id), "text": str(text.pk), "start": begin, "end": end}
    record("coding.kept_as_text", actor=by.pk, object=kept.pk, detail=detail)
    return kept


def _found(text: Text, start: int, exact: str, by: Person) -> tuple[int, int]:
    """Working copies hold a code where the name stood, so older positions shift: the words decide."""
    if not exact.strip():
        raise Invalid(_("Give the words that were coded."), field="exact")
    segments = list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))
    layer, base = joined(segments), segments[0].start if segments else 0
    at = start - base
    if at < 0 or layer[at : at + len(exact)] != exact:
        if layer.count(exact) != 1:
            raise Invalid(_("These words do not stand at this place, nor once elsewhere in the text."), field="exact")
        at = layer.index(exact)
    span = span_of(segments, at + base, at + base + len(exact), exact)
    return span.start, span.end
