"""Every registration waits; pairs that may be one person are the secretariat's."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_first_number_is_given"),
        ("evidence", "0010_readings_and_names"),
        ("interviews", "0008_walls_of_the_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "witness",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="clearance",
                        serialize=False,
                        to="interviews.witness",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "witness_id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at", None)), fields=["asked_at"], name="clearance_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PerhapsSame",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("one_code", models.CharField(max_length=7)),
                ("other_code", models.CharField(max_length=7)),
                ("year_fits", models.BooleanField()),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        choices=[("open", "To decide"), ("same", "The same person"), ("different", "Different people")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("goes_on", models.UUIDField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one_body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.body"
                    ),
                ),
                (
                    "other_body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.body"
                    ),
                ),
            ],
            options={
                "ordering": ["found_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="pair_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="pair_smaller_id_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "open"), ("decided_at", None), ("decided_by", None), ("reason", "")),
                            models.Q(
                                models.Q(("answer", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pair_decision_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("answer", "same"), _negated=True), ("goes_on", None)),
                            models.Q(
                                ("answer", "same"),
                                models.Q(("goes_on", models.F("one")), ("goes_on", models.F("other")), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="same_person_is_heard_by_one",
                    ),
                ],
            },
        ),
    ]
