"""Codings of older archives that have no place in the framework, and the second wall round them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

WALL = """
alter table coding_legacycoding enable row level security;
create policy given on coding_legacycoding to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = coding_legacycoding.item_id));
"""
DROP = "drop policy given on coding_legacycoding; alter table coding_legacycoding disable row level security;"


def above(to: str, related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0005_tags_by_span_alone"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LegacyCoding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField()),
                ("code", models.CharField(max_length=200)),
                ("brought_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("restricted", models.BooleanField(default=True)),
                ("closed", models.BooleanField(default=True)),
                ("brought_by", above(settings.AUTH_USER_MODEL)),
                ("collection", above("evidence.collection")),
                ("item", above("evidence.item", "legacy_codings")),
                ("text", above("evidence.text", "legacy_codings")),
            ],
            options={
                "ordering": ["start", "-end"],
                "constraints": [
                    models.CheckConstraint(condition=Q(end__gt=F("start")), name="legacy_coding_ends_after_start"),
                ],
            },
        ),
        migrations.RunSQL(WALL, DROP),
    ]
