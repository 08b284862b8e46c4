from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def clock(milliseconds: int) -> str:
    """1:02:03, or 2:03 within the first hour."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def language_tag(language: str) -> str:
    """What stands in `lang`: a mixed or unknown language is undetermined."""
    return language if language in ("ru", "be", "en") else "und"
