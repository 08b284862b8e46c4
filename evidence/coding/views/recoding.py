"""Tags of codes that were parted or retired, coded anew one after another."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evidence.coding import actions
from evidence.coding.models import Code, Tag
from evidence.coding.recoding_shown import codes_now, last_done, shown, tags_under, waiting_by_code
from evidence.coding.views.carrying import number_of
from iapb.access.errors import Invalid, Refused


@require_safe
def recoding(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/recoding.html", {"rows": waiting_by_code(request.user)})


@require_safe
def recoding_of(request: HttpRequest, code: str) -> HttpResponse:
    known = codes_now()
    old = known.get(code)
    if old is None:
        raise Http404
    tags = tags_under(old, request.user) if old.retired_at else None
    count = tags.count() if tags is not None else 0
    at = number_of(request.GET.get("at")) % count if count else 0
    return render(
        request,
        "coding/recoding_of.html",
        {
            "code": old,
            "count": count,
            "number": at + 1,
            "at": at,
            "later": (at + 1) % count if count else 0,
            "one": shown(tags, at, old, known, request.user) if count else None,
            "last": last_done(old, request.user),
        },
    )


@require_POST
def recode(request: HttpRequest, pk: UUID) -> HttpResponse:
    tag = _tag(request, pk)
    wanted = Code.objects.select_related("framework", "replaced_by").filter(framework__current=True)
    code = wanted.filter(code=request.POST.get("code", "")[:40]).first()
    if code is None:
        messages.error(request, _("Choose a code from the list."))
        return _back(request, tag)
    try:
        new = actions.recode_tag(tag=tag, code=code, by=request.user)
        messages.success(request, _("Coded anew: %(code)s.") % {"code": new.code.label})
    except (Invalid, Refused) as refused:
        messages.error(request, refused.sentence)
    return _back(request, tag)


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    tag = _tag(request, pk)
    try:
        actions.undo_recoding(tag=tag, by=request.user)
        messages.success(request, _("Undone. The tag stands as it was."))
    except Invalid as refused:
        messages.error(request, refused.sentence)
    return _back(request, tag)


def _tag(request: HttpRequest, pk: UUID) -> Tag:
    found: Tag = get_object_or_404(Tag.objects.visible_to(request.user).select_related("code"), pk=pk)
    return found


def _back(request: HttpRequest, tag: Tag) -> HttpResponse:
    """To the one that stands in its place of the queue now."""
    response = redirect("recoding_of", code=tag.code.code)
    if at := number_of(request.POST.get("at")):
        response["Location"] += f"?at={at}"
    return response
