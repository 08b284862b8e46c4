"""The ranks the glossary begins with. `manage.py load_vocabularies` does the same later, adding what is missing."""

from functools import partial

from django.db import migrations

from evidence.vocabularies import load_glossary


def load(apps, schema_editor):
    load_glossary(partial(apps.get_model, "evidence"))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0019_walls_of_drafts")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
