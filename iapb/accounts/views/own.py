"""One's own account: data, roles, sessions, second factor, language, tokens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account_views
from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iapb.accounts.actions import people, second_factor, sessions, tokens
from iapb.accounts.forms.own import LanguageForm, TokenForm
from iapb.accounts.fresh import fresh, is_fresh
from iapb.accounts.models import ApiToken, RoleAssignment

password = fresh(account_views.password_change)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """The library asks for a fresh sign-in here; ours is always the code of the second factor."""
    back = urlencode({"next": request.GET.get("next", "/")})
    return redirect(f"{reverse('mfa_reauthenticate')}?{back}")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


def _account_page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    person = request.user
    shown = {
        "roles": RoleAssignment.objects.open().filter(person=person).order_by("role"),
        "memberships": person.memberships.current().select_related("team").order_by("team__name"),
        "sessions": UserSession.objects.filter(user=person).order_by("-last_seen_at"),
        "this_session": request.session.session_key,
        "tokens": ApiToken.objects.valid().filter(person=person).order_by("expires_at"),
        "codes_left": second_factor.codes_left(person),
        "language_form": LanguageForm(initial={"language": person.language}),
        "token_form": TokenForm(),
        "fresh": is_fresh(request),
        **more,
    }
    return render(request, "accounts/account.html", shown, status=status)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if form.carried_out(lambda sent: people.choose_language(language=sent["language"], by=request.user)):
        return redirect("my_account")
    return _account_page(request, 422, language_form=form)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    sessions.end(session=session, by=request.user)
    messages.success(request, _("The session was ended."))
    return redirect("my_account")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    sessions.end_others(session_key=request.session.session_key or "", by=request.user)
    messages.success(request, _("All other sessions were ended."))
    return redirect("my_account")


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: tokens.make(label=sent["label"], until=sent["until"], by=request.user)
    ):
        # Answered at once and not by a redirect: the token is kept nowhere in between.
        return render(request, "accounts/token_made.html", {"token": form.result})
    return render(request, "accounts/token_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, pk: str) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, person=request.user)
    tokens.revoke(token=token, by=request.user)
    messages.success(request, _("The token was revoked."))
    return redirect("my_account")
