"""The starting framework. `manage.py load_vocabularies` adds later versions."""

from functools import partial

from django.db import migrations

from evidence.coding.frameworks import load_framework


def load(apps, schema_editor):
    load_framework(partial(apps.get_model, "coding"))


class Migration(migrations.Migration):
    dependencies = [("coding", "0002_policies")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
