"""Search finds nothing that was withdrawn, but for the data steward (standards.md 5.3): not for the desk either."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0002_functions").SEARCH.replace(
    "create function", "create or replace function", 1
)
DESK = """iapb_actor_has_role(
        'disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer');"""
AFTER = BEFORE.replace(DESK, "iapb_actor_has_role('data_protection_officer');")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_functions")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
