"""An erasure also empties what was appended to a record: how it was read back, what was shown, what was left out."""

from importlib import import_module

from django.db import migrations

before = import_module("consent.migrations.0010_erasure_reaches_joint_material").after
_BEFORE_THIS = "    delete from interviews_prioraccount where"
_ADDED = """    update interviews_readback set sha256 = '-', place = '' where interview_id = any (subject_items);
    update interviews_correction set "where" = '', wanted = '-' where interview_id = any (subject_items);
    update interviews_signature set place = '', why = case when why = '' then '' else '-' end
        where interview_id = any (subject_items);
    update interviews_showing set words = '-', sureness = '', said_before = '',
        why_shown = case when why_shown = '' then '' else '-' end
        where interview_id = any (subject_items);
    update interviews_skipmark set note = '' where interview_id = any (subject_items);
"""


def after() -> str:
    text = before()
    assert text.count(_BEFORE_THIS) == 1
    return text.replace(_BEFORE_THIS, _ADDED + _BEFORE_THIS)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0010_erasure_reaches_joint_material"),
        ("interviews", "0013_walls_of_what_is_appended"),
    ]
    operations = [migrations.RunSQL(after(), before())]
