"""Leaving a part of the record out on purpose. It waives nothing that the standard asks for before the lock."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.actions.appending import open_record
from interviews.days import no_longer_than
from interviews.models import Interview, SkipMark


@transaction.atomic
def leave_out(*, interview: Interview, section: str, reason: str, note: str = "", by: Person) -> SkipMark:
    """The newest word counts. The same word again is the same mark."""
    locked = open_record(interview, by)
    if section not in SkipMark.Section.values:
        raise Invalid(_("Choose one of the parts of the record."), "section")
    if reason not in SkipMark.Reason.values:
        raise Invalid(_("Say why it is left out."), "reason")
    note = note.strip()
    no_longer_than(note, 500, "note")
    newest = SkipMark.objects.visible_to(by).filter(interview=locked, section=section).first()
    if newest and (newest.reason, newest.note, newest.by_id) == (reason, note, by.pk):
        return newest
    mark = SkipMark(interview=locked, section=section, reason=reason, note=note, by=by)
    mark.save(force_insert=True)
    record("record.left_out", actor=by.pk, object=locked.pk, detail={"section": section, "reason": reason})
    return mark
