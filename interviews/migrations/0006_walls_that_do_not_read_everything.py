"""As evidence 0011: the second wall asks of each row whether what it belongs to is there.

A list of fifty witnesses read every item of the house several times over.
"""

from importlib import import_module

from django.db import migrations

first = import_module("interviews.migrations.0002_policies")
later = import_module("interviews.migrations.0004_policies_of_the_new_tables")

# Each table with the column and the table above it.
ABOVE = {
    **{table: (column, "interviews_witness") for table, column in first.OF_WITNESS.items()},
    **{table: (column, "evidence_item") for table, column in {**first.OF_ITEM, **later.OF_ITEM}.items()},
}
WITNESS = """alter policy given on interviews_witness using (
    collection_id in (select iapb_given_collections()) or id in (select iapb_given_subjects()) or {});"""
PERSON = """alter policy given on interviews_namedperson using (
    collection_id in (select iapb_given_collections()) or {});"""


def altered(policy: str, each: str, whole: str) -> migrations.RunSQL:
    return migrations.RunSQL(policy.format(each), policy.format(whole))


def wall(table: str, column: str, above: str) -> migrations.RunSQL:
    return altered(
        f"alter policy given on {table} using ({{}});",
        f"exists (select from {above} up where up.id = {table}.{column})",
        f"{column} in (select id from {above})",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0005_witness_named"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
    ]
    operations = [
        altered(
            WITNESS,
            "exists (select from evidence_item up where up.subject = interviews_witness.id)",
            "id in (select subject from evidence_item where subject is not null)",
        ),
        altered(
            PERSON,
            "exists (select from interviews_mention up where up.person_id = interviews_namedperson.id)",
            "id in (select person_id from interviews_mention)",
        ),
        *(wall(table, *above) for table, above in ABOVE.items()),
    ]
