"""The second wall round witnesses: given with their collection, in a set, or through an item of theirs."""

from django.db import migrations

# Tables whose rows belong to a witness, by the column that names them.
OF_WITNESS = {"interviews_witnessstatus": "witness_id", "interviews_riskassessment": "witness_id"}
# Tables whose rows belong to an item: evidence_item's own policy decides.
OF_ITEM = {
    "interviews_interview": "item_ptr_id",
    "interviews_witnessdocument": "item_ptr_id",
    "interviews_materialfacts": "item_id",
    "interviews_mention": "item_id",
}

WITNESS = """
alter table interviews_witness enable row level security;
create policy given on interviews_witness to iapb_web, iapb_worker
    using (
        collection_id in (select iapb_given_collections())
        or id in (select iapb_given_subjects())
        or id in (select subject from evidence_item where subject is not null)
    );

alter table interviews_namedperson enable row level security;
create policy given on interviews_namedperson to iapb_web, iapb_worker
    using (
        collection_id in (select iapb_given_collections())
        or id in (select person_id from interviews_mention)
    );
"""
DROP_WITNESS = """
drop policy given on interviews_namedperson;
alter table interviews_namedperson disable row level security;
drop policy given on interviews_witness;
alter table interviews_witness disable row level security;
"""


def wall(table: str, column: str, of: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({column} in (select id from {of}));",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_initial"), ("evidence", "0002_policies")]
    operations = [
        migrations.RunSQL(WITNESS, DROP_WITNESS),
        *(wall(table, column, "interviews_witness") for table, column in OF_WITNESS.items()),
        *(wall(table, column, "evidence_item") for table, column in OF_ITEM.items()),
    ]
