"""An erasure also takes away the bits by which the pictures of an account could be known again."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consent.migrations.0011_erasure_reaches_what_is_appended").after()
_OLD = "    update coding_tag set exact"
_NEW = (
    "    delete from evidence_likeness where derivative_id in (\n"
    "        select d.id from evidence_derivative d join evidence_itemfile f on f.id = d.parent_id\n"
    "        where f.item_id = any (subject_items));\n"
)


def after() -> str:
    assert BEFORE.count(_OLD) == 1
    return BEFORE.replace(_OLD, _NEW + _OLD)


class Migration(migrations.Migration):
    dependencies = [("consent", "0011_erasure_reaches_what_is_appended"), ("evidence", "0017_likeness")]
    operations = [migrations.RunSQL(after(), BEFORE)]
