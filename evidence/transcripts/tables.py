"""The list of transcripts and translations in work."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evidence.transcripts.models import Work
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.tables import Column, Listing

MINE, TO_CHECK = "mine", "to_check"


class WorkFilter(HouseForm):
    q = forms.CharField(label=_("Reference contains"), required=False, max_length=20)
    whose = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("All of your body")), (MINE, _("In your hands")), (TO_CHECK, _("Waiting for a second person"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Work.State.choices])


def works(request: HttpRequest) -> Listing:
    form = WorkFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Work.objects.visible_to(request.user).filter(body=request.user.body_id, body__isnull=False)
    if words := chosen.get("q", "").strip():
        rows = rows.filter(item__reference__icontains=words)
    if chosen.get("whose") == MINE:
        rows = rows.filter(holder=request.user.pk)
    if chosen.get("whose") == TO_CHECK:
        rows = rows.filter(state=Work.State.HANDED_IN).exclude(typists__contains=[request.user.pk])
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    columns = [
        Column(_("Reference"), ("item__reference", "pk"), "reference"),
        Column(_("Kind"), ("kind", "pk"), "kind"),
        Column(_("In the hands of"), ("holder__name", "pk"), "holder"),
        Column(_("State"), ("state", "-touched_at", "pk"), "state"),
        Column(_("Last changed"), ("touched_at", "pk"), "touched"),
    ]
    rows = rows.select_related("item", "holder").order_by("-touched_at", "pk")
    return Listing(rows, columns, form, request.POST, any(chosen.values()))
