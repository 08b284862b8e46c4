"""Who sees a tag or a fact: whoever sees its item, and for restricted codes only who is named on it."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from evidence.visibility import item_visible
from iapb.access.scope import Scope


def coded(item: str = "item", restricted: str = "restricted") -> Callable[[Scope], Q]:
    """For a model that reaches its item over `item` and says in `restricted` whether a code is need-to-know."""

    def visible(scope: Scope) -> Q:
        open_or_named = Q(**{restricted: False}) | Q(**{f"{item}__within": scope.named_items})
        return item_visible(scope, f"{item}__") & open_or_named

    return visible
