"""Words of a layer that another has taken over from are found on request, and by what is still tagged there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0008_a_tag_that_moved_counts_once")]
    operations = [
        migrations.AddField(
            model_name="passage",
            name="standing",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Newest"), (1, "Alone"), (2, "Older")], db_default=0, default=0
            ),
        ),
        migrations.AddField(
            model_name="passagespan",
            name="place",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
