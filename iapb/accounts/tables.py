"""Lists: filtered, sorted, counted, in pages. Sent by POST, so that no name ends up in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Body, Person, Role, RoleAssignment, Team

PAGE = 50


@dataclass
class Column:
    label: Any
    order: tuple[str, ...] = ()  # empty: cannot be sorted by
    key: str = ""


class KeysFirst(Paginator):
    """What is joined to each row or counted beside it is read for one page of them, not for all that are sorted."""

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)


@dataclass
class Listing:
    """One page of rows of an open queryset, sorted by the column whose key was sent."""

    rows: models.QuerySet[Any]
    columns: list[Column]
    form: HouseForm
    sent: Mapping[str, str] = field(default_factory=dict)
    filtered: bool = False

    def __post_init__(self) -> None:
        sort = self.sent.get("sort", "")
        self.descending = sort.startswith("-")
        self.sort = sort.lstrip("-")
        column = next((one for one in self.columns if one.key and one.key == self.sort), None)
        rows = self.rows.order_by(*column.order) if column else self.rows
        rows = rows.reverse() if column and self.descending else rows
        paginator = KeysFirst if rows.query.annotations else Paginator
        self.page: Page = paginator(rows, PAGE).get_page(self.sent.get("page", "1"))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def current_sort(self) -> str:
        return ("-" if self.descending else "") + self.sort if self.sort else ""

    def heads(self) -> list[dict[str, Any]]:
        """What a table's head needs: the label and what a click on it sends."""
        found = []
        for column in self.columns:
            on = bool(column.key) and column.key == self.sort
            found.append(
                {
                    "label": column.label,
                    "send": f"-{column.key}" if on and not self.descending else column.key,
                    "direction": ("descending" if self.descending else "ascending") if on else "",
                }
            )
        return found


class PeopleFilter(HouseForm):
    q = forms.CharField(label=_("Name or e-mail contains"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("Any")), *Person.State.choices], initial=""
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    body = forms.ModelChoiceField(label=_("Body"), required=False, queryset=Body.objects.all(), empty_label=_("Any"))


def people(request: HttpRequest) -> Listing:
    form = PeopleFilter(request.POST or None)
    rows = Person.objects.select_related("body").prefetch_related(
        models.Prefetch("roles", RoleAssignment.objects.open().filter(expires_at__gt=timezone.now()), "open_roles")
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    if words := chosen.get("q", "").strip():
        rows = rows.filter(models.Q(name__icontains=words) | models.Q(email__icontains=words))
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    if chosen.get("body"):
        rows = rows.filter(body=chosen["body"])
    if chosen.get("role"):
        holds = RoleAssignment.objects.in_force().filter(role=chosen["role"], person=models.OuterRef("pk"))
        rows = rows.filter(models.Exists(holds))
    columns = [
        Column(_("Name"), ("name", "pk"), "name"),
        Column(_("Body"), ("body__name", "name", "pk"), "body"),
        Column(_("Roles")),
        Column(_("Account"), ("state", "name", "pk"), "state"),
        Column(_("Last sign-in"), ("last_login", "pk"), "last"),
    ]
    return Listing(rows.order_by("name", "pk"), columns, form, request.POST, any(chosen.values()))


class NameFilter(HouseForm):
    q = forms.CharField(label=_("Name contains"), required=False, max_length=200)


def _by_name(request: HttpRequest, rows: models.QuerySet[Any]) -> tuple[models.QuerySet[Any], NameFilter, bool]:
    form = NameFilter(request.POST or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    return (rows.filter(name__icontains=words) if words else rows), form, bool(words)


def bodies(request: HttpRequest) -> Listing:
    counted = Body.objects.annotate(
        active=models.Count("people", filter=models.Q(people__state=Person.State.ACTIVE))
    ).order_by("name")
    rows, form, filtered = _by_name(request, counted)
    columns = [
        Column(_("Name"), ("name",), "name"),
        Column(_("Active people"), ("active", "name"), "people"),
        Column(_("Since"), ("created_at",), "since"),
    ]
    return Listing(rows, columns, form, request.POST, filtered)


def teams(request: HttpRequest) -> Listing:
    counted = Team.objects.annotate(
        members=models.Count("memberships", filter=models.Q(memberships__ended_at=None))
    ).order_by("name")
    rows, form, filtered = _by_name(request, counted)
    columns = [
        Column(_("Name"), ("name",), "name"),
        Column(_("Members"), ("members", "name"), "members"),
        Column(_("Since"), ("created_at",), "since"),
    ]
    return Listing(rows, columns, form, request.POST, filtered)


class RoleFilter(HouseForm):
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Waiting for confirmation")),
            ("expiring", _("Ending within 30 days")),
            ("in_force", _("In force")),
        ],
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])


def roles(request: HttpRequest) -> Listing:
    form = RoleFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    every = RoleAssignment.objects.select_related("person__body", "granted_by", "confirmed_by", "renewal_asked_by")
    now = timezone.now()
    state = chosen.get("state", "")
    if state == "expiring":
        rows = every.expiring(now + timedelta(days=30))
    elif state == "in_force":
        rows = every.in_force()
    else:
        renewals = models.Q(renewal_until__isnull=False)
        new = models.Q(confirmed_at=None, first_of_installation=False)
        rows = every.open().filter(new | renewals, expires_at__gt=now)
    if chosen.get("role"):
        rows = rows.filter(role=chosen["role"])
    columns = [
        Column(_("Person"), ("person__name", "pk"), "person"),
        Column(_("Role"), ("role", "person__name", "pk"), "role"),
        Column(_("Until"), ("expires_at", "pk"), "until"),
        Column(_("Asked by"), ("granted_by__name", "pk"), "by"),
        Column(""),
    ]
    return Listing(rows.order_by("expires_at", "pk"), columns, form, request.POST, bool(chosen.get("role") or state))
