"""A tag stands on words, or on a stretch of a recording, or on a page or a box of a picture: exactly one of these."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

WHOLE = 10_000
WORDS = Q(text__isnull=False, segment__isnull=False, start__isnull=False, end__isnull=False)
NO_WORDS = Q(text=None, segment=None, start=None, end=None, exact="", prefix="", suffix="")
NO_TIME = Q(from_ms=None, until_ms=None)
NO_BOX = Q(left=None, top=None, width=None, height=None)
PARTS = ("from_ms", "until_ms", "page", "left", "top", "width", "height")


def above(to: str, related: str = "tags") -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


def check(name: str, condition: Q) -> migrations.AddConstraint:
    return migrations.AddConstraint("tag", models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("coding", "0015_walls_of_suggestions"), ("evidence", "0013_derivatives")]
    operations = [
        migrations.AlterField("tag", "text", above("evidence.text")),
        migrations.AlterField("tag", "segment", above("evidence.segment")),
        migrations.AlterField("tag", "start", models.PositiveIntegerField(null=True)),
        migrations.AlterField("tag", "end", models.PositiveIntegerField(null=True)),
        migrations.AlterField("tag", "exact", models.TextField(blank=True)),
        migrations.AlterField("tag", "text_sha256", models.CharField(blank=True, max_length=64)),
        migrations.AddField("tag", "file", above("evidence.itemfile")),
        *(migrations.AddField("tag", name, models.PositiveIntegerField(null=True)) for name in PARTS),
        check(
            "tag_has_one_target",
            (WORDS & Q(file=None, page=None) & NO_TIME & NO_BOX)
            | (Q(file__isnull=False, from_ms__isnull=False, page=None) & NO_WORDS & NO_BOX)
            | (Q(file__isnull=False) & (Q(page__isnull=False) | Q(left__isnull=False)) & NO_WORDS & NO_TIME),
        ),
        check(
            "tag_time_is_a_stretch",
            NO_TIME | Q(from_ms__isnull=False, until_ms__isnull=False, until_ms__gt=F("from_ms")),
        ),
        check(
            "tag_box_lies_on_its_page",
            NO_BOX
            | Q(
                left__isnull=False,
                top__isnull=False,
                width__isnull=False,
                height__isnull=False,
                width__gt=0,
                height__gt=0,
                left__lte=WHOLE - F("width"),
                top__lte=WHOLE - F("height"),
            ),
        ),
        check("tag_pages_count_from_one", Q(page=None) | Q(page__gte=1)),
        migrations.AddConstraint(
            "tag",
            models.UniqueConstraint(
                condition=Q(retracted_at=None, file__isnull=False),
                fields=("author", "file", "code", *PARTS),
                name="tag_once_on_part",
                nulls_distinct=False,
            ),
        ),
    ]
