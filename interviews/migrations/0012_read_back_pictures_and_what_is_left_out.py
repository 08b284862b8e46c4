"""What is appended to a record: how it was read back and signed, what was shown, what was left out on purpose."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0016_documents_with_text"),
        ("interviews", "0011_heard_together"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadBack",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("aloud", "Read aloud to the person"),
                            ("self", "Read by the person"),
                            ("played", "The recording was played"),
                        ],
                        max_length=8,
                        verbose_name="how",
                    ),
                ),
                ("language", models.CharField(max_length=8, verbose_name="in which language")),
                ("read_by", models.CharField(blank=True, max_length=20, verbose_name="read by (code)")),
                ("interpreter", models.CharField(blank=True, max_length=20, verbose_name="interpreter (code)")),
                ("read_on", models.DateField(verbose_name="on")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.itemfile",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read_backs",
                        to="interviews.interview",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.text",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.witness"
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="where in the text")),
                ("wanted", models.TextField(verbose_name="what should stand there")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.interview"
                    ),
                ),
                (
                    "read_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="interviews.readback",
                    ),
                ),
            ],
            options={
                "ordering": ["read_back", "number"],
            },
        ),
        migrations.CreateModel(
            name="Showing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("one", "One picture alone"),
                            ("in_turn", "Several pictures, one after the other"),
                            ("together", "Several pictures at once"),
                            ("person", "A person, no picture"),
                        ],
                        max_length=8,
                        verbose_name="how it was shown",
                    ),
                ),
                ("why_shown", models.TextField(blank=True, verbose_name="why several were shown")),
                ("shown_on", models.DateField(verbose_name="on")),
                ("shown_at", models.TimeField(blank=True, null=True, verbose_name="at")),
                ("shown_by", models.CharField(max_length=20, verbose_name="shown by (code)")),
                (
                    "knew_answer",
                    models.BooleanField(blank=True, null=True, verbose_name="who showed it knew whom it shows"),
                ),
                (
                    "told_may_be_absent",
                    models.BooleanField(blank=True, null=True, verbose_name="told that the person may not be there"),
                ),
                (
                    "look_alikes",
                    models.BooleanField(blank=True, null=True, verbose_name="others of like looks among them"),
                ),
                ("apart", models.BooleanField(blank=True, null=True, verbose_name="no other witness saw or heard it")),
                (
                    "said_before",
                    models.TextField(blank=True, verbose_name="what was said and asked before, word for word"),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("picture", "They pointed to a picture"),
                            ("person", "They said they know the person"),
                            ("none", "They know nobody there"),
                            ("unsure", "They were not sure"),
                        ],
                        max_length=8,
                        verbose_name="what came of it",
                    ),
                ),
                ("words", models.TextField(verbose_name="what the witness said, in their words")),
                ("sureness", models.TextField(blank=True, verbose_name="how sure they were, in their words")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "chosen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.itemfile",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="showings", to="interviews.interview"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.witness"
                    ),
                ),
            ],
            options={
                "ordering": ["shown_on", "shown_at", "recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ShownPicture",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.itemfile"
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.interview"
                    ),
                ),
                (
                    "showing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pictures", to="interviews.showing"
                    ),
                ),
            ],
            options={
                "ordering": ["showing", "number"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("each_page", "Signed on each page"),
                            ("at_end", "Signed at the end"),
                            ("refused", "Refused to sign"),
                            ("could_not", "Could not sign"),
                        ],
                        max_length=10,
                        verbose_name="signature",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="on")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("why", models.TextField(blank=True, verbose_name="why not, or why without the paper")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="interviews.interview"
                    ),
                ),
                (
                    "read_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="interviews.readback"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "scan",
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
                "ordering": ["-recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SkipMark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("prior_accounts", "Earlier accounts"),
                            ("heard", "Vulnerability and age"),
                            ("risk", "Risk assessment"),
                            ("times", "Time, length and breaks"),
                            ("present", "Who led it and who was there"),
                            ("welfare", "How the witness was"),
                            ("costs", "Costs repaid"),
                            ("things", "Physical items"),
                            ("pictures", "Pictures and persons shown"),
                            ("read_back", "Reading back and signing"),
                        ],
                        max_length=16,
                        verbose_name="part of the record",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_asked", "Not asked"),
                            ("refused", "The person did not want to answer"),
                            ("not_applicable", "Does not apply"),
                            ("later", "Later"),
                        ],
                        max_length=16,
                        verbose_name="why",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="skips", to="interviews.interview"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="readback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("text", None)),
                    models.Q(("file", None), ("text__isnull", False)),
                    _connector="OR",
                ),
                name="read_back_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="readback",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^([0-9a-f]{64}|-)$")), name="read_back_bound_to_a_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="readback",
            constraint=models.CheckConstraint(
                condition=models.Q(("how", "self"), models.Q(("read_by", ""), _negated=True), _connector="OR"),
                name="read_back_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(fields=("read_back", "number"), name="correction_number_once"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted", ""), _negated=True), name="correction_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="showing_keeps_the_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown_by", ""), _negated=True), name="showing_names_who_showed"
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chosen__isnull", False), ("outcome", "picture")),
                    models.Q(models.Q(("outcome", "picture"), _negated=True), ("chosen", None)),
                    _connector="OR",
                ),
                name="chosen_picture_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("manner", "person"), models.Q(("outcome", "picture"), _negated=True)),
                    models.Q(
                        models.Q(("manner", "person"), _negated=True), models.Q(("outcome", "person"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="person_is_no_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("manner__in", ["one", "person"]), models.Q(("why_shown", ""), _negated=True), _connector="OR"
                ),
                name="line_up_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(("manner__in", ["in_turn", "together"]), ("look_alikes", None), _connector="OR"),
                name="look_alikes_among_several",
            ),
        ),
        migrations.AddConstraint(
            model_name="shownpicture",
            constraint=models.UniqueConstraint(fields=("showing", "number"), name="picture_number_once"),
        ),
        migrations.AddConstraint(
            model_name="shownpicture",
            constraint=models.UniqueConstraint(fields=("showing", "file"), name="picture_shown_once"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["each_page", "at_end", "refused", "could_not"])),
                name="signature_is_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["each_page", "at_end"]),
                    models.Q(models.Q(("why", ""), _negated=True), ("scan", None)),
                    _connector="OR",
                ),
                name="unsigned_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__isnull", False), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="signed_is_proved_or_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="skipmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["not_asked", "refused", "not_applicable", "later"])),
                name="left_out_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="skipmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        [
                            "prior_accounts",
                            "heard",
                            "risk",
                            "times",
                            "present",
                            "welfare",
                            "costs",
                            "things",
                            "pictures",
                            "read_back",
                        ],
                    )
                ),
                name="part_of_a_record",
            ),
        ),
    ]
