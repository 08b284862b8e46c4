"""As evidence 0011: the second wall asks of each record, answer and event whether its witness is there."""

from importlib import import_module

from django.db import migrations

wall = import_module("interviews.migrations.0006_walls_that_do_not_read_everything").wall

ABOVE = {
    "consent_consentrecord": ("witness_id", "interviews_witness"),
    "consent_consentgrant": ("record_id", "consent_consentrecord"),
    "consent_consentevent": ("record_id", "consent_consentrecord"),
    "consent_confirmation": ("witness_id", "interviews_witness"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0008_what_an_erasure_empties"),
        ("interviews", "0006_walls_that_do_not_read_everything"),
    ]
    operations = [wall(table, *above) for table, above in ABOVE.items()]
