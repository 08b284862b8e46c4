"""The second wall round tags and facts: by collection, or because the item may be seen."""

from django.db import migrations

TABLES = ("tag", "incident", "act", "involvement", "detentionperiod", "departure", "factsupport")


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table coding_{table} enable row level security;"
        f"create policy given on coding_{table} to iapb_web, iapb_worker using ("
        "  (not closed and iapb_actor() is not null)"
        "  or collection_id in (select iapb_given_collections())"
        "  or item_id in (select id from evidence_item));",
        f"drop policy given on coding_{table}; alter table coding_{table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("coding", "0001_initial"), ("evidence", "0002_policies")]
    operations = [wall(table) for table in TABLES]
