"""Copies made here, behind the same wall as the files they were made of."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0012_screening"),
    ]

    operations = [
        migrations.CreateModel(
            name="Derivative",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sound", "Sound to listen to"),
                            ("film", "Film to look at"),
                            ("waveform", "Waveform"),
                            ("thumbnail", "Small picture"),
                            ("picture", "Picture to look at"),
                            ("page", "Page to look at"),
                            ("claims", "What the file says of itself"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("duration_ms", models.PositiveBigIntegerField(blank=True, null=True)),
                ("tool", models.CharField(max_length=40)),
                ("tool_version", models.CharField(max_length=40)),
                ("closed", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "item_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="derivative", to="evidence.itemfile"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="evidence.itemfile"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "kind", "number"), name="derivative_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tool", ""), _negated=True), models.Q(("tool_version", ""), _negated=True)
                        ),
                        name="derivative_names_its_tool",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "page"), ("number", 0), _connector="XOR"),
                        name="derivative_pages_are_counted_from_one",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table evidence_derivative enable row level security;"
            "create policy given on evidence_derivative to iapb_web, iapb_worker using ("
            "  (not closed and iapb_actor() is not null)"
            "  or collection_id in (select iapb_given_collections())"
            "  or exists (select from evidence_itemfile up where up.id = evidence_derivative.item_file_id));",
            "drop policy given on evidence_derivative; alter table evidence_derivative disable row level security;",
        ),
    ]
