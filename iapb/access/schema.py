"""The description of the API: how one signs in, and the one shape of every refusal."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

_PROBLEM = {
    "type": "object",
    "description": "Every refusal says in a sentence what to do, and which field of what was sent it is about.",
    "properties": {"detail": {"type": "string"}, "field": {"type": "string", "nullable": True}},
    "required": ["detail", "field"],
}


class ActorScheme(OpenApiAuthenticationExtension):
    target_class = "iapb.access.authentication.ActorAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Token")


def with_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Each operation names what it answers when it refuses."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = {"description": "refused", "content": {"application/json": told}}
    return result


class Description(APIView):
    """As YAML, or as JSON where `Accept` says so."""

    renderer_classes = [OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        return HttpResponse(
            _written(type(renderer), get_language()),
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'inline; filename="schema.{renderer.format}"'},
        )


@cache
def _written(renderer: type[BaseRenderer], language: str | None) -> bytes:
    """Written once a process. It is made without a request, so it can say nothing of who asks; `language` is
    the one in force, in which the sentences are."""
    return renderer().render(SchemaGenerator().get_schema(request=None, public=True), renderer_context={})
