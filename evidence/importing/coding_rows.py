"""Codings of older archives: a row is a code on words of an item's text."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from evidence.coding.actions import legacy
from evidence.coding.layers import layers_of
from evidence.coding.models import Code
from evidence.importing.registry import Column, Kind, Made, Making, Row
from evidence.models import Item, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Right
from iapb.accounts.models import Person

LAYERS = ("original", "translation")
_NO_TEXT = _("This item has no such text here yet. Codings are brought in once its texts were read.")


def code_of(name: str) -> Code | None:
    return Code.objects.filter(framework__current=True, code=name).select_related("framework").first()


def _coding(making: Making) -> Made:
    text = _text(making)
    subject = text.item.subject
    if subject is None:
        raise Invalid(_("Codings are brought in for interviews and documents of a witness."))
    name = making.codes.get(making["code"], making["code"])
    said = {"text": text, "start": making["start"], "exact": making["exact"], "by": making.by, "key": making.key}
    if code := code_of(name):
        return Made(legacy.place(code=code, **said).pk, subject)
    return Made(legacy.keep_as_text(code=making["code"], **said).pk, subject)


def _text(making: Making) -> Text:
    item = Item.objects.visible_to(making.by).get(pk=making.found("source").object)
    layers = layers_of(item, making.by)
    text = layers.translation if making["layer"] == "translation" else layers.original
    if text is None:
        raise Invalid(_NO_TEXT)
    text.item = item
    return text


def _notices(rows: Iterable[Row], codes: dict[str, str], by: Person) -> Iterable[tuple[Row, str, str]]:
    """What has no place in the framework is told, and does not stop the row."""
    rows = list(rows)
    names = {codes.get(row.values["code"], row.values["code"]) for row in rows}
    known = set(Code.objects.filter(framework__current=True, code__in=names).values_list("code", flat=True))
    for row in rows:
        if codes.get(row.values["code"], row.values["code"]) not in known:
            yield row, "code", "unmapped"


CODINGS = Kind(
    name="codings",
    label=_("Codings"),
    order=100,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("source", _("Interview or document, by legacy id or reference"), required=True, as_="item"),
        Column("layer", _("Which text: original or translation"), offered=lambda: LAYERS),
        Column("start", _("Position of the first letter, from 0"), required=True, as_="number"),
        Column("exact", _("The words that were coded"), required=True, longest=20_000, as_="quote"),
        Column("code", _("Legacy code"), required=True),
    ),
    make=_coding,
    tables=("coding_tag.id", "coding_legacycoding.id"),
    rights=(Right.READ, Right.TAG),
    notices=_notices,
)
