"""Lifting a hold: who said what, on which day, with which proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent.actions import confirmations
from consent.models import Confirmation
from disclosures.forms.desk import ConfirmationForm
from disclosures.models import Disclosure, Request
from interviews.models import Witness


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID, witness: UUID, kind: str) -> HttpResponse:
    asked = get_object_or_404(Request.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    found = get_object_or_404(Witness.objects.visible_to(request.user), pk=witness)
    proofs = confirmations.proofs_of(found, request.user)
    form = ConfirmationForm(request.POST or None, by=request.user, proofs=proofs, initial={"kind": kind})
    if request.method == "POST" and form.carried_out(
        lambda sent: confirmations.confirm(
            **sent, witness=found, recipient=asked.recipient, request=asked.pk, by=request.user
        )
    ):
        messages.success(request, _("Recorded. The officer asks for the decision again."))
        return redirect(_back(asked, request))
    earlier = Confirmation.objects.visible_to(request.user).filter(witness=found, recipient=asked.recipient)
    shown = {
        "form": form,
        "request_row": asked,
        "witness": found,
        "kind": Confirmation.Kind(kind).label if kind in Confirmation.Kind.values else "",
        "may": kind in dict(confirmations.kinds_for(request.user)),
        "earlier": earlier.select_related("by"),
        "back": _back(asked, request),
    }
    return render(request, "disclosures/confirmation.html", shown, status=422 if form.errors else 200)


def _back(asked: Request, request: HttpRequest) -> str:
    last = Disclosure.objects.visible_to(request.user).filter(request=asked).order_by("-version").first()
    return redirect("desk", last.pk).url if last else redirect("request", asked.pk).url
