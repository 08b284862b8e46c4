"""The second wall round what is being typed, and that nobody checks what they typed."""

from django.db import migrations

# Each table with the column and the table above it.
ABOVE = {
    "transcripts_work": ("item_id", "evidence_item"),
    "transcripts_worksegment": ("work_id", "transcripts_work"),
    "transcripts_workchange": ("work_id", "transcripts_work"),
    "transcripts_clash": ("work_id", "transcripts_work"),
}
ANOTHER = """
alter table transcripts_work add constraint work_checked_by_another
    check (checked_by_id is null or not (checked_by_id = any (typists)));
"""


def wall(table: str, column: str, above: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ("
        "  (not closed and iapb_actor() is not null)"
        "  or collection_id in (select iapb_given_collections())"
        f"  or exists (select from {above} up where up.id = {table}.{column}));",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0001_initial"), ("evidence", "0019_walls_of_drafts")]
    operations = [
        *(wall(table, *above) for table, above in ABOVE.items()),
        migrations.RunSQL(ANOTHER, "alter table transcripts_work drop constraint work_checked_by_another"),
    ]
