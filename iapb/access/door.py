"""The one door to read protected models.

A protected model's manager raises on evaluation until it was asked for whom:
``Model.objects.visible_to(actor)``, or ``unscoped("why")`` in system code, which
a test lists. Combining an opened query with a closed one raises as well, because
``visible | Model.objects.all()`` would otherwise return everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from iapb.access.rights import Actor
from iapb.access.scope import Scope, scope_of


class DoorClosed(RuntimeError):
    """A protected model was read without saying for whom."""


class ProtectedQuerySet(models.QuerySet[Any]):
    _opened_for: str | None = None
    _visible: Callable[[Scope], Q] | None = None

    def visible_to(self, actor: Actor) -> Self:
        if self._visible is None:
            raise DoorClosed(f"{self.model.__name__} declares no rule of visibility")
        scope = scope_of(actor)
        opened = self._opened("actor")
        return opened.filter(self._visible(scope)) if scope.someone else opened.none()

    def unscoped(self, reason: str) -> Self:
        """For system code only; `reason` says which rule makes the whole table right here."""
        if not reason:
            raise DoorClosed("unscoped needs a reason")
        return self._opened(reason)

    def _opened(self, reason: str) -> Self:
        clone = self._chain()
        clone._opened_for = reason
        return clone

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._opened_for = self._opened_for
        clone._visible = self._visible
        return clone

    def _must_be_open(self) -> None:
        if self._opened_for is None and not self.query.is_empty():
            raise DoorClosed(f"{self.model.__name__} was read without saying for whom")

    def _fetch_all(self) -> None:
        self._must_be_open()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._must_be_open()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._must_be_open()
        return super().count()

    def exists(self) -> bool:
        self._must_be_open()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._must_be_open()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._must_be_open()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._must_be_open()
        return super().delete()

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._must_be_open()
        return super().explain(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._must_be_open()
        return super().resolve_expression(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise DoorClosed("raw SQL does not go through the door")

    def __and__(self, other: Any) -> Any:
        return self._with(other, super().__and__)

    def __or__(self, other: Any) -> Any:
        return self._with(other, super().__or__)

    def __xor__(self, other: Any) -> Any:
        return self._with(other, super().__xor__)

    def union(self, *others: Any, all: bool = False) -> Any:
        return self._with_all(others, lambda: super(ProtectedQuerySet, self).union(*others, all=all))

    def intersection(self, *others: Any) -> Any:
        return self._with_all(others, lambda: super(ProtectedQuerySet, self).intersection(*others))

    def difference(self, *others: Any) -> Any:
        return self._with_all(others, lambda: super(ProtectedQuerySet, self).difference(*others))

    def _with(self, other: Any, combine: Callable[[Any], Any]) -> Any:
        return self._with_all((other,), lambda: combine(other))

    def _with_all(self, others: tuple[Any, ...], combine: Callable[[], Any]) -> Any:
        for operand in (self, *others):
            if isinstance(operand, ProtectedQuerySet):
                operand._must_be_open()
        combined = combine()
        combined._opened_for = self._opened_for or "combined"
        return combined


class ProtectedManager(models.Manager.from_queryset(ProtectedQuerySet)):  # type: ignore[misc]
    """`visible` turns a scope into the condition under which a row may be seen."""

    def __init__(self, visible: Callable[[Scope], Q] | None = None) -> None:
        super().__init__()
        self._visible = visible

    def get_queryset(self) -> ProtectedQuerySet:
        queryset = super().get_queryset()
        # Django makes the manager of a reverse relation anew, without arguments: the model's own rule holds there too.
        queryset._visible = self._visible or getattr(self.model._default_manager, "_visible", None)
        return queryset


class Protected(models.Model):
    """Base of protected models. Uniqueness is the database's: asking first would read past the door."""

    class Meta:
        abstract = True

    def _get_unique_checks(self, exclude: Any = None, include_meta_constraints: bool = False) -> tuple[Any, Any]:
        return [], []

    def validate_constraints(self, exclude: Any = None) -> None:
        """Left to the database, whose constraint names have sentences of their own."""
