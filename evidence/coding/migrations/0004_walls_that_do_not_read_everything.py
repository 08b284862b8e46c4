"""As evidence 0011: the second wall asks of each tag and fact whether its item is there."""

from importlib import import_module

from django.db import migrations

TABLES = import_module("evidence.coding.migrations.0002_policies").TABLES
wall = import_module("evidence.migrations.0011_walls_that_do_not_read_everything").wall


class Migration(migrations.Migration):
    dependencies = [("coding", "0003_load_framework"), ("evidence", "0011_walls_that_do_not_read_everything")]
    operations = [wall(f"coding_{table}", "item_id", "evidence_item") for table in TABLES]
