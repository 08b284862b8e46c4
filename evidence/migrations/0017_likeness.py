"""What pictures look like, behind the same wall as the pictures, and an index for each band of its bits.

An equality of integers, taken from an array, is leakproof: the wall does not switch these indexes off.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import evidence.models.likeness

KINDS = [
    ("sound", "Sound to listen to"),
    ("film", "Film to look at"),
    ("waveform", "Waveform"),
    ("thumbnail", "Small picture"),
    ("picture", "Picture to look at"),
    ("page", "Page to look at"),
    ("likeness", "What it looks like"),
    ("claims", "What the file says of itself"),
]
WALL = (
    "alter table evidence_likeness enable row level security;"
    "create policy given on evidence_likeness to iapb_web, iapb_worker using ("
    "  (not closed and iapb_actor() is not null)"
    "  or collection_id in (select iapb_given_collections())"
    "  or exists (select from evidence_derivative up where up.id = evidence_likeness.derivative_id));"
)
BANDS = "".join(
    f"create index likeness_band_{band} on evidence_likeness ((bands[{band}]));"
    for band in range(1, evidence.models.likeness.BANDS + 1)
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0016_documents_with_text")]

    operations = [
        migrations.AlterField(
            model_name="derivative", name="kind", field=models.CharField(choices=KINDS, max_length=10)
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at_ms", models.PositiveBigIntegerField(blank=True, null=True)),
                ("bits", evidence.models.likeness.BitsField()),
                (
                    "bands",
                    models.GeneratedField(
                        db_persist=True,
                        expression=evidence.models.likeness.InBands(),
                        output_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField()),
                    ),
                ),
                ("closed", models.BooleanField(default=True)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "derivative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="likenesses",
                        to="evidence.derivative",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "likenesses",
                "constraints": [
                    models.UniqueConstraint(fields=("derivative", "at_ms"), name="likeness_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.RunSQL(
            WALL + BANDS,
            "drop policy given on evidence_likeness; alter table evidence_likeness disable row level security;",
        ),
    ]
