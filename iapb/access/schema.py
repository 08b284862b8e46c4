"""The description of the API: how one signs in, and the one shape of every refusal."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

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
