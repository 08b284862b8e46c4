"""As evidence 0011: the second wall asks of each row whether its item, or its witness, is there.

Written as `in (select …)` every statement on one interview read the whole of evidence_item first: bringing in 30,019
documents read it thirty thousand times.
"""

from django.db import migrations

# Each table with the column and the table above it.
ABOVE = {
    "interviews_interview": ("item_ptr_id", "evidence_item"),
    "interviews_witnessdocument": ("item_ptr_id", "evidence_item"),
    "interviews_materialfacts": ("item_id", "evidence_item"),
    "interviews_mention": ("item_id", "evidence_item"),
    "interviews_earliermaterialfacts": ("item_id", "evidence_item"),
    "interviews_prioraccount": ("interview_id", "evidence_item"),
    "interviews_witnessstatus": ("witness_id", "interviews_witness"),
    "interviews_riskassessment": ("witness_id", "interviews_witness"),
}
GIVEN = "collection_id in (select iapb_given_collections())"
WITNESS = f"alter policy given on interviews_witness using ({GIVEN} or id in (select iapb_given_subjects()) or "
PERSON = f"alter policy given on interviews_namedperson using ({GIVEN} or "


def wall(table: str, column: str, above: str) -> migrations.RunSQL:
    alter = f"alter policy given on {table} using "
    return migrations.RunSQL(
        f"{alter} (exists (select from {above} up where up.id = {table}.{column}));",
        f"{alter} ({column} in (select id from {above}));",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0005_witness_named"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
    ]
    operations = [
        *(wall(table, *above) for table, above in ABOVE.items()),
        migrations.RunSQL(
            f"{WITNESS} exists (select from evidence_item up where up.subject = interviews_witness.id));",
            f"{WITNESS} id in (select subject from evidence_item where subject is not null));",
        ),
        migrations.RunSQL(
            f"{PERSON} exists (select from interviews_mention up where up.person_id = interviews_namedperson.id));",
            f"{PERSON} id in (select person_id from interviews_mention));",
        ),
    ]
