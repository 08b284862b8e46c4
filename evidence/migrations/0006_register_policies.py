"""Officials are personal data about alleged crime: only readers of evidence see a row."""

from django.db import migrations

READERS = "'partner', 'analyst', 'reviewer', 'disclosure_officer', 'legal_approver', 'safety_approver'"
TABLES = ("evidence_official", "evidence_officialname")


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy readers on {table} to iapb_web, iapb_worker"
        f"  using ((select iapb_actor_has_role({READERS})));",
        f"drop policy readers on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_registers"), ("access", "0001_actor")]
    operations = [wall(table) for table in TABLES]
