"""What a job says is kept as a sentence with its parts, for readers of any language; earlier words stay as they are."""

from django.db import migrations

import iapb.sentences


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_tables")]
    operations = [
        migrations.AlterField(model_name="job", name=name, field=iapb.sentences.SentenceField(blank=True, default=""))
        for name in ("stage", "error")
    ]
