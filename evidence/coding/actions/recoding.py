"""A tag under a code that was parted or retired: a person says which code it belongs under now.

The old tag is taken back with that and stays on record; it names the tag that stands in its place, which is of whoever
said so. docs/decisions/framework-versions.md
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.carrying import facts_follow
from evidence.coding.actions.tags import belonging, follow_if_overtaken, hold, must_be_assignable, must_be_named
from evidence.coding.models import Code, Tag
from evidence.coding.visibility import NotIn
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require, rights_of
from iapb.accounts.models import Person
from iapb.ledger import record

State = Tag.State
PLACE = ("text_id", "start", "end", "file_id", "from_ms", "until_ms", "page", "left", "top", "width", "height")
QUOTE = ("text_sha256", "segment_id", "exact", "prefix", "suffix")


def recodable(actor: Person) -> Any:
    """Tags that may be given another code: what is somebody else's work, or compared just now, is not touched.

    A decision between two coders is coded anew by those alone who settle differences, and keeps its state.
    """
    standing = Tag.objects.visible_to(actor).filter(retracted_at=None, passed_on=False, settled=False)
    own_to_do = NotIn("coding_in_others_hands", actor.pk, F("item"), F("author"))
    states = [State.CONFIRMED, *([State.ADJUDICATED] if Right.SETTLE in rights_of(actor) else [])]
    return standing.filter(Q(own_to_do), state__in=states).exclude(exact="", file=None)


@transaction.atomic
def recode_tag(*, tag: Tag, code: Code, by: Person) -> Tag:
    """Gives the tag that stands in its place. Asked twice for the same code, it is done once."""
    require(by, Right.TAG)
    old = _held(tag, by)
    if old.recoded_as is not None and old.retracted_by_id == by.pk and old.recoded_as.code.code == code.code:
        return old.recoded_as
    _must_be_to_do(old, by)
    must_be_named(old.code, old.item, by)
    must_be_assignable(code, old.item, by)
    if old.restricted and not code.restricted:
        raise Invalid(
            _("A need-to-know code goes only into one that is need-to-know as well: more people would see its tags."),
            field="code",
        )
    if old.text:
        hold(old.text)
    now = timezone.now()
    new = _in_its_place(old, code, by, now)
    old.recoded_as, old.retracted_at, old.retracted_by = new, now, by
    old.save(update_fields=["recoded_as", "retracted_at", "retracted_by"])
    detail = {"item": str(old.item_id), "code": code.code, "was": old.code.code, "as": str(new.pk),
              "supports": facts_follow(old, new)}  # fmt: skip
    record("tag.recoded", actor=by.pk, object=old.pk, detail=detail)
    if old.text:
        follow_if_overtaken(old.text, by)
    return new


@transaction.atomic
def undo_recoding(*, tag: Tag, by: Person) -> Tag:
    """The old tag stands again, and what took its place is taken back. Asked twice, it is done once."""
    require(by, Right.TAG)
    old = _held(tag, by)
    if old.recoded_as is None:
        return old
    if old.retracted_by_id != by.pk:
        raise Refused(_("Only the person who coded a tag anew undoes that."))
    new = Tag.objects.visible_to(by).select_for_update(of=("self",)).get(pk=old.recoded_as_id)
    if new.settled:
        raise Invalid(_("This was settled between two coders. It is changed where they are compared."))
    if new.passed_on:
        raise Invalid(_("This tag has moved on to the newer text. Take it back there."))
    # One that stood there before, or stands for another old tag as well, stays.
    made = new.created_at == old.retracted_at
    others = Tag.objects.visible_to(by).filter(recoded_as=new).exclude(pk=old.pk).exists()
    old.recoded_as = old.retracted_at = old.retracted_by = None
    old.save(update_fields=["recoded_as", "retracted_at", "retracted_by"])
    record("tag.recoding_undone", actor=by.pk, object=old.pk, detail={"item": str(old.item_id), "as": str(new.pk)})
    if made and not others and new.retracted_at is None:
        _take_away(new, old, by)
    if old.text:
        follow_if_overtaken(old.text, by)
    return old


def _take_away(new: Tag, old: Tag, by: Person) -> None:
    facts_follow(new, old)
    new.retracted_at, new.retracted_by = timezone.now(), by
    new.save(update_fields=["retracted_at", "retracted_by"])
    record("tag.retracted", actor=by.pk, object=new.pk, detail={"item": str(new.item_id)})


def _held(tag: Tag, by: Person) -> Tag:
    visible = Tag.objects.visible_to(by).select_related("code", "item", "text", "recoded_as__code")
    held: Tag = visible.select_for_update(of=("self",)).get(pk=tag.pk)
    return held


def _must_be_to_do(old: Tag, by: Person) -> None:
    if old.recoded_as is not None:
        raise Invalid(_("Somebody has coded this tag anew already. Reload the page."))
    if old.retracted_at:
        raise Invalid(_("This tag was taken back."))
    now = Code.objects.filter(framework__current=True, code=old.code.code).first()
    if now is None or now.retired_at is None:
        raise Invalid(_("“%(code)s” is in use: its tags stay as they are.") % {"code": old.code.label})
    if not recodable(by).filter(pk=old.pk).exists():
        raise Invalid(_("Somebody has this in hand: it is being coded, compared or settled. Its tags stay until then."))


def _in_its_place(old: Tag, code: Code, by: Person, now: datetime) -> Tag:
    """Of whoever codes it anew; if they have put the code there already, that tag is the one."""
    place = {name: getattr(old, name) for name in PLACE}
    mine = Tag.objects.visible_to(by).filter(author=by, code__code=code.code, retracted_at=None, passed_on=False)
    if known := mine.filter(**place).first():
        return known
    new = Tag(
        **place, **{name: getattr(old, name) for name in QUOTE}, **belonging(old.item, restricted=code.restricted),
        code=code, author=by, state=old.state, created_at=now,
    )  # fmt: skip
    new.save(force_insert=True)
    return new
