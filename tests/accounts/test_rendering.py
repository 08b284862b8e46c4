"""A list to choose from stands on the page as Django itself would write it."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.rendering import HouseRenderer

GROUPED = [
    ("", _("Any")),
    (_("First <one>"), [(1, 'a "word"'), (1200, 1200)]),
    ("x&y", mark_safe("<b>bold</b>")),
]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=GROUPED), 1),
        (forms.Select(choices=GROUPED, attrs={"class": 'a"b', "hidden": True, "disabled": False, "rows": 3}), "x&y"),
        (forms.SelectMultiple(choices=GROUPED), ["", 1200]),
        (forms.NullBooleanSelect(), True),
        (forms.Select(), None),
    ],
    ids=["one", "with attributes", "several", "yes or no", "nothing to choose"],
)
def test_select_when_rendered_then_as_django_writes_it(widget: forms.Select, value: object) -> None:
    ours, theirs = (widget.render('na"me', value, renderer=kind()) for kind in (HouseRenderer, DjangoTemplates))
    assert ours == "\n".join(line for line in theirs.splitlines() if line.strip())
