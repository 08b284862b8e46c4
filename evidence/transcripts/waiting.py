"""What of transcripts and translations waits for a person: to go on, to mend, to check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.transcripts import pages
from evidence.transcripts.models import Work
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Rows, Waiting
from iapb.accounts.models import Person

SHOWN = 40
COLUMNS = ("pk", "item__reference", "kind", "state", "holder__name")


def for_transcribers(person: Person) -> Iterator[Rows]:
    if Right.TRANSCRIBE not in rights_of(person) or not person.body_id:
        return
    mine = Q(holder=person, state__in=Work.OPEN_STATES)
    to_check = Q(state=Work.State.HANDED_IN, body=person.body_id) & ~Q(typists__contains=[person.pk])
    found = Work.objects.visible_to(person).filter(mine | to_check, item__withdrawn_at=None)
    yield Rows(found.order_by("touched_at", "pk"), COLUMNS, _told, SHOWN)


def _told(pk: UUID, reference: str, kind: str, state: str, holder: str) -> Waiting:
    title: Any = pages.titled(kind, reference)
    url = reverse("work", args=[pk])
    if state == Work.State.HANDED_IN:
        detail = _("typed by %(name)s; read along, then accept it or send it back") % {"name": holder}
        return Waiting(_("To be checked by a second person"), title, detail, url)
    if state == Work.State.SENT_BACK:
        return Waiting(
            _("Sent back to you"), title, _("see the comment, mend it and hand it in again"), url, urgent=True
        )
    return Waiting(_("Transcripts in your hands"), title, _("go on where you stopped, then hand it in"), url)
