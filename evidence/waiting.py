"""Grants that end soon wait for administrators, who renew them or let them end."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import tables
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person


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
