"""What waits for the secretariat: people who may have been heard already."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from interviews.models import Clearance, PerhapsSame


def for_secretariat(person: Person) -> Iterator[Waiting]:
    if Right.ONE_ACCOUNT not in rights_of(person):
        return
    group, url = _("May have been heard already"), reverse("one_account")
    if pairs := PerhapsSame.objects.visible_to(person).filter(answer=PerhapsSame.Answer.OPEN).count():
        title = ngettext("%(n)d pair to decide", "%(n)d pairs to decide", pairs) % {"n": pairs}
        yield Waiting(group, title, _("Ask both bodies, then decide."), url, urgent=True)
    # How many, and whose, is not told: that counts what other bodies do (rule 3).
    if Clearance.objects.visible_to(person).filter(released_at=None).exists():
        yield Waiting(group, _("Registrations wait"), _("Compare and let go what is free."), url)
