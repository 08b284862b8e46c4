"""The second wall round consent: with the witness; the register of recipients with the disclosure roles."""

from django.db import migrations

WITH_WITNESS = {
    "consent_consentrecord": "witness_id in (select id from interviews_witness)",
    "consent_consentgrant": "record_id in (select id from consent_consentrecord)",
    "consent_consentevent": "record_id in (select id from consent_consentrecord)",
    "consent_confirmation": "witness_id in (select id from interviews_witness)",
}
SECRETARIAT = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
WITH_ROLE = dict.fromkeys(
    ("consent_recipient", "consent_agreement", "consent_channel", "consent_transferbasis"), SECRETARIAT
)


def wall(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({condition});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("interviews", "0002_policies")]
    operations = [wall(table, condition) for table, condition in {**WITH_WITNESS, **WITH_ROLE}.items()]
