"""Coding as work, two codings compared, what is settled between them, and questions about rules."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import evidence.coding.models.quality


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0009_notes_on_tags"),
        ("evidence", "0020_load_glossary"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[("drawn", "drawn at random"), ("codes", "codes that are always coded twice")],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("blind", "Being coded a second time"),
                            ("to_settle", "To be settled"),
                            ("settled", "Settled"),
                        ],
                        default="blind",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("measured", models.JSONField(blank=True, default=dict)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "comparison of two codings",
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seed", models.CharField(default=evidence.coding.models.quality.new_seed, max_length=64)),
                ("size", models.PositiveSmallIntegerField(default=10)),
                ("taken", models.PositiveSmallIntegerField(default=0)),
                ("open", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["opened_at"],
            },
        ),
        migrations.CreateModel(
            name="RuleQuestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("unclear", models.TextField(verbose_name="what was not clear")),
                ("proposal", models.TextField(verbose_name="what is proposed")),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be decided"), ("adopted", "Adopted"), ("declined", "Declined")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("rule", models.TextField(blank=True, verbose_name="the rule from now on")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "question about a rule",
                "ordering": ["-raised_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SettledTag",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                ("part", models.CharField(choices=[("settled", "settled"), ("made", "made")], max_length=7)),
                ("standing", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("first", "as coder A"),
                            ("second", "as coder B"),
                            ("both", "both"),
                            ("other", "another code, or other words"),
                            ("none", "neither"),
                            ("agreed", "both agreed"),
                        ],
                        max_length=6,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Work",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("first", "first coding"), ("second", "second coding, blind")], max_length=6
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for somebody"),
                            ("open", "Being coded"),
                            ("handed_in", "Handed in"),
                            ("taken_back", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "holders",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "passages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("blind", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "coding work",
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="tag",
            name="tag_by_span",
        ),
        migrations.AddField(
            model_name="tag",
            name="settled",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                condition=models.Q(("retracted_at", None)),
                fields=["text", "start", "end"],
                include=("id", "code", "restricted", "item", "author", "settled"),
                name="tag_by_span",
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="comparison",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="text",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.text"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("open", True)), fields=("open",), name="one_open_draw"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("size"))), name="draw_gives_no_more_than_it_has"
            ),
        ),
        migrations.AddField(
            model_name="rulequestion",
            name="code",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.code", verbose_name="code"
            ),
        ),
        migrations.AddField(
            model_name="rulequestion",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="rulequestion",
            name="comparison",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.comparison"
            ),
        ),
        migrations.AddField(
            model_name="rulequestion",
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
            model_name="rulequestion",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="rulequestion",
            name="raised_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="settledtag",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="settledtag",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="settledtag",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="coding.tag"
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="comparison",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="coding.comparison"
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="settlement",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settledtag",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tags", to="coding.settlement"
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="coder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="collection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="draw",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.draw"
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="first",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.work"
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="work",
            name="text",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.text"),
        ),
        migrations.AddField(
            model_name="comparison",
            name="first",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.work"),
        ),
        migrations.AddField(
            model_name="comparison",
            name="second",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coding.work"),
        ),
        migrations.AddConstraint(
            model_name="rulequestion",
            constraint=models.UniqueConstraint(fields=("raised_by", "client_key"), name="rule_question_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="rulequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rule_decision_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("raised_by")), _negated=True),
                    _connector="OR",
                ),
                name="rule_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("by", "client_key"), name="settlement_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="settlement_undone_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="settledtag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "settled"), ("standing", True)), fields=("tag",), name="tag_settled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settledtag",
            constraint=models.UniqueConstraint(fields=("settlement", "tag"), name="tag_once_in_settlement"),
        ),
        migrations.AddIndex(
            model_name="work",
            index=models.Index(condition=models.Q(("blind", True)), fields=["item"], name="work_blind"),
        ),
        migrations.AddIndex(
            model_name="work",
            index=models.Index(fields=["coder", "state"], name="work_by_coder"),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("coder", None), ("state", "waiting")),
                    ("state", "taken_back"),
                    ("coder__isnull", False),
                    _connector="OR",
                ),
                name="work_has_a_coder",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["waiting", "open"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["handed_in", "taken_back"])),
                    _connector="OR",
                ),
                name="work_end_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("blind", False), ("first", None), ("kind", "first")),
                    models.Q(("first__isnull", False), ("kind", "second")),
                    _connector="OR",
                ),
                name="second_coding_names_the_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draw", None), ("place", None)),
                    models.Q(("draw__isnull", False), ("place__isnull", False)),
                    _connector="OR",
                ),
                name="work_draw_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.UniqueConstraint(fields=("draw", "place"), name="place_drawn_once"),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "first"), models.Q(("state", "taken_back"), _negated=True)),
                fields=("text",),
                name="text_coded_first_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "settled"), _negated=True), ("settled_at", None), ("settled_by", None)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False), ("state", "settled")),
                    _connector="OR",
                ),
                name="comparison_settled_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("first", models.F("second")), _negated=True), name="comparison_has_two_sides"
            ),
        ),
    ]
