"""The second wall round what was brought in: it goes with the collection."""

from django.db import migrations

TABLES = ("importing_run", "importing_broughtin")


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker "
        "using (collection_id in (select iapb_given_collections()));",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_tables"), ("evidence", "0002_policies")]
    operations = [wall(table) for table in TABLES]
