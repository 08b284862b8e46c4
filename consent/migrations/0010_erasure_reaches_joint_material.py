"""An erasure also empties what was derived from joint material, and what the record of an interview says in words."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consent.migrations.0008_what_an_erasure_empties").ERASE
_CHANGED = (
    (
        "from evidence_item where subject = who;",
        "from evidence_item\n"
        "        where subject = who or id in (select item_id from evidence_jointsubject where subject = who);",
    ),
    (
        "set title = '', vulnerability_note = '',",
        "set title = '', expenses = '', vulnerability_note = '',",
    ),
    (
        "    update coding_incident set",
        "    update coding_legacycoding set exact = '', code = '' where item_id = any (subject_items);\n"
        "    update coding_incident set",
    ),
    (
        "    delete from interviews_prioraccount where",
        "    update interviews_jointwitness set prior_accounts_note = '', reason = '-'\n"
        "        where interview_id = any (subject_items);\n"
        "    update interviews_thing set description = '-', necessity = '-', condition = ''\n"
        "        where interview_id = any (subject_items);\n"
        "    update interviews_thingevent set place = '', note = '' where interview_id = any (subject_items);\n"
        "    update interviews_perhapssame set reason = '-' where who in (one, other) and answer <> 'open';\n"
        "    delete from interviews_prioraccount where",
    ),
)


def after() -> str:
    text = BEFORE.replace("create function", "create or replace function")
    for old, new in _CHANGED:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0009_walls_that_do_not_read_everything"),
        ("coding", "0006_legacy_codings"),
        ("evidence", "0015_joint_subjects"),
        ("interviews", "0011_heard_together"),
    ]
    operations = [migrations.RunSQL(after(), BEFORE.replace("create function", "create or replace function"))]
