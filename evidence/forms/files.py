from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.actions.files import ROLES_SENT
from iapb.accounts.forms.base import HouseForm

ROLES = [(role.value, role.label) for role in ROLES_SENT]
LANGUAGES = [("", _("Unknown")), ("ru", _("Russian")), ("be", _("Belarusian")), ("en", _("English"))]


class RoleForm(HouseForm):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class OriginalForm(HouseForm):
    reason = forms.CharField(
        label=_("What you need the original for"),
        max_length=200,
        help_text=_("The ledger keeps this sentence."),
        error_messages={"required": _("Say in a few words what you need the original for. The ledger keeps it.")},
    )
