"""Reading an account back and signing it, what was shown to a witness, and what is left out of the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.access import require_own
from evidence.models import ItemFile, Text
from iapb.access.errors import allowed
from iapb.access.rights import Right, require, rights_of
from interviews.actions import reading_back, showings, skips
from interviews.forms.telling import LeaveOutForm, ReadBackForm, ShowingForm, SignForm, offered_pictures
from interviews.models import Correction, Interview, JointWitness, ReadBack, SkipMark, Witness
from interviews.telling import told_back, told_showings

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def read_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _interview(request, pk)
    may_add = _may_add(request, found)
    texts = list(Text.objects.visible_to(request.user).filter(item=pk).order_by("-created_at"))
    files = _files(request, pk)
    form = None
    if may_add:
        form = ReadBackForm(
            request.POST or None,
            heard=_heard(request, found),
            texts=texts,
            files=files,
            initial={"language": found.language},
        )
        if request.method == "POST" and form.carried_out(
            lambda sent: reading_back.read_back(
                interview=found, reading=form.reading(), key=sent["key"], by=request.user
            )
        ):
            messages.success(request, _("It is recorded that it was read back. Say next whether it was signed."))
            return redirect("sign_read_back", form.result.pk)
    shown = {"interview": found, "told": told_back(found, texts, files, request.user), "form": form, "may_add": may_add}
    return render(request, "interviews/read_back.html", shown, status=422 if form and form.errors else 200)


@require_http_methods(OPEN)
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = ReadBack.objects.visible_to(request.user).select_related("interview", "witness", "text", "file__file")
    row = get_object_or_404(rows, pk=pk)
    form = SignForm(request.POST or None, files=_files(request, row.interview_id))
    if request.method == "POST" and form.carried_out(
        lambda sent: reading_back.answer(row=row, signing=form.signing(), key=sent["key"], by=request.user)
    ):
        messages.success(request, _("The answer is recorded."))
        return redirect("read_back", row.interview_id)
    corrections = Correction.objects.visible_to(request.user).filter(read_back=row)
    shown = {"row": row, "form": form, "corrections": corrections}
    return render(request, "interviews/sign.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def pictures(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _interview(request, pk)
    may_add = _may_add(request, found)
    form = None
    if may_add:
        offered = offered_pictures(found, request.user)
        form = ShowingForm(request.POST or None, heard=_heard(request, found), offered=offered)
        if request.method == "POST" and form.carried_out(
            lambda sent: showings.show(interview=found, shown=form.shown(), key=sent["key"], by=request.user)
        ):
            messages.success(request, _("It is recorded what was shown and what was said."))
            return redirect("pictures_shown", pk)
    shown = {"interview": found, "told": told_showings(found, request.user), "form": form, "may_add": may_add}
    return render(request, "interviews/pictures.html", shown, status=422 if form and form.errors else 200)


@require_http_methods(OPEN)
def leave_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _interview(request, pk)
    asked = request.GET.get("part", "")
    form = LeaveOutForm(request.POST or None, initial={"section": asked if asked in SkipMark.Section.values else ""})
    if request.method == "POST" and form.carried_out(
        lambda sent: skips.leave_out(interview=found, by=request.user, **sent)
    ):
        messages.success(request, _("It is recorded that this part is left out."))
        return redirect("interview_record", pk)
    shown = {"interview": found, "form": form}
    return render(request, "interviews/leave_out.html", shown, status=422 if form.errors else 200)


def _interview(request: HttpRequest, pk: UUID) -> Interview:
    found: Interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    return found


def _may_add(request: HttpRequest, found: Interview) -> bool:
    """Whoever sends without the right is told so; whoever only reads sees no form."""
    if request.method == "POST":
        require(request.user, Right.REGISTER)
        require_own(found.collection_id, request.user)
        return True
    own = Right.REGISTER in rights_of(request.user) and allowed(require_own, found.collection_id, request.user)
    return own and found.state != Interview.State.LOCKED


def _heard(request: HttpRequest, found: Interview) -> list[Witness]:
    beside = JointWitness.objects.visible_to(request.user).filter(interview=found).values("witness")
    witnesses = Witness.objects.visible_to(request.user).filter(Q(pk=found.subject) | Q(pk__in=beside))
    return sorted(witnesses, key=lambda one: (one.pk != found.subject, one.code))


def _files(request: HttpRequest, pk: UUID) -> list[Any]:
    files = ItemFile.objects.visible_to(request.user).filter(item=pk, derived_from=None)
    return list(files.select_related("file").order_by("-added_at"))
