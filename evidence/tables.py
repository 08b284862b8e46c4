"""Lists of collections, case sets and grants, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import (
    CaseSet,
    CaseSetGroupGrant,
    CaseSetItem,
    CaseSetPersonGrant,
    CaseSetSubject,
    Collection,
    CollectionGroupGrant,
    CollectionPersonGrant,
    Denial,
    Item,
    ItemGroupGrant,
    ItemPersonGrant,
)
from iapb.access.grant import kind_of
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Body, Person, Team
from iapb.accounts.tables import Column, Listing, NameFilter

SOON = timedelta(days=30)
ON_PAGE = 50  # items of a case set
MOST = 500  # rows on one page; the filter narrows more
GRANTS: dict[str, Any] = {
    "collection-group": CollectionGroupGrant,
    "collection-person": CollectionPersonGrant,
    "set-group": CaseSetGroupGrant,
    "set-person": CaseSetPersonGrant,
    "item-group": ItemGroupGrant,
    "item-person": ItemPersonGrant,
}


@dataclass(frozen=True)
class Given:
    """A grant as a page shows it."""

    slug: str
    pk: int
    kind: str
    object_id: Any
    object_name: Any
    to: Any
    to_kind: Any
    granted_by: Any
    expires_at: datetime

    @property
    def over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def soon(self) -> bool:
        return not self.over and self.expires_at < timezone.now() + SOON


def given(slugs: list[str], **conditions: Any) -> list[Given]:
    """Grants of these kinds, the soonest to end first. For administrators: names of collections and sets, no items."""
    rows = [_columns(slug).filter(**conditions) for slug in slugs]
    found = list(rows[0].union(*rows[1:], all=True))
    people = Person.objects.in_bulk({row["by"] for row in found} | _holders(found, "person"))
    groups = _groups({int(holder) for holder in _holders(found, "group")})
    names = _names(found)
    shown = [
        Given(
            slug=row["slug"],
            pk=row["pk"],
            kind=kind_of(GRANTS[row["slug"]]()),
            object_id=row["content_object_id"],
            object_name=names.get(row["content_object_id"], _("one item")),
            to=people.get(UUID(row["holder"])) if row["slug"].endswith("person") else groups[int(row["holder"])][0],
            to_kind=_("person") if row["slug"].endswith("person") else groups[int(row["holder"])][1],
            granted_by=people[row["by"]],
            expires_at=row["expires_at"],
        )
        for row in found
    ]
    return sorted(shown, key=lambda one: (one.expires_at, one.slug, one.pk))


def _columns(slug: str) -> Any:
    """The same columns of every kind, so that one statement reads them all."""
    column = "user_id" if slug.endswith("person") else "group_id"
    holder = models.functions.Cast(column, models.TextField())
    return (
        GRANTS[slug]
        .objects.annotate(slug=models.Value(slug), holder=holder, by=models.F("granted_by"))
        .values("slug", "pk", "content_object_id", "holder", "by", "expires_at")
        .order_by()
    )


def _holders(found: list[dict[str, Any]], whom: str) -> set[Any]:
    holders = {row["holder"] for row in found if row["slug"].endswith(whom)}
    return {UUID(holder) for holder in holders} if whom == "person" else holders


def _groups(ids: set[int]) -> dict[int, tuple[Any, Any]]:
    if not ids:
        return {}
    bodies = {body.group_id: (body, _("body")) for body in Body.objects.filter(group__in=ids)}
    return {**bodies, **{team.group_id: (team, _("team")) for team in Team.objects.filter(group__in=ids)}}


def _names(found: list[dict[str, Any]]) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for word, model in (("collection", Collection), ("set", CaseSet)):
        ids = {row["content_object_id"] for row in found if row["slug"].startswith(word)}
        if ids:
            every = model.objects.unscoped("administrators see the names of collections and sets; the policy agrees")
            names.update(every.filter(pk__in=ids).values_list("pk", "name"))
    return names


def _counted(model: Any, group: Any, person: Any, actor: Any) -> Any:
    now = timezone.now()

    def count(rows: Any) -> Any:
        mine = rows.objects.filter(content_object=models.OuterRef("pk"), expires_at__gt=now).order_by()
        return models.functions.Coalesce(
            models.Subquery(mine.values("content_object").annotate(n=models.Count("pk")).values("n")), 0
        )

    return model.objects.visible_to(actor).annotate(grants=count(group) + count(person))


def _by_name(request: HttpRequest, rows: Any, columns: list[Column]) -> Listing:
    form = NameFilter(request.POST or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    rows = rows.filter(name__icontains=words) if words else rows
    return Listing(rows.order_by("name"), columns, form, request.POST, bool(words))


def collections(request: HttpRequest) -> Listing:
    rows = _counted(Collection, CollectionGroupGrant, CollectionPersonGrant, request.user).select_related("body")
    columns = [
        Column(_("Name"), ("name",), "name"),
        Column(_("Body"), ("body__name", "name"), "body"),
        Column(_("Grants in force"), ("grants", "name"), "grants"),
        Column(_("Since"), ("created_at",), "since"),
    ]
    return _by_name(request, rows, columns)


def case_sets(request: HttpRequest) -> Listing:
    rows = _counted(CaseSet, CaseSetGroupGrant, CaseSetPersonGrant, request.user)
    columns = [
        Column(_("Name"), ("name",), "name"),
        Column(_("Grants in force"), ("grants", "name"), "grants"),
        Column(_("Since"), ("created_at",), "since"),
    ]
    return _by_name(request, rows, columns)


def given_case_sets(request: HttpRequest) -> Listing:
    columns = [Column(_("Name"), ("name",), "name"), Column(_("Since"), ("created_at",), "since")]
    return _by_name(request, CaseSet.objects.visible_to(request.user), columns)


def members(case_set: CaseSet, actor: Any, number: str) -> Page:
    """What the actor sees of it. `through_witness`: with everything of its witness, not by itself."""
    subjects = set(CaseSetSubject.objects.filter(case_set=case_set).values_list("subject", flat=True))
    alone = list(CaseSetItem.objects.filter(case_set=case_set).values_list("item", flat=True))
    # As arrays: a list of a million items is not walked through for the few in a set.
    inside = models.Q(subject__within=list(subjects)) | models.Q(pk__within=alone)
    page = Paginator(Item.objects.visible_to(actor).filter(inside).order_by("reference"), ON_PAGE).get_page(number)
    for item in page:
        item.through_witness = item.subject in subjects
    return page


class GrantFilter(HouseForm):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Ending within 30 days")), ("all", _("All in force")), ("over", _("Run out"))],
    )
    to = forms.CharField(label=_("Given to (part of the name)"), required=False, max_length=200)


def grants(request: HttpRequest) -> tuple[GrantFilter, list[Given]]:
    form = GrantFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    now = timezone.now()
    when = {
        "all": {"expires_at__gt": now},
        "over": {"expires_at__lte": now},
    }.get(chosen.get("show", ""), {"expires_at__gt": now, "expires_at__lt": now + SOON})
    rows = given(list(GRANTS), **when)
    words = chosen.get("to", "").strip().casefold()
    return form, [row for row in rows if not words or words in str(row.to).casefold()]


def denials() -> Any:
    standing = Denial.objects.filter(ended_at=None, follows=None)
    return standing.select_related("person", "denied_by").order_by("-denied_at")
