"""Forms of the tree editor. They check shape; what may be done is said by `edits`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.checking import LONGEST_CODE, LONGEST_LABEL, LONGEST_TEXT
from evidence.coding.framework.formats.base import LARGEST
from evidence.coding.framework.scheme import CARRIERS, HANDLING, LANGUAGES, Entry, Scheme
from evidence.coding.framework.usage import said_of
from evidence.coding.models import CodePicture
from iapb.accounts.models import Role

LANGUAGE = {"en": _("English"), "ru": _("Russian"), "be": _("Belarusian")}
CARRIER = {
    "interview": _("interviews"), "document": _("documents"), "media": _("images, audio, video"),
    "osint": _("open sources"), "incident": _("incidents"), "departure": _("departures"), "linkage": _("linkage"),
    "role": _("roles"), "place": _("places"), "medical_record": _("medical records"),
}  # fmt: skip
HANDLED = {
    "restricted": _("need-to-know: only people named on an item"), "sgbv": _("sexual violence (Murad Code)"),
    "art9": _("special category, several"), "art9_ethnic": _("reveals ethnic origin"),
    "art9_health": _("reveals health"), "art9_political": _("reveals political opinion"),
    "art9_religion": _("reveals religion"), "art9_sexlife": _("reveals sex life or orientation"),
    "art9_union": _("reveals union membership"),
}  # fmt: skip
FORMATS = {
    "yaml": _("our YAML"), "turtle": _("SKOS, Turtle"), "jsonld": _("SKOS, JSON-LD"), "refi": _("REFI-QDA codebook"),
}  # fmt: skip


class Lines(forms.CharField):
    """One to a line, as a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 3}), max_length=LONGEST_TEXT * 4, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(line for one in str(value or "").splitlines() if (line := one.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return tuple(initial or ()) != self.to_python(data)


class Form(forms.Form):
    """Each form has a key of its own: sent twice, it is done once."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs.setdefault("class", "form-select")
            elif isinstance(field.widget, forms.TextInput | forms.NumberInput | forms.Textarea):
                field.widget.attrs.setdefault("class", "form-control")
            elif isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "form-check-input")

    @property
    def sent_key(self) -> Any:
        return self.cleaned_data.get("key")


def _text(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": rows}), **kwargs)


def _label(language: str) -> forms.CharField:
    return forms.CharField(
        label=LANGUAGE[language], max_length=LONGEST_LABEL, widget=forms.TextInput({"lang": language})
    )


def _choices(label: Any, choices: dict[str, Any], **kwargs: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple({"class": "form-check-input"})
    return forms.MultipleChoiceField(label=label, choices=choices.items(), widget=widget, required=False, **kwargs)


class CodeForm(Form):
    label_en, label_ru, label_be = (_label(language) for language in LANGUAGES)
    definition = _text(_("definition"))
    include = _text(_("goes here"), 2, required=False)
    exclude = _text(_("does not go here"), 2, required=False)
    examples = Lines(label=_("examples"), help_text=_("One to a line. Invented: never a witness's words."))
    alt_en, alt_ru, alt_be = (
        Lines(label=format_lazy(_("other labels, {language}"), language=LANGUAGE[language])) for language in LANGUAGES
    )
    hidden_en, hidden_ru, hidden_be = (
        Lines(label=format_lazy(_("found as, {language}"), language=LANGUAGE[language])) for language in LANGUAGES
    )
    applies_to = _choices(_("used on"), {one: CARRIER[one] for one in CARRIERS})
    handling = _choices(_("handling"), {one: HANDLED[one] for one in HANDLING})
    use_roles = _choices(
        _("placed by"),
        {Role.ANALYST: Role.ANALYST.label, Role.REVIEWER: Role.REVIEWER.label},
        help_text=_("Of need-to-know codes alone: these roles, and of them only people named on the item. None: both."),
    )
    maps = Lines(
        label=_("mappings"), help_text=_("One to a line: a hint such as art7_1_f, or an address of a concept.")
    )
    colour = forms.CharField(
        label=_("colour for other programs"), required=False, max_length=7, help_text=_("Such as #a1b2c3.")
    )
    same_meaning = forms.BooleanField(label=_("The meaning stays: every tag under it is still right."), required=False)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @classmethod
    def filled_from(cls, entry: Entry, seen: int) -> dict[str, Any]:
        return {
            **{f"label_{language}": entry.label.get(language, "") for language in LANGUAGES},
            **{f"alt_{language}": entry.alt.get(language, ()) for language in LANGUAGES},
            **{f"hidden_{language}": entry.hidden.get(language, ()) for language in LANGUAGES},
            **{name: getattr(entry, name) for name in (
                "definition", "include", "exclude", "examples", "applies_to", "handling", "use_roles", "maps", "colour",
            )},
            "seen": seen,
        }  # fmt: skip

    def words_of(self, entry: Entry) -> dict[str, Any]:
        """What differs from `entry`, and nothing else: what the form cannot show whole stays as it is."""
        changed, held = set(self.changed_data), self.cleaned_data
        fields: dict[str, Any] = {}
        for kind in ("label", "alt", "hidden"):
            own = {language: held[f"{kind}_{language}"] for language in LANGUAGES if f"{kind}_{language}" in changed}
            if own:
                after = {**getattr(entry, kind), **own}
                fields[kind] = {language: after[language] for language in LANGUAGES if after.get(language)}
        for name in ("definition", "include", "exclude"):
            if name in changed:
                fields[name] = held[name].replace("\r\n", "\n").strip()
        for name in ("examples", "maps"):
            if name in changed:
                fields[name] = held[name]
        for name in ("applies_to", "handling", "use_roles"):
            if set(held[name]) != set(getattr(entry, name)):
                kept = [one for one in getattr(entry, name) if one in held[name]]
                fields[name] = (*kept, *(one for one in held[name] if one not in kept))
        if "colour" in changed:
            fields["colour"] = held["colour"].lower()
        return fields


class NewCodeForm(CodeForm):
    code = forms.CharField(
        label=_("id"), max_length=LONGEST_CODE, help_text=_("Category and name, such as PHY.NEW. It stays for ever.")
    )
    parent = forms.ChoiceField(label=_("stands under"), required=False)
    assignable = forms.BooleanField(label=_("is placed on words (else it gathers codes)"), required=False, initial=True)
    same_meaning = None
    seen = None
    field_order = ["code", "parent", "assignable"]

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("nothing: a new category")), *places(scheme)]

    @property
    def entry(self) -> Entry:
        held = self.cleaned_data
        bare = Entry(held["code"].strip(), held["parent"] or None, held["assignable"])
        return Entry(**{**vars(bare), **self.words_of(bare)})


class RetireForm(Form):
    into = forms.ChoiceField(label=_("in favour of"), required=False)

    def __init__(self, *args: Any, scheme: Scheme, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("nothing: it is no longer used")), *assignable(scheme, entry)]


class MergeForm(Form):
    """Into the code whose page it stands on."""

    codes = forms.MultipleChoiceField(
        label=_("codes that go into it"), widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )

    def __init__(self, *args: Any, scheme: Scheme, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [pair for pair in assignable(scheme, entry) if pair[0].split(".")[0] == entry.prefix]
        numbers = said_of((code for code, _name in own), only_many=True)
        self.fields["codes"].choices = [(code, f"{name} {numbers.get(code, '')}") for code, name in own]


class SplitForm(Form):
    """Two parts at least, four at most; each with its id, its labels and its definition."""

    PARTS = (1, 2, 3, 4)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] |= {f"code_{n}": f"{entry.code}_{n}" for n in self.PARTS[:2]}
        super().__init__(*args, **kwargs)
        for n in self.PARTS:
            self.fields[f"code_{n}"] = forms.CharField(
                label=_("id"),
                max_length=LONGEST_CODE,
                required=n <= 2,
                widget=forms.TextInput({"class": "form-control"}),
            )
            for language in LANGUAGES:
                field = _label(language)
                field.required = n <= 2
                field.widget.attrs["class"] = "form-control"
                self.fields[f"label_{n}_{language}"] = field
            definition = _text(_("definition"), 2, required=n <= 2)
            definition.widget.attrs["class"] = "form-control"
            self.fields[f"definition_{n}"] = definition

    @property
    def parts(self) -> dict[str, dict[str, Any]]:
        held = self.cleaned_data
        return {
            held[f"code_{n}"].strip(): {
                "label": {one: held[f"label_{n}_{one}"] for one in LANGUAGES if held[f"label_{n}_{one}"]},
                "definition": held[f"definition_{n}"],
            }
            for n in self.PARTS
            if held[f"code_{n}"].strip()
        }

    def groups(self) -> list[tuple[int, list[Any]]]:
        return [(n, [field for field in self if not field.is_hidden and f"_{n}" in field.name]) for n in self.PARTS]


class PlaceForm(Form):
    parent = forms.ChoiceField(label=_("stands under"))
    after = forms.ChoiceField(label=_("behind"), required=False)
    before = forms.ChoiceField(required=False, widget=forms.HiddenInput)  # said by the script that drags

    def __init__(self, *args: Any, scheme: Scheme, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = scheme.within(entry.code)
        self.fields["before"].choices = [
            ("", ""), *((one.code, one.code) for one in scheme.entries if one.prefix == entry.prefix)
        ]  # fmt: skip
        own = [pair for pair in places(scheme) if pair[0].split(".")[0] == entry.prefix and pair[0] not in inside]
        self.fields["parent"].choices = own
        self.fields["after"].choices = [("", _("at the end")), *(pair for pair in own if pair[0] != entry.prefix)]


class PictureForm(Form):
    picture = forms.CharField(
        label=_("picture"), max_length=1_000_000, widget=forms.HiddenInput({"data-file-base64": ""}),
        error_messages={"required": _("Choose a picture.")},
    )  # fmt: skip
    alt = forms.CharField(label=_("what it shows, in words"), max_length=300)
    origin = forms.CharField(
        label=_("where it is from, and by what right"), max_length=CodePicture._meta.get_field("origin").max_length,
        help_text=_("Never from a case: no witness's picture, nobody who could be recognised."),
    )  # fmt: skip


class RulesForm(Form):
    rules = Lines(label=_("rules"), help_text=_("One to a line. Coders read them beside the codes."))
    single_choice = forms.MultipleChoiceField(
        label=_("of these categories one code is chosen for an incident"), required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rules"].widget.attrs["rows"] = 12
        roots = [(one.code, f"{one.code} · {one.name}") for one in scheme.entries if one.parent is None]
        self.fields["single_choice"].choices = roots


class StartForm(Form):
    version = forms.CharField(label=_("called"), max_length=20, help_text=_("Such as 0.2."))
    purpose = _text(_("what it is for"))


class ImportForm(Form):
    kind = forms.ChoiceField(label=_("written in"), choices=FORMATS.items())
    text = forms.CharField(
        label=_("the file's text"), max_length=LARGEST, strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false", "class": "form-control scheme-file"}),
    )  # fmt: skip
    same_meaning = forms.BooleanField(
        label=_("The meaning of every code stays: all tags are still right."), required=False
    )


def places(scheme: Scheme) -> list[tuple[str, str]]:
    """Where a code can stand: under any code in use."""
    return [
        (entry.code, "\u2003" * depth + f"{entry.code} · {entry.name}")
        for entry, depth in scheme.depths()
        if not entry.retired
    ]


def assignable(scheme: Scheme, but: Entry) -> list[tuple[str, str]]:
    found: Iterable[Entry] = (one for one in scheme.entries if one.assignable and not one.retired)
    return [(one.code, f"{one.code} · {one.name}") for one in found if one.code != but.code]
