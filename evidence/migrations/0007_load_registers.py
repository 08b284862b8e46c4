"""The starting gazetteer. `manage.py load_vocabularies` does the same later, adding what is missing."""

from functools import partial

from django.db import migrations

from evidence.vocabularies import load_registers


def load(apps, schema_editor):
    load_registers(partial(apps.get_model, "evidence"))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_register_policies")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
