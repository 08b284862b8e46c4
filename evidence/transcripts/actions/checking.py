"""A second person reads along with the sound, and accepts or sends back. Never who has typed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.actions import texts
from evidence.transcripts import access
from evidence.transcripts.actions.handing import forget_words
from evidence.transcripts.actions.states import locked, move
from evidence.transcripts.hiding import hidden, names_of
from evidence.transcripts.models import Work, WorkSegment
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.language.base import clean

LONGEST_REMARK = 500
LONGEST_COMMENT = 4000


@transaction.atomic
def remark(*, segment: UUID, text: str, by: Person) -> WorkSegment:
    """Beside one segment, while reading along. Empty takes it away."""
    found = WorkSegment.objects.visible_to(by).get(pk=segment)
    work = _waiting(found.work_id, by)
    found.remark = hidden(clean(text).strip(), names_of(work.item, by))[:LONGEST_REMARK]
    found.save(update_fields=["remark"])
    return found


@transaction.atomic
def send_back(*, work: Work, comment: str, by: Person) -> Work:
    row = _waiting(work.pk, by)
    remarks = WorkSegment.objects.visible_to(by).filter(work=row, gone=False).exclude(remark="").count()
    told = hidden(clean(comment).strip(), names_of(row.item, by))[:LONGEST_COMMENT]
    if not told and not remarks:
        raise Invalid(_("Say what is to be changed, here or beside a segment."), "comment")
    detail = {"text": str(row.layer_id), "remarks": remarks}
    return move(row, Work.State.SENT_BACK, by=by, comment=told, sent_back_by=by, detail=detail)


@transaction.atomic
def accept(*, work: Work, by: Person) -> Work:
    """The frozen layer counts as checked from now on, by name."""
    row = _waiting(work.pk, by)
    assert row.layer is not None
    texts.record_check(text=row.layer, by=by)
    detail = {"text": str(row.layer_id), "sha256": row.layer.sha256}
    done = move(row, Work.State.CHECKED, by=by, checked_by=by, comment="", speakers=[], detail=detail)
    forget_words(done, by)
    return done


def _waiting(work: UUID, by: Person) -> Work:
    row = locked(work, by=by)
    access.require_second_person(row, by)
    access.require_nothing_withdrawn(row.item)
    if row.state != Work.State.HANDED_IN:
        raise Invalid(_("This does not wait for a check; it is “%(state)s”.") % {"state": row.get_state_display()})
    return row
