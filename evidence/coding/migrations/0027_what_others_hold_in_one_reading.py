"""Whose tags are in other hands: comparisons are read once, no longer for every piece of work."""

from importlib import import_module

from django.db import migrations

ONE_BY_ONE = import_module("evidence.coding.migrations.0017_tags_coded_anew").IN_HAND.split("revoke all")[0]
ONE_BY_ONE = ONE_BY_ONE.replace("create function", "create or replace function")
EACH = "exists (select from coding_comparison c where c.state <> 'settled' and w.id in (c.first_id, c.second_id))"
ONCE = "w.id in (select unnest(array[c.first_id, c.second_id]) from coding_comparison c where c.state <> 'settled')"
assert EACH in ONE_BY_ONE


class Migration(migrations.Migration):
    dependencies = [("coding", "0026_who_was_held_together")]
    operations = [migrations.RunSQL(ONE_BY_ONE.replace(EACH, ONCE), ONE_BY_ONE)]
