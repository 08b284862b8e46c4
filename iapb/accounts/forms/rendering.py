"""Lists to choose from, written at once: Django's template includes two others for each choice, and a form of eight
lists with forty choices took longer than the rest of its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape


class HouseRenderer(DjangoTemplates):
    """What Django's own gives, but for its empty lines."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return "".join(_select(context["widget"]))
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for group, options, _index in widget["optgroups"]:
        if group:
            yield f'\n  <optgroup label="{conditional_escape(localize(group))}">'
        for one in options:
            value, label = conditional_escape(one["value"]), conditional_escape(localize(one["label"]))
            yield f'\n  <option value="{value}"{_attributes(one["attrs"])}>{label}</option>'
        if group:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    told = ((conditional_escape(name), value) for name, value in attributes.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in told)
