"""Every URL names who may use it.

`route` is Django's `path` with a rule. The rule is the value of a right, or
one of the two words below; a pattern without a rule stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver, path

PUBLIC = "public"
SIGNED_IN = "signed_in"


def route(pattern: str, view: Callable[..., Any], *, name: str, rule: str) -> URLPattern:
    @wraps(view)
    def ruled(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    ruled.access_rule = rule  # type: ignore[attr-defined]
    return path(pattern, ruled, name=name)


def without_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view whose body flows longer than a transaction may be held.

    It opens short actor transactions itself. A test lists who carries the mark.
    """
    view.opens_own_transactions = True  # type: ignore[attr-defined]
    return view


def before_second_factor(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a page that opens to someone signed in who has no second factor yet. A test lists them."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the project with its full route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


@register()
def every_pattern_has_a_rule(**kwargs: Any) -> list[Error]:
    return [
        Error(f"The route {where!r} names no access rule.", id="iapb.E001")
        for where, pattern in patterns()
        if not getattr(pattern.callback, "access_rule", None)
    ]
