"""Every URL names who may use it.

`route` is Django's `path` with a rule. The rule is the value of a right, or
one of the two words below; a pattern without a rule stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver, include, path

PUBLIC = "public"
SIGNED_IN = "signed_in"
# A group of more is divided by the next word again.
ENOUGH = 15


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


def by_first_word(entries: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, looked for among those that begin alike: of 450 in a row half are tried for each request.

    Those that begin with something to be filled in, are a word alone or belong to a namespace stay as they are.
    """
    found: list[URLPattern | URLResolver] = []
    groups: dict[str, list[URLPattern]] = {}
    for entry in _flat(entries):
        first, more, rest = str(entry.pattern).partition("/")
        if isinstance(entry, URLResolver) or "<" in first or not more:
            found.append(entry)
            continue
        groups.setdefault(first, []).append(path(rest, entry.callback, entry.default_args, entry.name))
    for first, group in sorted(groups.items(), key=lambda one: -len(one[1])):
        inner = by_first_word(group) if len(group) > ENOUGH else group
        found.append(path(f"{first}/", include(inner)))
    return found


def _flat(entries: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Rooms included without a prefix or a namespace dissolve into their addresses."""
    for entry in entries:
        if isinstance(entry, URLResolver) and not str(entry.pattern) and not entry.namespace:
            yield from _flat(entry.url_patterns)
        else:
            yield entry


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
