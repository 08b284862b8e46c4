"""The invited person's side of a link."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from iapb.accounts.actions import links
from iapb.accounts.errors import Invalid
from iapb.accounts.forms.own import AcceptForm

LINK = "invitation"


@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the secret out of the address bar at once; it works for this browser session only."""
    request.session[LINK] = links.hash_of(token)
    return redirect("accept_invitation")


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    try:
        invitation = links.find(request.session.get(LINK, ""))
    except Invalid as gone:
        return render(request, "accounts/link_gone.html", {"sentence": gone.sentence}, status=410)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invitation.person.language)
        request.LANGUAGE_CODE = invitation.person.language
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: links.accept(token_hash=invitation.token_hash, password=sent["password"])
    ):
        # Somebody else may be signed in here: their session is not the new person's.
        request.session.flush()
        get_adapter(request).login(request, form.result)
        return redirect("second_factor")
    return render(
        request,
        "accounts/accept.html",
        {"form": form, "person": invitation.person, "recovery": invitation.recovery_id is not None},
        status=422 if form.errors else 200,
    )
