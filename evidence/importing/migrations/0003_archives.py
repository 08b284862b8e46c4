"""Archives that were sent, and the second wall round them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

WALL = """
alter table importing_archive enable row level security;
create policy given on importing_archive to iapb_web, iapb_worker
    using (collection_id in (select iapb_given_collections()));
"""
DROP = "drop policy given on importing_archive; alter table importing_archive disable row level security;"


def above(to: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


def one(to: str, **more: bool) -> models.OneToOneField:
    return models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="archive", to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0002_policies"),
        ("custody", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("examined_at", models.DateTimeField(blank=True, null=True)),
                ("read", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("lines", models.JSONField(default=list)),
                ("given_away_at", models.DateTimeField(blank=True, null=True)),
                ("collection", above("evidence.collection")),
                ("file", one("custody.storedfile")),
                ("run", one("importing.run", blank=True, null=True)),
                ("sent_by", above(settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("run", None), ("examined_at__isnull", False), _connector="OR"),
                        name="archive_is_run_after_it_was_examined",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, DROP),
    ]
