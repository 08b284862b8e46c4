"""The index of tags by span holds what the facets of a search ask of each tag."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coding", "0004_walls_that_do_not_read_everything")]
    operations = [
        migrations.RemoveIndex(model_name="tag", name="tag_by_span"),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                fields=["text", "start", "end"],
                include=["id", "code", "restricted", "item"],
                name="tag_by_span",
                condition=models.Q(retracted_at=None),
            ),
        ),
    ]
