"""Every field of every model of ours says whether it is personal, protected or plain."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from iapb.privacy import Privacy

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in {"iapb", "evidence", "interviews", "consent", "disclosures"}
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_field_when_undeclared_then_fails(model: type[models.Model]) -> None:
    declaration = model.__dict__.get("privacy")
    assert isinstance(declaration, Privacy), f"{model._meta.label} declares no privacy"
    fields = {field.name for field in model._meta.local_fields}
    assert sorted(declaration.declared()) == sorted(fields)
