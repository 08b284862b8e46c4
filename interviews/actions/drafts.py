"""Keeping what was typed, sealed, until it is sent (docs/decisions/typed-work-survives.md).

No event is told: a draft is nobody's evidence, only its writer sees it, and it goes when it is sent.
"""

from __future__ import annotations

import json
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
from interviews.sending import id_of

FORMS = ("witness", "consent", "interview")
_LARGEST = 200_000
_TABLE = "interviews_draft"

Content = dict[str, list[str]]


class NoSuchSubject(Invalid):
    """For whoever asks there is nothing at the address that the draft was sent to."""


@transaction.atomic
def save(*, form: str, subject: UUID, content: Content, by: Person) -> Draft:
    """`subject` is the witness, or the key of the sending that will register one."""
    require(by, Right.REGISTER)
    plain = json.dumps(content, ensure_ascii=False)
    if form not in FORMS or len(plain) > _LARGEST:
        raise Invalid(_("This is too long to be kept as a draft. Send the form, or shorten it."))
    draft = Draft.objects.visible_to(by).filter(form=form, subject=subject).select_for_update().first()
    if draft is None or form == "witness":
        _check_subject(form, subject, by)
    draft = draft or Draft(form=form, subject=subject, by=by)
    sealed_under = key_of(form, subject, by)
    draft.content_sealed = keys.provider().seal_field(sealed_under, _TABLE, "content_sealed", draft.pk, plain)
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def find(*, form: str, by: Person, subject: UUID | None = None) -> Draft | None:
    """The newest one of this form, or the one about this subject."""
    drafts = Draft.objects.visible_to(by).filter(form=form)
    return drafts.filter(subject=subject).first() if subject else drafts.first()


def content_of(draft: Draft) -> Content:
    """Nothing where the key is gone: the draft was being discarded when the machine stopped, or the witness erased."""
    sealed = bytes(draft.content_sealed)
    under = key_of(draft.form, draft.subject, draft.by)
    try:
        found: Content = json.loads(keys.provider().open_field(under, _TABLE, "content_sealed", draft.pk, sealed))
    except (keys.KeyDestroyed, keys.NoSuchKey):
        return {}
    return found


@transaction.atomic
def discard(*, draft: Draft, by: Person) -> None:
    """The key of a witness who was never registered goes with it: registering would have taken the draft.

    The key goes first. Stopped between the two, a row that nobody can open is left and can be discarded again; the
    other way round a key would stay that nothing names any more.
    """
    held = Draft.objects.visible_to(by).filter(pk=draft.pk).select_for_update().first()
    if held is None:
        return
    if held.form == "witness":
        keys.provider().destroy(key_of(held.form, held.subject, held.by))
    held.delete()


def key_of(form: str, subject: UUID, by: Person) -> UUID:
    """Of a witness to be: the key of the id they will have, which is nobody else's."""
    return id_of(subject, by) if form == "witness" else subject


def _check_subject(form: str, subject: UUID, by: Person) -> None:
    if form == "witness":
        try:
            keys.provider().new_subject_key(key_of(form, subject, by))
        except keys.KeyDestroyed:
            raise Invalid(_("This draft cannot be kept under this address. Open the form anew.")) from None
        return
    witness = Witness.objects.visible_to(by).filter(pk=subject).first()
    if witness is None:
        raise NoSuchSubject(_("There is no such witness."))
    require_own(witness.collection_id, by)
