from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evidence.engines import again, catalogue
from evidence.engines.forms import AgainForm
from iapb.access.rights import Right, rights_of
from iapb.language.base import NAMES


@require_safe
def engines(request: HttpRequest) -> HttpResponse:
    rows = catalogue.rows()
    return render(
        request,
        "evidence/engines/catalogue.html",
        {
            "rows": rows,
            "languages": list(NAMES.values()),
            "lines": catalogue.at_a_glance(rows),
            "idle": list(catalogue.idle(rows)),
            "ready": sum(row.state.ready for row in rows),
            "may_read_again": Right.UPLOAD in rights_of(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def read_again(request: HttpRequest) -> HttpResponse:
    """First the selection, then how many it is, then the deed."""
    groups = again.groups(request.user)
    form = AgainForm(request.POST if request.method == "POST" else None, groups=groups)
    chosen = form.chosen() if form.is_valid() else []
    confirmed = bool(chosen) and form.cleaned_data["confirmed"]
    if confirmed and form.carried_out(
        lambda sent: again.ask(chosen=chosen, expected=sent["expected"], by=request.user)
    ):
        messages.success(request, _told(form.result))
        return redirect("read_again")
    number = sum(group.number for group in chosen)
    context = {"groups": groups, "form": form, "chosen": chosen, "number": number, "most": again.AT_ONCE}
    return render(request, "evidence/engines/again.html", context, status=422 if form.errors else 200)


def _told(asked: again.Asked) -> str:
    sentence = ngettext("%(number)d text will be read anew.", "%(number)d texts will be read anew.", asked.jobs)
    told = [sentence % {"number": asked.jobs}]
    if asked.refused:
        refused = ngettext(
            "%(number)d was left out: its witness did not agree to machines, or took the consent back.",
            "%(number)d were left out: their witnesses did not agree to machines, or took the consent back.",
            asked.refused,
        )
        told.append(refused % {"number": asked.refused})
    return " ".join(told)
