from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evidence.actions import texts
from evidence.models import ItemFile, Text


@require_POST
def translate(request: HttpRequest, pk: UUID) -> HttpResponse:
    text = get_object_or_404(Text.objects.visible_to(request.user), pk=pk)
    texts.ask_translation(text=text, by=request.user)
    messages.success(request, _("Asked for. The draft of the machine will stand here when it is ready."))
    return redirect("item", text.item_id)


@require_POST
def transcribe(request: HttpRequest, file: UUID) -> HttpResponse:
    recording = get_object_or_404(ItemFile.objects.visible_to(request.user), file=file)
    texts.ask_transcription(recording=recording, by=request.user)
    messages.success(request, _("Asked for. The draft of the machine will stand here when it is ready."))
    return redirect("item", recording.item_id)


@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A named person has read a machine's draft against the original."""
    text = get_object_or_404(Text.objects.visible_to(request.user), pk=pk)
    texts.mark_checked(text=text, by=request.user)
    messages.success(request, _("Marked as checked by you."))
    return redirect("item", text.item_id)
