"""What is typed and not sent yet, kept on the server for its writer alone. No event: it is nobody's word yet."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Note, Question, Tag, TalkDraft
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person

Form = TalkDraft.Form
# Which fields of a form come back with it.
KEPT = ("words", "about", "text", "start", "end", "exact")
_LARGEST = 30_000


@transaction.atomic
def keep_draft(*, form: str, about: UUID, fields: Mapping[str, str], by: Person) -> TalkDraft | None:
    """Without words it is gone. Item.DoesNotExist where `about` names nothing that the writer sees."""
    require(by, Right.ANSWER if form == Form.ANSWER else Right.TAG)
    if form not in Form.values:
        raise Item.DoesNotExist
    content = {name: fields[name] for name in KEPT if fields.get(name)}
    if sum(map(len, content.values())) > _LARGEST:
        raise Invalid(_("This is too long to be kept as a draft. Send the form, or shorten it."))
    if not content.get("words", "").strip():
        forget_draft(form=form, about=about, by=by)
        return None
    draft = TalkDraft.objects.visible_to(by).filter(by=by, form=form, about=about).select_for_update(of=("self",))
    row = draft.first() or TalkDraft(by=by, form=form, about=about, item=_item_of(form, about, by))
    row.content, row.saved_at = content, timezone.now()
    row.save()
    return row


def forget_draft(*, form: str, about: UUID, by: Person) -> None:
    TalkDraft.objects.visible_to(by).filter(by=by, form=form, about=about).delete()


def _item_of(form: str, about: UUID, by: Person) -> Item:
    """`about`: the item itself, a question, a tag, or the first note of a thread."""
    things = (Tag, Note) if form == Form.COMMENT else (Question,)
    named = Q(pk=about) if form != Form.ANSWER else Q(pk__in=[])
    for thing in things:
        named |= Q(pk__in=thing.objects.visible_to(by).filter(pk=about).values("item"))
    return Item.objects.visible_to(by).get(named)
