"""The second factor of whoever is signed in. No address here names a person."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iapb.accounts import totp
from iapb.accounts.actions import second_factor
from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.forms.own import EnrolForm
from iapb.accounts.fresh import fresh

SECRET = "second_factor_secret"


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    if second_factor.is_enrolled(request.user):
        return redirect("my_account")
    secret = request.session.get(SECRET) or totp.new_secret()
    request.session[SECRET] = secret
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: second_factor.enrol(secret=secret, code=sent["code"], by=request.user)
    ):
        del request.session[SECRET]
        request.session[SECOND_FACTOR] = True
        post_authentication(request, Authenticator.objects.get(user=request.user, type=Authenticator.Type.TOTP))
        return redirect("recovery_codes")
    adapter = get_adapter()
    shown = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)),
    }
    return render(request, "accounts/enrol.html", shown, status=422 if form.errors else 200)


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        second_factor.remove(by=request.user)
        request.session[SECOND_FACTOR] = False
        return redirect("second_factor")
    return render(request, "accounts/replace_factor.html")


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    shown = second_factor.show_codes_once(by=request.user)
    left = second_factor.codes_left(request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": shown, "left": left, "home": reverse("home")})


@fresh
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    second_factor.replace_codes(by=request.user)
    return redirect("recovery_codes")
