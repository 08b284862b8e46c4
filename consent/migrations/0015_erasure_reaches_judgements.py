"""An erasure also empties why people judged that two accounts tell of one event, whichever of the two it is about."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consent.migrations.0014_erasure_reaches_suggestions").after()
_OLD = "    update coding_tag set exact"
_NEW = (
    "    update coding_judgement set reason = '-'\n"
    "        where item_id = any (subject_items) or other_item_id = any (subject_items);\n"
)


def after() -> str:
    assert BEFORE.count(_OLD) == 1
    return BEFORE.replace(_OLD, _NEW + _OLD)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0014_erasure_reaches_suggestions"),
        ("coding", "0020_judgements"),
    ]
    operations = [migrations.RunSQL(after(), BEFORE)]
