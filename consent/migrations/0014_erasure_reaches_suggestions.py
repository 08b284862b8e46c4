"""An erasure also empties what machines proposed: their quotes, what made them speak, and names as they stood."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consent.migrations.0013_erasure_reaches_transcripts_in_work").after()
_OLD = "    update coding_tag set exact"
# Values stay where they are codes, dates or keys of a register, as facts do; an official's is a name.
_NEW = (
    "    update coding_suggestion set exact = '', prefix = '', suffix = '', cue = '', text_sha256 = '',\n"
    "        value = case when kind = 'official' then '-' else value end\n"
    "        where item_id = any (subject_items);\n"
)


def after() -> str:
    assert BEFORE.count(_OLD) == 1
    return BEFORE.replace(_OLD, _NEW + _OLD)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0013_erasure_reaches_transcripts_in_work"),
        ("coding", "0015_walls_of_suggestions"),
    ]
    operations = [migrations.RunSQL(after(), BEFORE)]
