"""What waits for a person of coding work, and of differences to be settled."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evidence.coding.models import Comparison, RuleQuestion, Work
from iapb.access.navigation import Entry
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person

ENTRIES = (
    Entry(_("Coding work"), "coding_work", Right.TAG, 31),
    Entry(_("Comparing"), "comparisons", Right.SETTLE, 32),
    Entry(_("Coder agreement"), "agreement", Right.SETTLE, 33),
)
SHOWN = 20


def of_coding(person: Person) -> Iterator[Waiting]:
    rights = rights_of(person)
    if Right.TAG not in rights:
        return
    yield from _work(person)
    if Right.SETTLE in rights:
        yield from _to_settle(person)


def _work(person: Person) -> Iterator[Waiting]:
    own = Q(coder=person, state__in=[Work.State.OPEN, Work.State.OFFERED]) | Q(offered_to=person)
    rows = Work.objects.visible_to(person).filter(own | Q(state=Work.State.WAITING)).select_related("item", "coder")
    for work in rows.order_by("state", "given_at", "pk")[: 2 * SHOWN]:
        heading, detail = _("Coding that waits for somebody"), extent(work)
        if work.coder_id == person.pk:
            heading = _("Coding given to you")
        elif work.offered_to_id == person.pk:
            heading = _("A colleague asks you to take this over")
            detail = _("%(name)s asks: %(extent)s") % {"name": work.coder.name, "extent": detail}
        if work.state == Work.State.OFFERED and work.coder_id == person.pk:
            detail = _("%(extent)s; offered to a colleague who has not answered yet") % {"extent": detail}
        yield Waiting(heading, work.item.reference, detail, reverse("work_piece", args=[work.pk]))


def extent(work: Work) -> str:
    """How much of a text it is. What kind of coding it is is nobody's business who codes."""
    if not work.passages:
        return str(_("the whole text"))
    number = len(work.passages)
    return ngettext("%(n)d passage", "%(n)d passages", number) % {"n": number}


def _to_settle(person: Person) -> Iterator[Waiting]:
    rows = Comparison.objects.visible_to(person).filter(state=Comparison.State.TO_SETTLE).select_related("item")
    for one in rows.order_by("made_at", "pk")[:SHOWN]:
        detail = _("two codings differ or agree: look and decide")
        yield Waiting(_("Differences to settle"), one.item.reference, detail, reverse("compare", args=[one.pk]))
    asked = RuleQuestion.objects.visible_to(person).filter(state=RuleQuestion.State.OPEN).exclude(raised_by=person)
    for question in asked.select_related("code").order_by("raised_at", "pk")[:SHOWN]:
        url = reverse("decide_rule", args=[question.pk])
        yield Waiting(_("Rules to decide"), question.code.code, question.code.label, url)
