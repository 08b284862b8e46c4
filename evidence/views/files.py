"""Files: sent in one stream, answered with a receipt, read again only as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.actions import files
from evidence.actions.files import Received, Sent
from evidence.forms.files import OriginalForm, RoleForm
from evidence.models import ItemFile
from iapb.access.errors import Invalid, Refused, told
from iapb.accounts.fresh import fresh
from iapb.custody import tickets
from iapb.custody.arriving import NoRoom
from iapb.routes import without_transaction

_PIECE = 1 << 20


@without_transaction
@require_http_methods(["PUT"])
def upload(request: HttpRequest, item: UUID) -> HttpResponse:
    """The body is the file itself. What goes with it stands in headers: nothing personal in the address."""
    sent = sent_with(request)
    return answered(lambda: files.receive_file(item=item, stream=pieces(request), sent=sent, by=request.user))


def answered(receive: Any) -> JsonResponse:
    """For the upload of the page and of the API alike."""
    try:
        received: Received = receive()
    except ObjectDoesNotExist:
        return JsonResponse(told(_("Not found.")), status=404)
    except Refused as refusal:
        return JsonResponse(told(refusal.sentence), status=403)
    except NoRoom as refusal:
        return JsonResponse(told(refusal.sentence), status=507)
    except Invalid as refusal:
        return JsonResponse(told(refusal.sentence, refusal.field), status=400)
    return JsonResponse(receipt_json(received), status=200 if received.receipt.again else 201)


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """A broken line ends the stream early; custody compares with the announced size."""
    while piece := request.read(_PIECE):
        yield piece


def sent_with(request: HttpRequest) -> Sent:
    said = request.headers
    length = said.get("Content-Length", "")
    return Sent(
        name=unquote(said.get("X-File-Name", "")),
        role=said.get("X-File-Role", ""),
        language=said.get("X-File-Language", ""),
        acquisition=said.get("X-File-Acquisition", "") or ItemFile.Acquisition.UNKNOWN,
        note=unquote(said.get("X-File-Note", "")),
        client_key=said.get("X-Client-Key") or None,
        expected_sha256=said.get("X-File-Sha256") or None,
        expected_size=int(length) if length.isdecimal() else None,
    )


def receipt_json(received: Received) -> dict[str, Any]:
    receipt, linked = received.receipt, received.item_file
    return {
        "id": str(receipt.id),
        "item": str(linked.item_id),
        "size": receipt.size,
        "sha256": receipt.sha256,
        "event": str(receipt.event),
        "received_at": receipt.received_at.isoformat(),
        "again": receipt.again,
        "role": linked.role,
        "media_type": linked.file.media_type,
        "findings": [str(ItemFile.Finding(one).label) for one in linked.findings],
        "same_as": received.same_as,
        "receipt": reverse("receipt", args=[receipt.id]),
        "proof": reverse("ledger:proof", args=[receipt.event]),
    }


def of_actor(request: HttpRequest, file: UUID) -> ItemFile:
    visible = ItemFile.objects.visible_to(request.user).select_related("file", "item", "added_by")
    return get_object_or_404(visible, file=file)


@require_POST
def change_role(request: HttpRequest, file: UUID) -> HttpResponse:
    linked = of_actor(request, file)
    form = RoleForm(request.POST)
    if not form.carried_out(lambda sent: files.change_role(item_file=linked, by=request.user, **sent)):
        raise Invalid(next(iter(next(iter(form.errors.values())))))
    messages.success(request, _("The role of the file is corrected."))
    return redirect("item", linked.item_id)


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, file: UUID) -> HttpResponse:
    """The original leaves for a reason only; the ledger tells it when the first byte does."""
    linked = of_actor(request, file)
    form = OriginalForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: tickets.issue(
            linked.file, by=request.user, session_key=request.session.session_key, purpose=sent["reason"]
        )
    ):
        # A link, since a form may not lead to another host; it is good for a minute.
        address = settings.CONTENT_URL.rstrip("/") + form.result
        return render(request, "evidence/items/original.html", {"file": linked, "address": address})
    shown = {"file": linked, "form": form}
    return render(request, "evidence/items/original.html", shown, status=422 if form.errors else 200)


@require_POST
def run_again(request: HttpRequest, file: UUID) -> HttpResponse:
    """What stopped on this file is started again by whoever may add to the item."""
    linked = of_actor(request, file)
    files.run_again(item_file=linked, by=request.user)
    messages.success(request, _("Started again."))
    return redirect("item", linked.item_id)
