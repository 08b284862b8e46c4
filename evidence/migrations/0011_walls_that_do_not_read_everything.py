"""The second wall asks of each row whether its item is there, instead of gathering every item, text and segment first.

Written as `in (select …)` a policy read the whole of the table above for each statement, however few rows it wanted.
"""

from django.db import migrations

# Each table with the column and the table above it.
ABOVE = {
    "evidence_itemfile": ("item_id", "evidence_item"),
    "evidence_text": ("item_id", "evidence_item"),
    "evidence_segment": ("text_id", "evidence_text"),
    "evidence_segmentsource": ("segment_id", "evidence_segment"),
}


def wall(table: str, column: str, above: str) -> migrations.RunSQL:
    alter = (
        f"alter policy given on {table} using ((not closed and iapb_actor() is not null)"
        " or collection_id in (select iapb_given_collections()) or "
    )
    return migrations.RunSQL(
        f"{alter} exists (select from {above} up where up.id = {table}.{column}));",
        f"{alter} {column} in (select id from {above}));",
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_readings_and_names")]
    operations = [wall(table, *above) for table, above in ABOVE.items()]
