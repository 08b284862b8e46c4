from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evidence.search.forms import SearchForm, narrowed
from evidence.search.results import PAGE, Results, search
from iapb.access.rights import Actor, Right, rights_of

FACETS = {
    "code": _("Code"),
    "facility": _("Facility"),
    "place": _("Place"),
    "official": _("Official"),
    "body": _("State body"),
    "language": _("Language"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Passages come first. What they can be narrowed by is counted when the page asks for it, or on a page of its own
    for a reader without script: that takes longer than to find them."""
    asked = request.method == "POST"
    form = SearchForm(narrowed(request.POST) if asked else None, actor=request.user)
    whole = asked and form.is_valid()
    counting = "counting" in request.POST
    results = _found(form, request.user, counting) if whole and form.asks else None
    if counting and request.htmx and whole:  # type: ignore[attr-defined]
        return render(request, "search/facets.html", {"facets": _facets(results or Results())})
    return render(
        request,
        "search/search.html",
        {
            "form": form,
            "asked": asked,
            "results": results,
            "counted": counting,
            "facets": _facets(results) if results else [],
            "may_tag": Right.TAG in rights_of(request.user),
            "page": form.offset // PAGE + 1 if whole else 1,
            "pages": -(-results.total // PAGE) if results else 1,
        },
        status=422 if asked and not whole else 200,
    )


def _found(form: SearchForm, actor: Actor, counting: bool) -> Results:
    if counting:
        return search(form.query, form.filters, actor, limit=0)
    return search(form.query, form.filters, actor, offset=form.offset, counted=False)


def _facets(results: Results) -> list[tuple[str, object, list[object]]]:
    own = [(name, label, results.facets.get(name, [])) for name, label in FACETS.items()]
    upper = [(facet.name, facet.label, values) for facet, values in results.more_facets]
    return [(name, label, values) for name, label, values in [*own, *upper] if values]
