"""Which words a fact stands on, and officials made from the words that name them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.suggestions import ask_for_proposals
from evidence.coding.actions.tags import belonging
from evidence.coding.models import Fact, FactSupport, Tag
from evidence.models import Official, OfficialName, StateBody
from evidence.models.registers import Name
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def add_support(*, fact: Fact, tag: Tag, by: Person) -> FactSupport:
    require(by, Right.TAG)
    if fact.retracted_at:
        raise Invalid(_("This fact was taken back. State it anew."))
    return support_with(fact=fact, tag=tag, by=by)


@transaction.atomic
def remove_support(*, support: FactSupport, by: Person) -> FactSupport:
    require(by, Right.TAG)
    support = FactSupport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=support.pk)
    if support.removed_at:
        return support
    support.removed_at = timezone.now()
    support.save(update_fields=["removed_at"])
    record("support.removed", actor=by.pk, object=support.pk, detail={"tag": str(support.tag_id)})
    return support


@transaction.atomic
def create_official_from_tag(*, tag: Tag, label: str, by: Person, post: str = "", body: StateBody | None = None) -> Any:
    """One step: the words that name or describe somebody become an entry, supported by them."""
    require(by, Right.REGISTERS)
    if tag.retracted_at:
        raise Invalid(_("This tag was taken back."))
    label = " ".join(label.split())
    if not label:
        raise Invalid(_("Write the name, or how the witness described the official."), field="label")
    # The tag stands still for both clicks: the second finds what the first has made.
    Tag.objects.visible_to(by).select_for_update(of=("self",)).get(pk=tag.pk)
    known = FactSupport.objects.visible_to(by).filter(tag=tag, removed_at=None, added_by=by, official__label=label)
    if same := known.select_related("official").first():
        return same.official
    official = Official(label=label, post=" ".join(post.split()), body=body, created_by=by)
    official.save(force_insert=True)
    for kind, text in _names(label, tag):
        # The words of the tag are a spelling only when they are the name itself, not a description.
        if kind == Name.Kind.LABEL or (text != label and len(text.split()) <= 4):
            OfficialName(entry=official, kind=kind, language=tag.text.language if kind == Name.Kind.AKA else "",
                         text=text[:200]).save(force_insert=True)  # fmt: skip
    record("official.created", actor=by.pk, object=official.pk, detail={"tag": str(tag.pk)})
    _support("official", official, tag, by, restricted=False)
    if tag.text_id:
        ask_for_proposals(tag.text, by)  # where else in the account the same person is named
    return official


def _names(label: str, tag: Tag) -> list[tuple[Any, str]]:
    """A part of a picture or a recording shows somebody and spells nobody."""
    spelled = [(Name.Kind.AKA, " ".join(tag.exact.split()))] if tag.text_id else []
    return [(Name.Kind.LABEL, label), *spelled]


def support_with(*, fact: Fact, tag: Tag, by: Person) -> FactSupport:
    if tag.retracted_at:
        raise Invalid(_("This tag was taken back."))
    if tag.passed_on:
        raise Invalid(_("This tag has moved on to the newer text. Use the one there."))
    return _support(fact.kind, fact, tag, by, restricted=fact.restricted)


def _support(kind: str, supported: Any, tag: Tag, by: Person, *, restricted: bool) -> FactSupport:
    known = FactSupport.objects.visible_to(by).filter(**{kind: supported}, tag=tag, removed_at=None).first()
    if known:
        return known
    support = FactSupport(
        **{kind: supported}, **belonging(tag.item, restricted=restricted or tag.restricted), tag=tag, added_by=by
    )
    support.save(force_insert=True)
    record(
        "support.added",
        actor=by.pk,
        object=support.pk,
        detail={"tag": str(tag.pk), kind: str(supported.pk)},
    )
    return support
