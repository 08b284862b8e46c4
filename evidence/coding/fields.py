"""Form fields of the facts: an entry of a register by any of its spellings, a code of one category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Code
from evidence.models.registers import fold
from evidence.registers.kinds import REGISTERS
from iapb.access.rights import Actor


class RegisterWidget(forms.MultiWidget):
    """What is typed, and beside it the entry that was chosen; works without script too."""

    def __init__(self, slug: str, attrs: Mapping[str, Any] | None = None) -> None:
        typed = forms.TextInput(
            {
                "class": "form-control",
                "autocomplete": "off",
                "maxlength": 200,
                "data-suggest": reverse_lazy("register_suggest", args=[slug]),
                "data-suggest-name": _("Matching entries"),
                "data-suggest-none": _("No entry is spelled like that."),
            }
        )
        super().__init__({"typed": typed, "id": forms.HiddenInput({"data-chosen": ""})}, attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def decompress(self, value: Any) -> list[str]:
        return [str(value), str(value.pk)] if value else ["", ""]


class RegisterField(forms.MultiValueField):
    def __init__(self, slug: str, **kwargs: Any) -> None:
        self.slug, self.actor = slug, None
        fields = (forms.CharField(required=False, max_length=200), forms.UUIDField(required=False))
        super().__init__(fields, require_all_fields=False, widget=RegisterWidget(slug), **{"required": False, **kwargs})

    def for_actor(self, actor: Actor) -> None:
        self.actor = actor

    def compress(self, values: list[Any]) -> Any:
        typed, chosen = [*values, "", None][:2] if values else ("", None)
        typed = (typed or "").strip()
        if not typed:
            return None
        register = REGISTERS[self.slug]
        if chosen:
            entry = register.entries(self.actor).filter(pk=chosen).first()
            # What is typed counts: an earlier choice left behind under other words is not meant.
            if entry is not None and (str(entry) == typed or self._is_spelling(register, entry, typed)):
                return entry
        return self._only_one(register, typed)

    def _is_spelling(self, register: Any, entry: Any, typed: str) -> bool:
        return register.names_for(self.actor).filter(entry=entry, folded=fold(typed)).exists()

    def _only_one(self, register: Any, typed: str) -> Any:
        names = register.names_for(self.actor).filter(folded=fold(typed)).values("entry")
        found = list(register.entries(self.actor).filter(pk__in=names)[:2]) or list(
            register.spelled(typed, self.actor)[:2]
        )
        if len(found) == 1:
            return found[0]
        sentence = _("Several entries are spelled like that: choose one.") if found else _(
            "No entry is spelled like that. Try another spelling, or add it to the register.")  # fmt: skip
        raise ValidationError(sentence)


class CodeField(forms.ModelChoiceField):
    """Codes of the current framework, under the names of their categories."""

    def __init__(self, categories: Iterable[str], **kwargs: Any) -> None:
        self.categories = tuple(categories)
        super().__init__(Code.objects.none(), widget=forms.Select({"class": "form-select"}), **kwargs)

    def offer(self, codes: list[Code]) -> None:
        """From the codes fetched once for the whole form."""
        offered = [code for code in codes if code.category in self.categories]
        self.queryset = Code.objects.filter(pk__in=[code.pk for code in offered if code.assignable])
        names = {code.code: code.label for code in offered if not code.assignable}
        assignable = [code for code in offered if code.assignable and not code.retired_at]
        groups: list[Any] = [
            (names.get(category, category), [(code.pk, code.label) for code in within])
            for category, within in groupby(assignable, key=lambda code: code.category)
        ]
        if len(self.categories) == 1 and groups:
            groups = groups[0][1]
        self.widget.choices = [("", "—"), *groups]
        self._by_id = {str(code.pk): code for code in assignable}

    def to_python(self, value: Any) -> Code | None:
        if value in self.empty_values:
            return None
        found = self._by_id.get(str(value))
        if found is None:
            raise ValidationError(_("Choose a code from the list."))
        return found
