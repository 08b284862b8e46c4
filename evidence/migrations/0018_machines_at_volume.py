"""Parts of drafts, what a machine tells of its words, and the glossary."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0017_likeness"),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("label", models.CharField(max_length=200, verbose_name="name")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("seen", "confirmed in a public source"),
                            ("known", "from knowledge: verify before use in a disclosure"),
                            ("stated", "stated by an analyst"),
                        ],
                        default="stated",
                        max_length=6,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("vocabulary", models.CharField(blank=True, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rank", "rank"),
                            ("post", "post"),
                            ("unit", "unit or institution"),
                            ("place", "name of a place"),
                            ("law", "term of law or of prison"),
                        ],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("in_use", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["label"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="segment",
            name="doubt",
            field=models.CharField(
                blank=True,
                choices=[
                    ("language", "Another language than the stated one is heard here, so the machine wrote nothing."),
                    ("unheard", "Somebody speaks here, and the machine made out no words."),
                    ("unsure", "The machine is unsure of its words here. Listen before you use them."),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="rendered",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.CreateModel(
            name="DraftPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_of", models.UUIDField()),
                ("engine", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("closed", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("made_of", "engine", "number"), name="draft_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TermName",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("label", "name"), ("aka", "also known as")], max_length=5)),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                ("script", models.CharField(max_length=4)),
                ("text", models.CharField(max_length=200, verbose_name="spelling")),
                ("folded", models.CharField(max_length=220)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="evidence.term"
                    ),
                ),
            ],
            options={
                "ordering": ["-kind", "language", "text"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "label")),
                        fields=("entry", "language"),
                        name="one_label_per_language_term",
                    )
                ],
            },
        ),
    ]
