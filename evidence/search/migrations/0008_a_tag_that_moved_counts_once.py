"""A tag that has gone on to a newer layer is found and counted there alone."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0007_apart_and_settled").SEARCH
KNOWN = "format(known, 't')"
if BEFORE.count(KNOWN) != 3:
    raise ValueError(f"{KNOWN} stands {BEFORE.count(KNOWN)} times")
# Wherever a tag is asked whether it is known, it must not have been passed on.
SEARCH = BEFORE.replace(KNOWN, "format(known || ' and not %1$s.passed_on', 't')")


class Migration(migrations.Migration):
    dependencies = [("search", "0007_apart_and_settled"), ("coding", "0012_tags_follow")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
