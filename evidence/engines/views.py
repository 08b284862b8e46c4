from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evidence.engines import again, catalogue
from evidence.engines.forms import AgainForm
from iapb.access.errors import Invalid
from iapb.access.rights import Right, rights_of


@require_safe
def engines(request: HttpRequest) -> HttpResponse:
    rows = catalogue.rows()
    return render(
        request,
        "evidence/engines/catalogue.html",
        {
            "rows": rows,
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
    chosen, status = [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = form.chosen()
            if not form.cleaned_data["confirmed"]:
                status = 200
            else:
                try:
                    asked = again.ask(chosen=chosen, expected=form.cleaned_data["expected"], by=request.user)
                    messages.success(request, _told(asked))
                    return redirect("read_again")
                except Invalid as refusal:
                    form.add_error(None, refusal.sentence)
    number = sum(group.number for group in chosen)
    context = {"groups": groups, "form": form, "chosen": chosen, "number": number, "most": again.AT_ONCE}
    return render(request, "evidence/engines/again.html", context, status=status)


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
