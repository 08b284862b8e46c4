from __future__ import annotations

from django import template
from django.urls import reverse

from evidence.coding.models.tags import Tag, clock
from evidence.coding.timeline import Support

register = template.Library()


register.filter("clock", clock)


@register.filter
def language_tag(language: str) -> str:
    """What stands in `lang`: a mixed or unknown language is undetermined."""
    return language if language in ("ru", "be", "en") else "und"


@register.filter
def place_of(tag: Tag, page: str) -> str:
    """The address of its words, in the workbench or where it is read; of a part of a file, that of the file."""
    if tag.text_id is None:
        return f"{reverse('view_file', args=[tag.file.file_id])}?tag={tag.pk}#parts-head"
    return f"{reverse(page, args=[tag.item_id])}?text={tag.text_id}&in={tag.text_id}&at={tag.start}-{tag.end}"


@register.filter
def stands_at(support: Support, page: str) -> str:
    """The address of the words a fact stands on, in the workbench or where it is read."""
    return support.address(page)
