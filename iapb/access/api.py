"""What every API view shares: pages, the one shape of a refusal, the code that some verbs want."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ParseError, ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from iapb.access.errors import Invalid, Refused, told
from iapb.accounts import guesses
from iapb.accounts.actions import second_factor
from iapb.accounts.adapter import SIGN_IN
from iapb.accounts.fresh import is_fresh
from iapb.ledger import record


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


class WrongCode(Invalid):
    """What was counted and written of the guess stays, though nothing was done."""

    stays = True


def refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refused | Invalid):
        # The middleware rolls back and then asks nothing more; a view with its own transactions has left them.
        context["request"]._request.refused = not getattr(error, "stays", False)
        field = getattr(error, "field", None)
        return Response(told(error.sentence, field), status=403 if isinstance(error, Refused) else 400)
    # What is absent and what is hidden answer alike, whatever the library would say of the model.
    answer = exception_handler(NotFound() if isinstance(error, Http404) else error, context)
    if isinstance(error, ParseError):
        answer.data = {"detail": _("What was sent is not valid JSON. Nothing was done; send it again.")}
    if answer is not None:
        detail = answer.data if isinstance(error, ValidationError) else answer.data.get("detail", "")
        answer.data = told(*_first(detail))
    return answer


def _first(detail: Any, path: tuple[str, ...] = ()) -> tuple[str, str | None]:
    """Of everything the framework found wrong the first, with the way to its field: ``answers.0.purpose``."""
    if isinstance(detail, dict):
        name, below = next(iter(detail.items()))
        return _first(below, path if name == "non_field_errors" else (*path, str(name)))
    if isinstance(detail, list):
        place, below = next((place, one) for place, one in enumerate(detail) if one)
        return _first(below, (*path, str(place)) if isinstance(below, dict | list) else path)
    return str(detail), ".".join(path) or None


def require_code(request: Request, code: str) -> None:
    """Verbs that a page opens only after a fresh code want one here too: a token alone is not enough."""
    plain = request._request
    if not plain.by_token and is_fresh(plain):
        return
    if not code:
        raise Invalid(_("Send the code of your second factor as well: a token alone does not do this."), "code")
    usage = guesses.use_one(plain, kind="code", email=request.user.email)
    if usage is None:
        raise WrongCode(_("Too many wrong codes. Wait an hour, or ask an account administrator."), "code")
    if second_factor.consume(person=request.user, code=code) is None:
        record("person.sign_in_failed", actor=SIGN_IN, object=request.user.pk, detail={"step": "code"})
        raise WrongCode(second_factor.WRONG, "code")
    usage.rollback()
