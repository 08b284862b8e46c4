"""Which acts were done in a time in detention, and whom the account saw there."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coding", "0025_questions_follow")]
    operations = [
        migrations.AddField(
            "act",
            "detention",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="coding.detentionperiod",
                verbose_name="during this time in detention",
            ),
        ),
        migrations.AddField(
            "detentionperiod",
            "seen_with",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None, verbose_name="co-detainees seen"
            ),
        ),
    ]
