"""Tags on parts of a file, placed beside the file itself."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evidence.coding import actions
from evidence.coding.actions.parts import RECORDINGS
from evidence.coding.forms import PART_FORMS
from evidence.coding.models import Tag
from evidence.models import ItemFile
from iapb.access.errors import Invalid


@require_http_methods(["GET", "HEAD", "POST"])
def tag_part(request: HttpRequest, file: UUID) -> HttpResponse:
    """The form stands on the page of the file; here it is shown with what is wrong."""
    visible = ItemFile.objects.visible_to(request.user).select_related("item", "file")
    linked = get_object_or_404(visible, file=file)
    form = PART_FORMS["time" if linked.role in RECORDINGS else "place"](request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data
            actions.place_on_part(
                file=linked, part=form.part, code=sent["code"], client_key=sent["client_key"], by=request.user
            )
            return redirect("view_file", linked.file_id)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/part_page.html", {"file": linked, "item": linked.item, "form": form}, status=status)


@require_POST
def take_back_tag(request: HttpRequest, pk: UUID) -> HttpResponse:
    tag = get_object_or_404(Tag.objects.visible_to(request.user).select_related("file"), pk=pk)
    actions.retract_tag(tag=tag, by=request.user)
    return redirect("view_file", tag.file.file_id) if tag.file else redirect("workbench", tag.item_id)
