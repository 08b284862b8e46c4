"""Grants that end soon wait for administrators; files that stopped on their way wait for who sent them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import tables
from evidence.models import Item
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Rows, Waiting
from iapb.accounts.models import Person
from iapb.custody import arriving
from iapb.custody.models import Upload
from iapb.sentences import fill

UPLOAD_COLUMNS = ("state", "share", "expires_at")


def ending_grants(person: Person) -> Iterator[Waiting]:
    if Right.ADMINISTER not in rights_of(person):
        return
    now = timezone.now()
    pages = {"Collection": "collection", "CaseSet": "case_set"}
    for one in tables.given(list(tables.GRANTS), expires_at__gt=now, expires_at__lt=now + tables.SOON)[:50]:
        page = pages.get(one.kind)
        url = reverse(page, args=[one.object_id]) if page else reverse("grants")
        title = _("%(name)s for %(to)s") % {"name": one.object_name, "to": one.to}
        yield Waiting(_("Ending soon"), title, _("grant, give it anew or let it end"), url, one.expires_at)


def unfinished_files(person: Person) -> Iterator[Rows]:
    """What is not gone on with is destroyed in the end: its sender must learn of it without looking for it."""
    if Right.UPLOAD not in rights_of(person):
        return
    items = Item.objects.visible_to(person).filter(pk=OuterRef("about"), withdrawn_at=None)
    found = arriving.left_lying(person).annotate(named=Subquery(items.values("reference")[:1]))
    yield Rows(found.filter(named__isnull=False), ("about", "named", *UPLOAD_COLUMNS), _of_item)


def _of_item(item: UUID, reference: str, *told: str) -> Waiting:
    return of_upload(reference, reverse("item", args=[item]), *told)


def of_upload(title: Any, url: str, state: str, share: str, expires_at: str) -> Waiting:
    expires = datetime.fromisoformat(expires_at)
    if state == Upload.State.RECEIVING and expires > timezone.now():
        detail = fill(
            _("%(share)s %% has arrived. Choose the same file again on its page: it goes on where it stopped."),
            share=share,
        )
        return Waiting(_("Begun and not sent to the end"), title, detail, url, expires)
    detail = _("Nothing came for seven days, so it was given up and is not here. Send the file again.")
    return Waiting(_("Begun and not sent to the end"), title, detail, url, urgent=True)
