from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from disclosures.actions import recalls
from disclosures.forms.packages import RecallAnswerForm, RecallForm
from disclosures.views.packages import package_for, page


@require_POST
def recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    package, form = package_for(request, pk), RecallForm(request.POST, auto_id="recall_%s")
    if form.carried_out(lambda sent: recalls.recall(package, **sent, by=request.user)):
        messages.success(request, _("Recorded: it was asked back. Nothing of it leaves any more."))
        return redirect("package", pk)
    return page(request, package, recall_form=form)


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    package, form = package_for(request, pk), RecallAnswerForm(request.POST, auto_id="answer_%s")
    if form.carried_out(lambda sent: recalls.answer(package, **sent, by=request.user)):
        messages.success(request, _("The answer is recorded."))
        return redirect("package", pk)
    return page(request, package, answer_form=form)
