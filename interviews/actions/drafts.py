"""Keeping what was typed, sealed, until it is sent (docs/decisions/typed-work-survives.md).

No event is told: a draft is nobody's evidence, only its writer sees it, and it goes when it is sent.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.custody import keys
from interviews.models import Draft, Witness
from interviews.sending import id_for

FORMS = ("witness", "consent", "interview")
_LARGEST = 200_000
_TABLE = "interviews_draft"

Content = dict[str, list[str]]


@transaction.atomic
def save(*, form: str, subject: UUID, content: Content, by: Person) -> Draft:
    """`subject` is the witness, or the id that a witness being registered will have.

    Raises Witness.DoesNotExist when the witness is not there for this person.
    """
    require(by, Right.REGISTER)
    plain = json.dumps(content, ensure_ascii=False)
    if form not in FORMS or len(plain) > _LARGEST:
        raise Invalid(_("This is too long to be kept as a draft. Send the form, or shorten it."))
    draft = _kept(form, by).filter(subject__in=[subject, id_for(subject, by)]).select_for_update().first()
    if draft is None:
        subject = _checked_subject(form, subject, by)
        draft = Draft(form=form, subject=subject, by=by)
    draft.content_sealed = keys.provider().seal_field(draft.subject, _TABLE, "content_sealed", draft.pk, plain)
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def find(*, form: str, by: Person, subject: UUID | None = None) -> Draft | None:
    """The newest one of this form, or the one about this subject."""
    drafts = _kept(form, by)
    return drafts.filter(subject=subject).first() if subject else drafts.first()


def content_of(draft: Draft) -> Content:
    sealed = bytes(draft.content_sealed)
    found: Content = json.loads(keys.provider().open_field(draft.subject, _TABLE, "content_sealed", draft.pk, sealed))
    return found


@transaction.atomic
def discard(*, draft: Draft, by: Person) -> None:
    """The key of a witness who was never registered goes with it: registering would have taken the draft."""
    held = Draft.objects.visible_to(by).filter(pk=draft.pk).select_for_update().first()
    if held is None:
        return
    held.delete()
    if held.form == "witness":
        transaction.on_commit(lambda: keys.provider().destroy(held.subject))


def _kept(form: str, by: Person) -> Any:
    return Draft.objects.visible_to(by).filter(form=form)


def _checked_subject(form: str, subject: UUID, by: Person) -> UUID:
    """A draft of a witness to be makes the key it is sealed under, so that key is nobody else's."""
    if form != "witness":
        require_own(Witness.objects.visible_to(by).get(pk=subject).collection_id, by)
        return subject
    mine = id_for(subject, by)
    if not Witness.objects.visible_to(by).filter(pk__in=[subject, mine]).exists():
        with suppress(keys.KeyDestroyed):
            keys.provider().new_subject_key(mine)
            return mine
    raise Invalid(_("This draft cannot be kept under this address. Open the form anew."))
