"""A person's own wishes while reading, and the answers to what they are asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iapb.access.errors import Invalid
from iapb.care import actions
from iapb.care.forms import CareForm
from iapb.care.models import Care
from iapb.care.reading import wishes_of


@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        wishes = wishes_of(request.user)
        return _page(request, CareForm.of(wishes), wishes)
    form = CareForm(request.POST)
    if form.carried_out(lambda said: actions.choose(by=request.user, **said)):
        messages.success(request, _("Kept. Only you see this."))
        return redirect("care")
    return _page(request, form, wishes_of(request.user), 422)


def _page(request: HttpRequest, form: CareForm, wishes: Care, status: int = 200) -> HttpResponse:
    shown = {"form": form, "limit": wishes.limit, "minutes": wishes.read_today // 60}
    return render(request, "care/care.html", shown, status=status)


@require_POST
def open_anyway(request: HttpRequest) -> HttpResponse:
    """Whatever the id, the same answer: the page it leads on to says whether there is such an item."""
    actions.open_anyway(item=_item(request), by=request.user)
    onward = request.POST.get("next", "")
    safe = onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
    return redirect(onward if safe else "home")


@require_POST
def time(request: HttpRequest) -> JsonResponse:
    try:
        seconds = int(request.POST.get("seconds", ""))
    except ValueError:
        raise Invalid(_("Say how many seconds.")) from None
    return JsonResponse(told(actions.count(seconds=seconds, by=request.user)))


@require_POST
def quiet(request: HttpRequest) -> JsonResponse:
    return JsonResponse(told(actions.be_quiet(today_no_more="today" in request.POST, by=request.user)))


def told(wishes: Care) -> dict[str, int | bool]:
    return {"seconds": wishes.read_today, "quiet_until": wishes.quiet_before, "quiet": wishes.is_quiet}


def _item(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("item", ""))
    except ValueError:
        raise Invalid(_("This is no id of an item.")) from None
