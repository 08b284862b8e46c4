"""Lists of a partner: witnesses, interviews, documents. Constant in queries, whatever the number of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile, Text
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from iapb.accounts.tables import Column, Listing
from interviews import sections
from interviews.forms.fields import LANGUAGES
from interviews.models import Interview, Witness, WitnessDocument, WitnessStatus

_COUNTED = "counted for items that were found visible"
_ANY = ("", _("Any"))


class WitnessFilter(HouseForm):
    q = forms.CharField(label=_("Code contains"), required=False, max_length=7)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[_ANY, *WitnessStatus.Status.choices, ("none", _("Not stated"))]
    )
    language = forms.ChoiceField(label=_("Speaks"), required=False, choices=[_ANY, *LANGUAGES])


def witnesses(request: HttpRequest) -> Listing:
    form = WitnessFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _witness_rows(request.user)
    if words := chosen.get("q", "").strip():
        rows = rows.filter(code__icontains=words)
    if chosen.get("language"):
        rows = rows.filter(languages__contains=[chosen["language"]])
    if status := chosen.get("status"):
        rows = rows.filter(Q(status="none") if status == "none" else Q(status=status))
    columns = [
        Column(_("Code"), ("code",), "code"),
        Column(_("Speaks")),
        Column(_("Status"), ("status", "code"), "status"),
        *(Column(label) for label, _cells in sections.columns),
        Column(_("Interviews"), ("interviews_held", "code"), "interviews"),
        Column(_("Registered"), ("registered_at", "code"), "registered"),
    ]
    listing = Listing(rows.order_by("-registered_at", "code"), columns, form, request.POST, any(chosen.values()))
    _add_columns(listing, request.user)
    return listing


def _witness_rows(actor: Person) -> Any:
    statuses = WitnessStatus.objects.unscoped("of witnesses found visible").filter(witness=OuterRef("pk"))
    held = Interview.objects.visible_to(actor).filter(subject=OuterRef("pk")).order_by()
    return Witness.objects.visible_to(actor).annotate(
        status=Coalesce(Subquery(statuses.order_by("-stated_at").values("status")[:1]), Value("none")),
        interviews_held=Coalesce(Subquery(held.values("subject").annotate(n=Count("pk")).values("n")), 0),
    )


def _add_columns(listing: Listing, actor: Person) -> None:
    shown = list(listing.page.object_list)
    labels = dict(WitnessStatus.Status.choices)
    for witness in shown:
        witness.status_label = labels.get(witness.status, _("Not stated"))
        witness.cells = []
    for _label, cells in sections.columns:
        found = cells([witness.pk for witness in shown], actor)
        for witness in shown:
            witness.cells.append(found.get(witness.pk, ("—", "secondary")))
    listing.page.object_list = shown


class InterviewFilter(HouseForm):
    q = forms.CharField(label=_("Number or witness code"), required=False, max_length=20)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[_ANY, *LANGUAGES])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *Interview.State.choices])
    missing = forms.ChoiceField(
        label=_("What is missing"),
        required=False,
        choices=[_ANY, ("files", _("Files")), ("transcript", _("Transcript")), ("translation", _("Translation"))],
    )


def interviews(request: HttpRequest) -> Listing:
    form = InterviewFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _narrowed(_item_rows(Interview, request.user), chosen, request.user)
    for name in ("language", "state"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    columns = [
        Column(_("Number"), ("reference",), "reference"),
        Column(_("Witness"), ("code", "reference"), "witness"),
        Column(_("Date"), ("held_on", "reference"), "date"),
        Column(_("Language"), ("language", "reference"), "language"),
        Column(_("State"), ("state", "reference"), "state"),
        Column(_("Files"), ("file_count", "reference"), "files"),
        Column(_("Texts")),
    ]
    return Listing(rows.order_by("-created_at", "id"), columns, form, request.POST, any(chosen.values()))


class DocumentFilter(HouseForm):
    q = forms.CharField(label=_("Number or witness code"), required=False, max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[_ANY, *WitnessDocument.DocumentKind.choices])
    missing = forms.ChoiceField(
        label=_("What is missing"), required=False, choices=[_ANY, ("files", _("Files")), ("text", _("Text"))]
    )


def documents(request: HttpRequest) -> Listing:
    form = DocumentFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _narrowed(_item_rows(WitnessDocument, request.user), chosen, request.user)
    if chosen.get("kind"):
        rows = rows.filter(document_kind=chosen["kind"])
    columns = [
        Column(_("Number"), ("reference",), "reference"),
        Column(_("Title"), ("title", "reference"), "title"),
        Column(_("Kind"), ("document_kind", "reference"), "kind"),
        Column(_("Witness"), ("code", "reference"), "witness"),
        Column(_("Date on it"), ("dated_on", "reference"), "date"),
        Column(_("Files"), ("file_count", "reference"), "files"),
    ]
    return Listing(rows.order_by("-created_at", "id"), columns, form, request.POST, any(chosen.values()))


def _item_rows(model: Any, actor: Person) -> Any:
    codes = Witness.objects.visible_to(actor).filter(pk=OuterRef("subject")).values("code")
    files = ItemFile.objects.unscoped(_COUNTED).filter(item=OuterRef("pk")).exclude(role="text_layer").order_by()
    texts = Text.objects.unscoped(_COUNTED).filter(item=OuterRef("pk"))
    return model.objects.visible_to(actor).annotate(
        code=Subquery(codes),
        file_count=Coalesce(
            Subquery(files.values("item").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()), 0
        ),
        transcript_checked=Exists(texts.filter(kind=Text.Kind.TRANSCRIPT, checked_at__isnull=False)),
        translation_checked=Exists(texts.filter(kind=Text.Kind.TRANSLATION, checked_at__isnull=False)),
        has_transcript=Exists(texts.filter(kind=Text.Kind.TRANSCRIPT)),
        has_translation=Exists(texts.filter(kind=Text.Kind.TRANSLATION)),
        has_text=Exists(texts),
    )


def _narrowed(rows: Any, chosen: dict[str, Any], actor: Person) -> Any:
    if words := chosen.get("q", "").strip():
        # The codes first: a comparison with a code in every row would be made ten thousand times.
        coded = Witness.objects.visible_to(actor).filter(code__icontains=words).values_list("pk", flat=True)
        rows = rows.filter(Q(reference__icontains=words) | Q(subject__within=list(coded)))
    missing = {"files": {"file_count": 0}, "text": {"has_text": False}}
    missing |= {name: {f"has_{name}": False} for name in ("transcript", "translation")}
    return rows.filter(**missing[chosen["missing"]]) if chosen.get("missing") else rows
