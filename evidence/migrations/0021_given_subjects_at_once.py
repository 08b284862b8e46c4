"""Whose witnesses a person was given is answered at once, for every wall that asks.

A function in SQL hands out its rows one by one, each time putting on the owner's rights and taking them off; of a case
set of nine hundred witnesses that took most of the time of a page's smaller statements. An id that is there twice does
no harm: walls ask whether a witness is among them.
"""

from importlib import import_module

from django.db import migrations

ONE_BY_ONE = import_module("evidence.migrations.0010_readings_and_names").GIVEN.split("alter table")[0]
CHANGES = (
    ("language sql", "language plpgsql"),
    ("as $$\n    select", "as $$\nbegin\n    return query select"),
    ("    union\n", "    union all\n"),
    ("expires_at > now()\n$$", "expires_at > now();\nend\n$$"),
)
AT_ONCE = ONE_BY_ONE
for old, new in CHANGES:
    if AT_ONCE.count(old) != 1:
        raise ValueError(f"stands {AT_ONCE.count(old)} times: {old}")
    AT_ONCE = AT_ONCE.replace(old, new)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0020_load_glossary")]
    operations = [migrations.RunSQL(AT_ONCE, ONE_BY_ONE)]
