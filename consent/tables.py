"""The register of recipients as a list."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.tables import Column, Listing


class RecipientFilter(HouseForm):
    q = forms.CharField(label=_("Name or code contains"), required=False, max_length=200)
    recipient_class = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("Any")), *Recipient.Class.choices]
    )
    blocked = forms.ChoiceField(
        label=_("Blocked"),
        required=False,
        choices=[("", _("Any")), ("yes", _("Blocked")), ("no", _("Not blocked")), ("unknown", _("Unknown"))],
    )


def recipients(request: HttpRequest) -> Listing:
    form = RecipientFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Recipient.objects.visible_to(request.user)
    if words := chosen.get("q", "").strip():
        rows = rows.filter(name__icontains=words) | rows.filter(code__iexact=words)
    if chosen.get("recipient_class"):
        rows = rows.filter(recipient_class=chosen["recipient_class"])
    if chosen.get("blocked"):
        rows = rows.filter(blocked={"yes": True, "no": False, "unknown": None}[chosen["blocked"]])
    columns = [
        Column(_("Name"), ("name", "pk"), "name"),
        Column(_("Class"), ("recipient_class", "name"), "class"),
        Column(_("State"), ("state", "name"), "state"),
        Column(_("Blocked")),
        Column(_("Key")),
        Column(_("Since"), ("created_at", "pk"), "since"),
    ]
    return Listing(rows.order_by("name", "pk"), columns, form, request.POST, any(chosen.values()))
