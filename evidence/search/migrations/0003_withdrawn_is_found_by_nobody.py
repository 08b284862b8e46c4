"""Search hides what consent was withdrawn for from everybody (standards 5.3, step 2).

The desk reaches such an item from the request or the disclosure it stands in.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0002_functions").SEARCH
REPLACED = BEFORE[: BEFORE.index("revoke all")].replace("create function", "create or replace function")
AFTER = REPLACED.replace("and (%1$s.withdrawn_at is null or $10)", "and %1$s.withdrawn_at is null")
if AFTER == REPLACED:
    raise ValueError("the condition on withdrawn items was not found")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_functions")]
    operations = [migrations.RunSQL(AFTER, REPLACED)]
