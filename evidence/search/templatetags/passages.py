"""The lines of a passage as HTML. A page shows hundreds: a template takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evidence.coding.templatetags.coding import language_tag
from evidence.search.passages_shown import Line

register = Library()


@register.filter
def paragraphs(lines: Iterable[Line]) -> SafeString:
    return mark_safe("".join(f'<p lang="{language_tag(line.language)}">{_marked(line)}</p>' for line in lines))


def _marked(line: Line) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in line.chunks)
