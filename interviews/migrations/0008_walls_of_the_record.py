"""The second wall round the record: a body's own papers with its collection, the rest with its interview."""

from django.db import migrations

OF_COLLECTION = ("interviews_certificate", "interviews_guide", "interviews_acknowledgement")
OF_INTERVIEW = ("interviews_presence", "interviews_thing", "interviews_thingevent")
GIVEN = {
    **dict.fromkeys(OF_COLLECTION, "collection_id in (select iapb_given_collections())"),
    **{table: f"exists (select from evidence_item up where up.id = {table}.interview_id)" for table in OF_INTERVIEW},
}


def wall(table: str, given: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({given});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("interviews", "0007_the_record_of_an_interview")]
    operations = [wall(table, given) for table, given in GIVEN.items()]
