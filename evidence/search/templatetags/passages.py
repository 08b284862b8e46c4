"""The lines of a passage as HTML. A page shows hundreds: a template takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library
from django.utils.html import escape
from django.utils.safestring import SafeString

from evidence.coding.templatetags.coding import language_tag
from evidence.search.passages_shown import Line

register = Library()


@register.filter
def paragraphs(lines: Iterable[Line]) -> SafeString:
    html = (f'<p lang="{language_tag(line.language)}">{_marked(line)}</p>' for line in lines)
    return SafeString("".join(html))  # a tag of three or of "und", and words escaped one by one


def _marked(line: Line) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in line.chunks)
