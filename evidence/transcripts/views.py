"""Pages of transcripts and translations in work."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.models import Item
from evidence.transcripts import access, actions, pages, tables
from evidence.transcripts.forms import HandOverForm, TranscriptForm, TranslationForm
from evidence.transcripts.models import Work
from iapb.access.errors import Invalid
from iapb.care import themes
from iapb.care.reading import question, reading_of
from iapb.routes import without_transaction


@require_http_methods(["GET", "HEAD", "POST"])
def works(request: HttpRequest) -> HttpResponse:
    listing = tables.works(request)
    themes.mark(listing.page.object_list, request.user, lambda work: work.item_id)
    return render(request, "transcripts/list.html", {"list": listing})


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two forms on one page: a transcript, or a translation."""
    item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
    access.require_may_work_on(item, request.user)
    choices = pages.choices(item, request.user)
    kind = request.POST.get("kind")
    said = {"item": item, "choices": choices}
    transcript = TranscriptForm(request.POST if kind == Work.Kind.TRANSCRIPT else None, **said, prefix="transcript")
    translation = TranslationForm(request.POST if kind == Work.Kind.TRANSLATION else None, **said, prefix="translation")
    if kind == Work.Kind.TRANSCRIPT and transcript.carried_out(
        lambda sent: actions.begin_transcript(item=item, **sent, by=request.user)
    ):
        return redirect("work", transcript.result.pk)
    if kind == Work.Kind.TRANSLATION and translation.carried_out(
        lambda sent: actions.begin_translation(**sent, by=request.user)
    ):
        return redirect("work", translation.result.pk)
    shown = {"item": item, "choices": choices, "transcript": transcript, "translation": translation}
    return render(request, "transcripts/begin.html", shown)


@require_safe
def work(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _work(request, pk)
    here = reading_of(row.item_id, request.user)
    # Of what another body types nothing is shown, so there is nothing to ask.
    if access.is_colleague(row, request.user) and (asked := question(request, here, row.item.reference, pages.hand_on)):
        return asked
    return render(request, "transcripts/work.html", {**pages.work_page(row, request.user), "reading": here})


@require_safe
def work_checks(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "transcripts/checks.html", pages.checks_page(_work(request, pk), request.user))


@without_transaction
@require_POST
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The layer is sealed, so no transaction is held round it."""
    try:
        actions.hand_in(work=pk, by=request.user)
    except Work.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Handed in. A second person of your body reads it along with the recording."))
    return redirect("work", pk)


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.take_back(work=_work(request, pk), by=request.user)
    messages.success(request, _("Taken back. Hand it in again when it is right."))
    return redirect("work", pk)


@require_POST
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = actions.send_back(work=_work(request, pk), comment=request.POST.get("comment", ""), by=request.user)
    messages.success(request, _("Sent back to %(name)s with your comment.") % {"name": row.holder.name})
    return redirect("work", pk)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = actions.accept(work=_work(request, pk), by=request.user)
    messages.success(request, _("Accepted. The text counts as checked by you."))
    return redirect("item", row.item_id)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page stands apart from the text: who hands something on need not open it for that."""
    row, form = _work(request, pk), HandOverForm(request.POST)
    if request.method != "POST":
        mine = access.is_colleague(row, request.user) and row.holder_id == request.user.pk and row.is_open
        shown = {"work": row, "colleagues": access.colleagues(row) if mine else []}
        return render(request, "transcripts/hand_over.html", shown)
    if not form.is_valid():
        raise Invalid(form.errors["to"][0], "to")
    row = actions.hand_over(work=row, to=form.cleaned_data["to"], by=request.user)
    messages.success(request, _("%(name)s has it in hand now.") % {"name": row.holder.name})
    return redirect("works")


@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.take_over(work=_work(request, pk), by=request.user)
    messages.success(request, _("You have it in hand now."))
    return redirect("work", pk)


@require_POST
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = actions.give_up(work=_work(request, pk), by=request.user)
    messages.success(request, _("Given up. What was never handed in is gone."))
    return redirect("item", row.item_id)


def _work(request: HttpRequest, pk: UUID) -> Work:
    rows = Work.objects.visible_to(request.user).select_related(
        "item", "holder", "body", "file", "source", "began_from", "layer", "sent_back_by", "checked_by"
    )
    return get_object_or_404(rows, pk=pk)
