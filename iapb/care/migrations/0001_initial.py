import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

THEMES = [
    ("sexual", "sexual violence"),
    ("killing", "killing and death"),
    ("torture", "torture and beatings"),
    ("children", "children who are threatened or taken away"),
    ("self_harm", "suicide and self-harm"),
    ("injury", "injuries and illness"),
    ("bodies", "pictures of violence, bodies or wounds"),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0001_actor"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Care",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ask",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=THEMES, max_length=20), default=list, size=None
                    ),
                ),
                (
                    "veil",
                    models.CharField(
                        choices=[
                            ("all", "all pictures and films, papers too"),
                            (
                                "house",
                                "pictures and films that nobody has stated to be harmless, and whatever is known to be "
                                "heavy",
                            ),
                            ("heavy", "only what is known to be heavy"),
                        ],
                        default="house",
                        max_length=5,
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                ("quiet_until", models.PositiveIntegerField(default=0)),
                ("quiet_today", models.BooleanField(default=False)),
                (
                    "opened",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit", None), models.Q(("limit__gte", 10), ("limit__lte", 600)), _connector="OR"
                        ),
                        name="care_limit_is_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit__isnull", False), ("seconds", 0), _connector="OR"),
                        name="care_counts_with_a_limit",
                    ),
                ],
            },
        ),
    ]
