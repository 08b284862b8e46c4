"""Other witnesses of the same interview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.actions import joint
from interviews.forms.joint import BesideForm, TogetherForm, beside_initial
from interviews.models import Interview, JointWitness

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def hear_together(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    form = TogetherForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda _sent: joint.hear_together(
            interview=interview, witness=form.witness(request.user), beside=form.beside(), by=request.user
        )
    ):
        messages.success(request, _("The witness is named. Consent and risk are recorded for each of them."))
        return redirect("interview_record", pk)
    shown = {"interview": interview, "form": form}
    return render(request, "interviews/together_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def heard_together(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = BesideForm(request.POST or None, initial=beside_initial(row))
    if request.method == "POST" and form.carried_out(
        lambda _sent: joint.hear_together(
            interview=row.interview, witness=row.witness, beside=form.beside(), by=request.user
        )
    ):
        messages.success(request, _("The interview is changed."))
        return redirect("interview_record", row.interview_id)
    shown = {"row": row, "form": form}
    return render(request, "interviews/together.html", shown, status=422 if form.errors else 200)


@require_POST
def take_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    joint.take_off(row=row, by=request.user)
    messages.success(request, _("The witness is taken off this interview."))
    return redirect("interview_record", row.interview_id)


def _row(request: HttpRequest, pk: UUID) -> JointWitness:
    rows = JointWitness.objects.visible_to(request.user).select_related("interview", "witness")
    return get_object_or_404(rows, pk=pk)
