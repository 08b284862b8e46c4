"""What is done to one code of a draft. Each deed has a page that says beforehand what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evidence.coding.framework import actions, pictures
from evidence.coding.framework.forms import Form, MergeForm, PictureForm, PlaceForm, RetireForm, SplitForm
from evidence.coding.framework.shown import CodeShown, code_for
from evidence.coding.framework.views import shown_of, tree_page
from iapb.access.errors import Invalid


@dataclass(frozen=True)
class Deed:
    title: Any
    button: Any
    says: Any  # what it does to the tags that stand
    form: Callable[[CodeShown, Any], Form]
    do: Callable[[CodeShown, Any, Any], None]


def _with_scheme(kind: Any) -> Callable[[CodeShown, Any], Form]:
    return lambda one, data: kind(data, scheme=one.shown.scheme, entry=one.entry)


def _retire(one: CodeShown, form: Any, by: Any) -> None:
    actions.retire_code(
        draft=one.shown.version, code=one.entry.code, successor=form.cleaned_data["into"] or None, by=by,
        key=form.sent_key,
    )  # fmt: skip


def _merge(one: CodeShown, form: Any, by: Any) -> None:
    actions.merge_codes(
        draft=one.shown.version, codes=form.cleaned_data["codes"], into=one.entry.code, by=by, key=form.sent_key
    )


def _split(one: CodeShown, form: Any, by: Any) -> None:
    actions.split_code(draft=one.shown.version, code=one.entry.code, parts=form.parts, by=by, key=form.sent_key)


def _place(one: CodeShown, form: Any, by: Any) -> None:
    actions.place_code(
        draft=one.shown.version, code=one.entry.code, parent=form.cleaned_data["parent"],
        after=form.cleaned_data["after"] or None, before=form.cleaned_data["before"] or None, by=by, key=form.sent_key,
    )  # fmt: skip


def _picture(one: CodeShown, form: Any, by: Any) -> None:
    held = form.cleaned_data
    actions.put_picture(
        draft=one.shown.version, code=one.entry.code, picture=pictures.from_base64(held["picture"]), alt=held["alt"],
        origin=held["origin"], by=by, key=form.sent_key,
    )  # fmt: skip


def _take_out(one: CodeShown, form: Any, by: Any) -> None:
    actions.take_out_code(draft=one.shown.version, code=one.entry.code, by=by, key=form.sent_key)


def _remove_picture(one: CodeShown, form: Any, by: Any) -> None:
    actions.remove_picture(draft=one.shown.version, code=one.entry.code, by=by, key=form.sent_key)


DEEDS = {
    "retire": Deed(
        _("Retire"), _("Retire it"),
        _("Its tags stay as they are, under its name. It is placed on no more words. With a replacement, a search for "
          "that one finds them too."),
        _with_scheme(RetireForm), _retire,
    ),
    "merge": Deed(
        _("Merge others into it"), _("Merge"),
        _("The chosen codes retire in favour of this one. Their tags stay as they are, and a search for this one finds "
          "them. Its definition should hold what they meant."),
        _with_scheme(MergeForm), _merge,
    ),
    "split": Deed(
        _("Part it"), _("Part it"),
        _("It retires in favour of the new codes. Its tags stay under it: which of the parts each belongs to, a person "
          "says. A search for a part does not find them; a search for this code does."),
        lambda one, data: SplitForm(data, entry=one.entry), _split,
    ),
    "place": Deed(
        _("Put it elsewhere"), _("Put it there"),
        _("Its id, its meaning and its tags stay. It stays within its category."), _with_scheme(PlaceForm), _place,
    ),
    "picture": Deed(
        _("Picture"), _("Put the picture beside it"),
        _("A small PNG, 16 to 640 pixels either way, up to 300 KB. It is made anew from its pixels: what the file says "
          "of place, time or camera stays outside."),
        lambda one, data: PictureForm(data), _picture,
    ),
    "take-out": Deed(
        _("Take it out"), _("Take it out"), _("It was added in this draft. It leaves no trace in the version."),
        lambda one, data: Form(data), _take_out,
    ),
    "remove-picture": Deed(
        _("Take the picture away"), _("Take it away"), _("Older versions keep it."), lambda one, data: Form(data),
        _remove_picture,
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    found = code_for(request.user, pk)
    one = CodeShown(shown_of(request, found.framework), found.code)
    if verb in ("move", "change"):
        return {"move": _move, "change": _change}[verb](request, one)
    if verb not in DEEDS:
        raise Http404
    if verb == "place" and request.method == "POST" and request.headers.get("HX-Request"):
        return _dragged(request, one)
    deed = DEEDS[verb]
    form = deed.form(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deed.do(one, form, request.user)
            gone = verb == "take-out"
            return redirect("framework", pk=found.framework_id) if gone else redirect("framework_code", pk=pk)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    context = {"shown": one.shown, "code": one, "deed": deed, "form": form, "verb": verb}
    return render(request, "coding/framework/deed.html", context, status=422 if request.method == "POST" else 200)


def _move(request: HttpRequest, one: CodeShown) -> HttpResponse:
    """By a key or a button; a script gets the tree, as it stands then."""
    if request.method != "POST":
        return redirect("framework_code", pk=one.pk)
    form = Form(request.POST)
    key = form.sent_key if form.is_valid() else None
    wrong = ""
    try:
        actions.move_code(
            draft=one.shown.version, code=one.entry.code, direction=request.POST.get("direction", ""), by=request.user,
            key=key,
        )  # fmt: skip
    except Invalid as refusal:
        wrong = str(refusal.sentence)
    if not request.headers.get("HX-Request") and not wrong:
        return redirect("framework_code", pk=one.pk)
    return _tree_after(request, one, wrong)


def _dragged(request: HttpRequest, one: CodeShown) -> HttpResponse:
    """Put elsewhere with the mouse: the same step as by the form, and the script gets the tree."""
    form = PlaceForm(request.POST, scheme=one.shown.scheme, entry=one.entry)
    if not form.is_valid():
        return _tree_after(request, one, str(_("It cannot stand there.")))
    try:
        _place(one, form, request.user)
    except Invalid as refusal:
        return _tree_after(request, one, str(refusal.sentence))
    return _tree_after(request, one)


def _tree_after(request: HttpRequest, one: CodeShown, wrong: str = "") -> HttpResponse:
    after = shown_of(request, one.shown.version)
    shown = CodeShown(after, one.entry.code)
    return tree_page(request, after, shown, status=422 if wrong else 200, wrong=wrong, form=shown.form())


def _change(request: HttpRequest, one: CodeShown) -> HttpResponse:
    if request.method != "POST":
        return redirect("framework_code", pk=one.pk)
    form = one.form(request.POST)
    if form is None:
        raise Invalid(_("It is retired, or this is no draft: nothing of it changes."))
    if form.is_valid():
        try:
            actions.change_code(
                draft=one.shown.version, code=one.entry.code, fields=form.words_of(one.entry),
                same_meaning=form.cleaned_data["same_meaning"], seen=form.cleaned_data["seen"], by=request.user,
                key=form.sent_key,
            )  # fmt: skip
            return redirect("framework_code", pk=one.pk)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    return tree_page(request, one.shown, one, status=422, form=form)
