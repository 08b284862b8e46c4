"""The second wall round files, texts and segments: by collection, or because the item may be seen."""

from django.db import migrations

# Each table with the way from its row to the item.
TABLES = {
    "evidence_itemfile": "item_id in (select id from evidence_item)",
    "evidence_text": "item_id in (select id from evidence_item)",
    "evidence_segment": "text_id in (select id from evidence_text)",
    "evidence_segmentsource": "segment_id in (select id from evidence_segment)",
}


def wall(table: str, by_item: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ("
        f"  (not closed and iapb_actor() is not null)"
        f"  or collection_id in (select iapb_given_collections()) or {by_item});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_texts")]
    operations = [wall(table, by_item) for table, by_item in TABLES.items()]
