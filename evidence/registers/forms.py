from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.models import Facility, LegalProvision, Place, StateBody, Term
from evidence.registers.kinds import Register

LANGUAGES = [("", _("not known")), ("en", _("English")), ("ru", _("Russian")), ("be", _("Belarusian"))]
_FIELDS: dict[type[Any], list[str]] = {
    Place: ["label", "kind", "parent", "note"],
    Facility: ["label", "kind", "place", "operated_by", "address", "note"],
    StateBody: ["label", "kind", "note"],
    LegalProvision: ["law", "label", "note"],
    Term: ["label", "kind", "note"],
}


def entry_form(register: Register) -> type[forms.ModelForm]:
    return forms.modelform_factory(register.model, fields=_FIELDS[register.model], formfield_callback=_plain)


def _plain(field: Any, **kwargs: Any) -> Any:
    made = field.formfield(**kwargs)
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 3
    made.widget.attrs["class"] = "form-select" if isinstance(made.widget, forms.Select) else "form-control"
    return made


class NameForm(forms.Form):
    text = forms.CharField(label=_("spelling"), max_length=200)
    language = forms.ChoiceField(label=_("language"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["class"] = "form-control"
        self.fields["language"].widget.attrs["class"] = "form-select"


class RegisterFilter(forms.Form):
    """Sent by POST: a name of a person must not stand in an address."""

    text = forms.CharField(label=_("Any spelling"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = getattr(register.model, "Kind", None)
        if kinds is None:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = [("", _("all kinds")), *kinds.choices]
