from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evidence.search.forms import SearchForm, narrowed
from evidence.search.results import PAGE, Results, search
from iapb.access.rights import Right, rights_of

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
    """Passages come first. What they can be narrowed by is counted when the page asks for it, or a reader without
    script: that takes longer than to find them."""
    asked = request.method == "POST"
    form = SearchForm(narrowed(request.POST) if asked else None, actor=request.user)
    whole = asked and form.is_valid()
    counting = "counting" in request.POST
    if counting and request.htmx and whole:  # type: ignore[attr-defined]
        counted = search(form.query, form.filters, request.user, limit=0) if form.asks else Results()
        return render(request, "search/facets.html", {"facets": _facets(counted)})
    results = (
        search(form.query, form.filters, request.user, offset=form.offset, counted=counting)
        if whole and form.asks
        else None
    )
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


def _facets(results: Results) -> list[tuple[str, object, list[object]]]:
    own = [(name, label, results.facets.get(name, [])) for name, label in FACETS.items()]
    upper = [(facet.name, facet.label, values) for facet, values in results.more_facets]
    return [(name, label, values) for name, label, values in [*own, *upper] if values]
