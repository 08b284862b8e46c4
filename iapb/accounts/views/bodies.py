from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iapb.accounts import tables
from iapb.accounts.actions import teams as actions
from iapb.accounts.forms.people import NameForm
from iapb.accounts.models import Body


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/bodies.html", {"list": tables.bodies(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.create_body(name=sent["name"], by=request.user)
    ):
        return redirect("body", form.result.pk)
    return render(request, "accounts/body_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Body, pk=pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.rename_body(body=found, name=sent["name"], by=request.user)
    ):
        messages.success(request, _("The new name is saved."))
        return redirect("body", pk)
    shown = {"body": found, "people": found.people.order_by("name"), "form": form}
    return render(request, "accounts/body.html", shown, status=422 if form.errors else 200)
