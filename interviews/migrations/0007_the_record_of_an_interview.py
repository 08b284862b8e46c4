"""The record of an interview: trainings, guides, who was there, physical items."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0010_readings_and_names"),
        ("interviews", "0006_walls_that_do_not_read_everything"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="interview",
            name="expenses",
            field=models.CharField(blank=True, max_length=200, verbose_name="costs repaid to the witness"),
        ),
        migrations.AddField(
            model_name="interview",
            name="follow_up_approver",
            field=models.CharField(blank=True, max_length=20, verbose_name="further account agreed to by (code)"),
        ),
        migrations.AddField(
            model_name="interview",
            name="unknown",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("started_at", "When it began"),
                        ("minutes", "How long it took"),
                        ("breaks", "Breaks"),
                        ("interviewers", "Who led it"),
                        ("age_at_interview", "Age of the witness"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="interview",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("screened", "Screened"),
                    ("risk_assessed", "Risk assessed"),
                    ("consent_taken", "Consent taken"),
                    ("scheduled", "Scheduled"),
                    ("in_progress", "In progress"),
                    ("stopped", "Stopped by the witness"),
                    ("completed", "Completed"),
                    ("locked", "Locked"),
                ],
                default="proposed",
                max_length=14,
            ),
        ),
        migrations.CreateModel(
            name="Guide",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("guide", "Interview guide"), ("procedure", "Procedure")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("text", models.TextField(verbose_name="text")),
                ("sha256", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["title", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("interviewer", models.CharField(max_length=20, verbose_name="interviewer (code)")),
                ("read_on", models.DateField(verbose_name="read on")),
                ("stated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="interviews.guide",
                    ),
                ),
            ],
            options={
                "ordering": ["interviewer"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("interpreter", "Interpreter"),
                            ("guardian", "Guardian"),
                            ("support", "Support person"),
                            ("lawyer", "Lawyer"),
                            ("other", "Somebody else"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="code")),
                ("all_the_time", models.BooleanField(blank=True, null=True, verbose_name="all the time")),
                ("bound_on", models.DateField(blank=True, null=True, verbose_name="bound to confidentiality on")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="present", to="interviews.interview"
                    ),
                ),
            ],
            options={
                "ordering": ["role", "code", "id"],
            },
        ),
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received, not sealed"),
                            ("sealed", "Sealed"),
                            ("unsealed", "Unsealed"),
                            ("returned", "Returned"),
                            ("destroyed", "Destroyed"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("description", models.CharField(max_length=200, verbose_name="what it is, no names")),
                ("necessity", models.TextField(verbose_name="why it was taken and not left")),
                ("condition", models.TextField(blank=True, verbose_name="condition when received")),
                ("receipt_given", models.BooleanField(blank=True, null=True, verbose_name="receipt given")),
                ("seal", models.CharField(blank=True, max_length=40, verbose_name="seal number")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="things", to="interviews.interview"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.itemfile",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ThingEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Received from the giver"),
                            ("sealed", "Sealed"),
                            ("moved", "Moved"),
                            ("unsealed", "Seal opened"),
                            ("returned", "Returned to the giver"),
                            ("destroyed", "Destroyed"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                ("handed_by", models.CharField(blank=True, max_length=20, verbose_name="handed over by (code)")),
                ("taken_by", models.CharField(blank=True, max_length=20, verbose_name="taken by (code)")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="kept at")),
                ("seal", models.CharField(blank=True, max_length=40, verbose_name="seal number")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.interview"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "thing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="interviews.thing"
                    ),
                ),
            ],
            options={
                "ordering": ["happened_on", "recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("interviewer", models.CharField(max_length=20, verbose_name="interviewer (code)")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "Interviews with children"),
                            ("sgbv", "Interviews on sexual or gender-based violence"),
                        ],
                        max_length=8,
                        verbose_name="training",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="dated")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                ("stated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.collection"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["interviewer", "kind", "-valid_to"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("issued_on"))),
                        name="certificate_valid_after_issue",
                    ),
                    models.UniqueConstraint(
                        fields=("collection", "interviewer", "kind", "issued_on", "valid_to"),
                        name="certificate_stated_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.UniqueConstraint(fields=("collection", "title", "version"), name="guide_version_once"),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="guide_has_a_text"),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(fields=("guide", "interviewer"), name="guide_acknowledged_once"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), ("role", "interpreter"), _negated=True),
                name="interpreter_is_a_coded_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="thing",
            constraint=models.CheckConstraint(
                condition=models.Q(("necessity", ""), _negated=True), name="thing_taken_for_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="thing",
            constraint=models.CheckConstraint(
                condition=models.Q(("seal", ""), ("state", "sealed"), _negated=True), name="sealed_thing_has_a_seal"
            ),
        ),
        migrations.AddConstraint(
            model_name="thingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "sealed"), ("seal", ""), _negated=True), name="sealing_names_its_seal"
            ),
        ),
        migrations.AddConstraint(
            model_name="thingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "moved"), _negated=True),
                    models.Q(models.Q(("handed_by", ""), _negated=True), models.Q(("taken_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="moving_names_both_hands",
            ),
        ),
    ]
