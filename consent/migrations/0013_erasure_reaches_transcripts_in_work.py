"""An erasure also takes away what is being typed of an account, and is not a layer yet."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consent.migrations.0012_erasure_reaches_what_pictures_look_like").after()
_OLD = "    update coding_tag set exact"
_NEW = """    delete from transcripts_clash where work_id in (
        select id from transcripts_work where item_id = any (subject_items));
    delete from transcripts_workchange where work_id in (
        select id from transcripts_work where item_id = any (subject_items));
    delete from transcripts_worksegment where work_id in (
        select id from transcripts_work where item_id = any (subject_items));
    update transcripts_work set comment = '', speakers = '{}' where item_id = any (subject_items);
"""


def after() -> str:
    assert BEFORE.count(_OLD) == 1
    return BEFORE.replace(_OLD, _NEW + _OLD)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0012_erasure_reaches_what_pictures_look_like"),
        ("transcripts", "0002_walls_and_second_person"),
    ]
    operations = [migrations.RunSQL(after(), BEFORE)]
