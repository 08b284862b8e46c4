"""Forms of the register of recipients. Each small act has its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient, TransferBasis
from evidence.models import Country
from iapb.accounts.forms.base import HouseForm
from interviews.forms.fields import Day, SentOnce, Tri


def countries() -> list[tuple[str, str]]:
    return sorted(((one.key, str(one)) for one in Country.objects.exclude(key=None)), key=lambda pair: pair[1])


class PartForm(HouseForm):
    """One of several on a page: its fields have ids of their own."""

    part = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.part}_%s")
        super().__init__(*args, **kwargs)


class IdentityForm(HouseForm):
    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    contact = forms.CharField(
        label=_("Whom we speak to"),
        required=False,
        help_text=_("Office or person, as the covering letter names them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    international_organisation = forms.BooleanField(label=_("International organisation, of no State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Choose the State")), *countries()]


class RecipientForm(SentOnce, IdentityForm):
    code = forms.CharField(
        label=_("Short code"),
        help_text=_("Two to six capital letters or digits. It stands in the number of everything they get."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    recipient_class = forms.ChoiceField(
        label=_("Class"),
        choices=[("", _("Choose the class")), *Recipient.Class.choices],
        help_text=_("It settles for which use consent is asked, and cannot be changed later."),
    )
    field_order = ("key", "name", "recipient_class", "state", "international_organisation", "code", "contact")


class FactsForm(PartForm):
    part = "facts"
    in_eea = Tri(label=_("In the European Economic Area"), help_text=_("Bodies of the Union count as inside."))
    blocked = Tri(label=_("On the blocked list"))
    state_blocked = Tri(label=_("State blocked, by sanctions or for security"))
    block_reason = forms.CharField(
        label=_("Why blocked, or why no longer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needs_names = Tri(label=_("Needs the names of witnesses"))
    accepts_caveats = Tri(
        label=_("Accepts handling caveats"), help_text=_("For instance that what they get is not passed on.")
    )


class KeyForm(PartForm):
    part = "key"
    key = forms.CharField(
        label=_("age public key"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It begins with “age1”. The package is sealed to it; nobody else can open it, nor can we."),
    )
    checked_how = forms.CharField(
        label=_("How it was checked"),
        max_length=200,
        help_text=_("For instance: read out by telephone, number taken from the court's own page."),
    )


class AgreementForm(PartForm, SentOnce):
    part = "agreement"
    title = forms.CharField(label=_("Title"))
    terms = forms.CharField(
        label=_("Terms"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line. They are shown at the desk and to the approvers."),
    )
    onward_sharing = forms.BooleanField(label=_("Allows passing on"), required=False)
    valid_from = Day(label=_("Valid from"))
    valid_to = Day(label=_("Valid to"), required=False, help_text=_("Empty: until it is ended."))


class ChannelForm(PartForm, SentOnce):
    part = "channel"
    description = forms.CharField(
        label=_("How it is handed over"), help_text=_("For instance: download from here, sealed to the key above.")
    )


class TransferBasisForm(PartForm, SentOnce):
    part = "basis"
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", _("Choose the ground")), *TransferBasis.Ground.choices])
    instrument = forms.CharField(
        label=_("Instrument"), help_text=_("Decision, clauses or memorandum, with its number.")
    )
    assessed_on = Day(label=_("Assessed on"))
    valid_to = Day(label=_("Valid to"))
    countries = forms.MultipleChoiceField(
        label=_("Only for these countries"), required=False, help_text=_("None chosen: wherever the recipient is.")
    )
    risk_text = forms.CharField(
        label=_("Warning shown to witnesses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for explicit consent to the transfer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = countries()
        self.fields["countries"].widget.attrs["size"] = 6
