"""What machines propose, apart from tags: a proposal is no tag until a person accepts it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
KINDS = [
    ("code", "code"),
    ("date", "date"),
    ("facility", "facility"),
    ("place", "place"),
    ("body", "State body"),
    ("official", "official"),
]
STATES = [
    ("proposed", "proposed by a machine"),
    ("accepted", "accepted"),
    ("changed", "accepted with another code or other words"),
    ("refused", "refused"),
]
BECAUSE = [
    ("lexicon", "These words speak for the code."),
    ("as_written", "The date stands there as it is."),
    ("year_settled", "The year was left out: it follows from the date before it and the day of the account."),
    ("month_before", "A day alone is of the month mentioned before it."),
    ("step", "Counted from the last day mentioned before it."),
    ("name", "People call the place so."),
    ("town", "The town stands for its place of detention."),
    ("kind", "There is one of its kind."),
    ("kind_and_town", "Kind and town name it."),
    ("kind_and_number", "Kind and number name it."),
    ("district", "Kind and district name it."),
    ("register", "A name of the register."),
    ("rank_or_post", "A name beside a rank or a post."),
]


def above(to: str, related: str, **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name=related, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("coding", "0013_walls_of_carryings"),
        ("evidence", "0020_load_glossary"),
    ]
    operations = [
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=KINDS, max_length=8)),
                ("text_sha256", models.CharField(max_length=64)),
                ("value", models.CharField(max_length=200)),
                (
                    "others",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("precision", models.CharField(blank=True, max_length=9)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField()),
                ("prefix", models.CharField(blank=True, max_length=32)),
                ("suffix", models.CharField(blank=True, max_length=32)),
                ("because", models.CharField(choices=BECAUSE, max_length=16)),
                ("cue", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("engine", models.CharField(max_length=80)),
                ("engine_version", models.CharField(max_length=80)),
                ("state", models.CharField(choices=STATES, default="proposed", max_length=8)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                ("code", above("coding.code", "suggestions", blank=True, null=True)),
                ("collection", above("evidence.collection", "+")),
                ("decided_by", above(settings.AUTH_USER_MODEL, "+", blank=True, null=True)),
                ("item", above("evidence.item", "suggestions")),
                ("segment", above("evidence.segment", "suggestions")),
                ("tag", above("coding.tag", "suggestions", blank=True, null=True)),
                ("text", above("evidence.text", "suggestions")),
            ],
            options={
                "ordering": ["start", "-end", "kind"],
                "indexes": [models.Index(fields=["item", "state"], name="suggestion_by_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="suggestion_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed"), ("tag", None)),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suggestion_decision_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__isnull", False), ("kind", "code")),
                            models.Q(models.Q(("kind", "code"), _negated=True), ("code", None)),
                            _connector="OR",
                        ),
                        name="suggestion_of_a_code_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "code"), _negated=True),
                            models.Q(("state__in", ["accepted", "changed"]), _negated=True),
                            ("tag__isnull", False),
                            _connector="OR",
                        ),
                        name="accepted_code_is_a_tag",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True), ("tag", None), _connector="OR"
                        ),
                        name="refused_suggestion_has_no_tag",
                    ),
                    models.UniqueConstraint(fields=("text", "kind", "value", "start", "end"), name="suggestion_once"),
                ],
            },
        ),
    ]
