from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0013_derivatives")]
    operations = [
        migrations.AddIndex(
            model_name="segment", index=models.Index(fields=["text", "start"], name="segment_by_start")
        ),
    ]
