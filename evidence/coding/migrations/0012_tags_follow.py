"""Tags that go on from one layer to the next, and what became of each."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0011_walls_of_quality"),
        ("evidence", "0020_load_glossary"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Carrying",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("moved", "moved"),
                            ("orphaned", "a person must look"),
                            ("dropped", "taken back"),
                            ("overtaken", "a still newer text came"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("same", "The words are the same."),
                            ("spelling", "Only spelling or punctuation is different."),
                            ("changed", "Words within were heard otherwise."),
                            ("ends", "Where it begins or ends is not sure."),
                            ("gone", "Its words are not in the newer text."),
                            ("little", "Few of its words are left."),
                            ("broken", "A sentence within is new or lost, or another one is like it."),
                            ("denial", "A word such as “not” came or went."),
                            ("speaker", "Another person says it in the newer text."),
                            ("inside", "It began or ended inside a word that was changed."),
                        ],
                        max_length=8,
                    ),
                ),
                ("candidates", models.JSONField(blank=True, default=list)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gone", "The words are not in the newer text"),
                            ("otherwise", "The newer text no longer says this"),
                            ("never", "The tag was wrong before"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["tag__start", "id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="tag",
            name="tag_by_span",
        ),
        migrations.AddField(
            model_name="tag",
            name="moved_from",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.tag"
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="passed_on",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                condition=models.Q(("retracted_at", None)),
                fields=["text", "start", "end"],
                include=("id", "code", "restricted", "item", "author", "settled", "passed_on"),
                name="tag_by_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("moved_from",), name="tag_moves_on_once"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("moved_from", None), models.Q(("moved_from", models.F("id")), _negated=True), _connector="OR"
                ),
                name="tag_moves_from_another",
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="carrying",
            name="moved_to",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.tag"
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="seen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="carryings", to="coding.tag"
            ),
        ),
        migrations.AddField(
            model_name="carrying",
            name="text",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="carryings", to="evidence.text"
            ),
        ),
        migrations.AddIndex(
            model_name="carrying",
            index=models.Index(condition=models.Q(("state", "orphaned")), fields=["item"], name="carrying_waits"),
        ),
        migrations.AddIndex(
            model_name="carrying",
            index=models.Index(
                condition=models.Q(
                    ("decided_by", None), ("seen_by", None), ("state", "moved"), ("why__in", ["changed", "denial"])
                ),
                fields=["item"],
                name="carrying_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrying",
            constraint=models.UniqueConstraint(fields=("tag", "text"), name="tag_carried_once_to_a_text"),
        ),
        migrations.AddConstraint(
            model_name="carrying",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_to__isnull", False), ("state", "moved")),
                    models.Q(models.Q(("state", "moved"), _negated=True), ("moved_to", None)),
                    _connector="OR",
                ),
                name="carrying_moved_names_the_tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrying",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", False), ("state", "dropped"), models.Q(("reason", ""), _negated=True)
                    ),
                    models.Q(models.Q(("state", "dropped"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="carrying_dropped_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrying",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="carrying_decision_is_whole",
            ),
        ),
    ]
