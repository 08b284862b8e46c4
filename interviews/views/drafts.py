from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from iapb.access.errors import Invalid, Refused
from interviews.actions import drafts
from interviews.models import Draft

_NOT_KEPT = {"csrfmiddlewaretoken", "key"}
_BACK = {"witness": "new_witness", "consent": "new_consent", "interview": "new_interview"}


@never_cache
@require_POST
def save(request: HttpRequest, form: str, subject: UUID) -> HttpResponse:
    content = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_KEPT}
    try:
        draft = drafts.save(form=form, subject=subject, content=content, by=request.user)
    except (Invalid, Refused) as refusal:
        status = 404 if isinstance(refusal, drafts.NoSuchSubject) else 400
        return JsonResponse({"detail": str(refusal.sentence)}, status=status)
    at = date_format(localtime(draft.saved_at), "H:i:s")
    return JsonResponse({"saved": _("Kept as a draft at %(time)s.") % {"time": at}})


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    drafts.discard(draft=draft, by=request.user)
    arguments = [] if draft.form == "witness" else [draft.subject]
    return redirect(_BACK[draft.form], *arguments)
