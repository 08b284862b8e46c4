"""What waits for the people of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures import words
from disclosures.access import RIGHT_OF, check_may_approve, why_not
from disclosures.models import Approval, Disclosure, Recall, RecallAnswer, Request
from disclosures.presenters.turns import SOON
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person

State = Disclosure.State
SHOWN = 20
# States in which it is the officer's turn, with what there is to do.
TO_DO = {
    State.SCOPED: _("select and submit"),
    State.APPROVED: _("have the package built"),
    State.BUILT: _("hand the package over"),
    State.DELIVERED: _("record the receipt"),
    State.RECEIPT_CONFIRMED: _("close it"),
}
_TAKEN_BACK = """
(select 'package', package, reference, null::date from disclosures_to_ask_back() limit %(most)s)
union all
(select 'past', disclosure, recipient, disclosed_on from disclosures_past_to_tell() limit %(most)s)
union all
(select 'silent', p.id, r.name, p.disclosed_on from disclosures_pastrecall t
 join disclosures_pastdisclosure p on p.id = t.disclosure_id join consent_recipient r on r.id = p.recipient_id
 where not exists (select 1 from disclosures_pastrecallanswer a where a.recall_id = t.id)
 order by t.asked_on limit %(most)s)
"""


def for_officer(person: Person) -> Iterator[Waiting]:
    if Right.PREPARE not in rights_of(person):
        return
    yield from _not_begun(person)
    yield from _taken_back()
    yield from _not_answered(person)
    ours = _disclosures(person).filter(state__in=(State.RETURNED, *TO_DO)).annotate(back=Q(state=State.RETURNED))
    for one in ours.order_by("-back", F("request__deadline").asc(nulls_last=True), "pk")[: 2 * SHOWN]:
        if one.back:
            yield _returned(one)
            continue
        yield Waiting(
            _("Disclosures"), one.request.reference, TO_DO[one.state], reverse("desk", args=[one.pk]),
            _end_of(one.request.deadline), _urgent(one.request),
        )  # fmt: skip


def for_approver(person: Person) -> Iterator[Waiting]:
    rights = rights_of(person)
    capacities = [capacity for capacity, right in RIGHT_OF.items() if right in rights]
    if not capacities:
        return
    given = Approval.objects.visible_to(person).filter(disclosure=OuterRef("pk"), voided_at=None)
    waiting = _disclosures(person).filter(state=State.IN_REVIEW).exclude(preparers__contains=[person.pk])
    waiting = waiting.filter(~Exists(given.filter(by=person))).order_by(F("request__deadline").asc(nulls_last=True))
    for one in waiting[:SHOWN]:
        mine = [c.label for c in capacities if not why_not(check_may_approve, one, c, person)]
        if mine:
            detail = _("to approve: %(capacity)s") % {"capacity": ", ".join(str(label) for label in mine)}
            url = reverse("review_disclosure", args=[one.pk])
            yield Waiting(
                _("To approve"), one.request.reference, detail, url, _end_of(one.request.deadline),
                _urgent(one.request),
            )  # fmt: skip


def for_protection_officer(person: Person) -> Iterator[Waiting]:
    if Right.DECIDE_RIGHTS not in rights_of(person):
        return
    demands = Request.objects.visible_to(person).filter(court_order=True, state=Request.State.OPEN)
    for one in demands.order_by(F("deadline").asc(nulls_last=True))[:SHOWN]:
        detail = _("relies on a court order: decide with counsel")
        url = reverse("request", args=[one.pk])
        yield Waiting(_("Court orders"), one.reference, detail, url, _end_of(one.deadline), True)


def _disclosures(person: Person) -> Any:
    return Disclosure.objects.visible_to(person).select_related("request")


def _returned(one: Disclosure) -> Waiting:
    detail = words.RETURNED.get(one.returned_because, _("It came back."))
    url = reverse("desk", args=[one.pk])
    return Waiting(_("Came back"), one.request.reference, detail, url, _end_of(one.request.deadline), True)


def _not_begun(person: Person) -> Iterator[Waiting]:
    under_way = Disclosure.objects.visible_to(person).filter(request=OuterRef("pk"))
    open_ = Request.objects.visible_to(person).filter(~Exists(under_way), state=Request.State.OPEN)
    for one in open_.select_related("recipient").order_by(F("deadline").asc(nulls_last=True))[:SHOWN]:
        url = reverse("request", args=[one.pk])
        yield Waiting(_("New requests"), one.reference, one.recipient.name, url, _end_of(one.deadline), _urgent(one))


def _taken_back() -> Iterator[Waiting]:
    """Article 19 GDPR: a recipient is told that what they hold was taken back, also what they received before the
    house was. The list never says by whom. One statement for both."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BACK, {"most": SHOWN})
        rows = cursor.fetchall()
    for what, pk, name, disclosed_on in rows:
        if what == "package":
            detail = _("consent changed after it left: ask the recipient to return or destroy it")
            yield Waiting(_("To ask back"), name, detail, reverse("package", args=[pk]), urgent=True)
            continue
        title, url = f"{name} {disclosed_on.isoformat()}", reverse("past_disclosure", args=[pk])
        if what == "past":
            detail = _("consent changed after an earlier disclosure: tell the recipient")
            yield Waiting(_("To ask back"), title, detail, url, urgent=True)
        else:
            yield Waiting(_("Asked back"), title, _("the recipient has not answered yet"), url)


def _not_answered(person: Person) -> Iterator[Waiting]:
    answered = RecallAnswer.objects.visible_to(person).filter(recall=OuterRef("pk"))
    unanswered = Recall.objects.visible_to(person).filter(~Exists(answered)).select_related("package")
    for one in unanswered.order_by("asked_on", "pk")[:SHOWN]:
        url = reverse("package", args=[one.package_id])
        yield Waiting(_("Asked back"), one.package.reference, _("the recipient has not answered yet"), url)


def _end_of(day: Any) -> datetime | None:
    return datetime.combine(day, time(23, 59), UTC) if day else None


def _urgent(request: Request) -> bool:
    return request.deadline is not None and request.deadline - timezone.localdate() <= SOON
