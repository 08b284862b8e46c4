"""Interviews and documents: entering them, changing what is said of them, and their lists."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iapb.access.errors import Invalid
from interviews import record_page, tables
from interviews.actions import documents, drafts, interviews, states
from interviews.forms.interviews import (
    DocumentForm,
    InterviewForm,
    NewDocumentForm,
    NewInterviewForm,
    interview_initial,
)
from interviews.models import Interview, Presence, PriorAccount, WitnessDocument
from interviews.views.witnesses import initial_of, of_actor

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def interview_list(request: HttpRequest) -> HttpResponse:
    return render(request, "interviews/interviews.html", {"list": tables.interviews(request)})


@require_http_methods(OPEN)
def document_list(request: HttpRequest) -> HttpResponse:
    return render(request, "interviews/documents.html", {"list": tables.documents(request)})


@require_http_methods(OPEN)
def new_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    draft = drafts.find(form="interview", subject=witness.pk, by=request.user)
    typed = initial_of(drafts.content_of(draft)) if draft and request.method != "POST" else None
    form = NewInterviewForm(request.POST or None, initial=typed or {"language": (witness.languages or ["ru"])[0]})
    if request.method == "POST" and form.carried_out(
        lambda sent: interviews.create_interview(
            witness=witness,
            held=form.held(),
            earlier_accounts=form.earlier_accounts(),
            present=form.present(),
            state=sent["state"],
            key=sent["key"],
            by=request.user,
        )
    ):
        if draft:
            drafts.discard(draft=draft, by=request.user)
        messages.success(
            request,
            _("Created as %(reference)s. Now add its files.") % {"reference": form.result.reference},
        )
        return redirect("item", form.result.pk)
    shown = {"witness": witness, "form": form, "draft": draft}
    return render(request, "interviews/interview_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def change_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    earlier = list(PriorAccount.objects.visible_to(request.user).filter(interview=interview))
    present = list(Presence.objects.visible_to(request.user).filter(interview=interview))
    form = InterviewForm(request.POST or None, initial=interview_initial(interview, earlier, present))
    if request.method == "POST" and form.carried_out(
        lambda _sent: interviews.change_interview(
            interview=interview,
            held=form.held(),
            earlier_accounts=form.earlier_accounts(),
            present=form.present(),
            by=request.user,
        )
    ):
        messages.success(request, _("The interview is changed."))
        return redirect("item", pk)
    shown = {"interview": interview, "form": form}
    return render(request, "interviews/interview_change.html", shown, status=422 if form.errors else 200)


@require_POST
def move_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What stands in the way is told on the page where it is mended."""
    interview = get_object_or_404(record_page.for_page(request.user), pk=pk)
    try:
        moved = states.move(interview=interview, to=request.POST.get("to", ""), by=request.user)
    except Invalid as refusal:
        shown = {**record_page.record(interview, request.user), "refusal": refusal.sentence}
        return render(request, "interviews/record.html", shown, status=422)
    messages.success(request, _("The interview is now: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("interview_record", pk)


@require_http_methods(OPEN)
def new_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    theirs = Interview.objects.visible_to(request.user).filter(subject=witness.pk)
    form = NewDocumentForm(request.POST or None, interviews=theirs)
    if request.method == "POST" and form.carried_out(
        lambda sent: documents.create_document(witness=witness, by=request.user, **sent)
    ):
        messages.success(
            request,
            _("Created as %(reference)s. Now add its files.") % {"reference": form.result.reference},
        )
        return redirect("item", form.result.pk)
    shown = {"witness": witness, "form": form}
    return render(request, "interviews/document_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def change_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(WitnessDocument.objects.visible_to(request.user), pk=pk)
    now = {name: getattr(document, name) for name in ("document_kind", "title", "dated_on")}
    form = DocumentForm(request.POST or None, initial=now)
    if request.method == "POST" and form.carried_out(
        lambda sent: documents.change_document(document=document, by=request.user, **sent)
    ):
        messages.success(request, _("The document is changed."))
        return redirect("item", pk)
    shown = {"document": document, "form": form}
    return render(request, "interviews/document_change.html", shown, status=422 if form.errors else 200)
