"""Witnesses who are heard in one interview, and what is asked of a guardian."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

VULNERABILITIES = [
    ("child", "Child"),
    ("sgbv", "Sexual or gender-based violence"),
    ("disability", "Disability or illness"),
    ("acute_distress", "Acute distress"),
    ("detained_relative", "A relative is detained"),
    ("none_identified", "None identified"),
    ("not_assessed", "Not assessed yet"),
]


class Migration(migrations.Migration):
    dependencies = [("interviews", "0010_one_account_walls"), ("evidence", "0015_joint_subjects")]

    operations = [
        migrations.AddField(
            model_name="presence",
            name="relation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("parent", "Parent"),
                    ("relative", "Other relative"),
                    ("appointed", "Appointed by a court or an authority"),
                    ("institution", "Of a shelter or school"),
                ],
                max_length=12,
                verbose_name="guardian as",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="no_conflict",
            field=models.BooleanField(
                blank=True, null=True, verbose_name="no conflict with the interests of the person heard"
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role", "guardian"), models.Q(("no_conflict", None), ("relation", "")), _connector="OR"
                ),
                name="only_a_guardian_has_a_relation",
            ),
        ),
        migrations.CreateModel(
            name="JointWitness",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.TextField(verbose_name="why they were not heard apart")),
                (
                    "vulnerability",
                    models.CharField(
                        choices=VULNERABILITIES, default="not_assessed", max_length=20, verbose_name="vulnerability"
                    ),
                ),
                (
                    "age_at_interview",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="age at the interview"),
                ),
                ("age_unknown", models.BooleanField(default=False, verbose_name="nobody knows the age")),
                ("asked_again_as_adult_on", models.DateField(blank=True, null=True)),
                (
                    "prior_accounts",
                    models.CharField(
                        choices=[
                            ("none_known", "None known, asked"),
                            ("some", "Yes, see note"),
                            ("not_asked", "Not asked yet"),
                        ],
                        default="not_asked",
                        max_length=10,
                        verbose_name="earlier accounts",
                    ),
                ),
                ("prior_accounts_note", models.TextField(blank=True, verbose_name="which earlier accounts")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heard_together",
                        to="interviews.interview",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heard_beside",
                        to="interviews.witness",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("interview", "witness"), name="heard_together_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="heard_together_for_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("age_at_interview", None), ("age_at_interview__lte", 120), _connector="OR"),
                        name="joint_witness_age_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("age_unknown", False), ("age_at_interview", None), _connector="OR"),
                        name="age_is_known_or_not",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table interviews_jointwitness enable row level security;"
            "create policy given on interviews_jointwitness to iapb_web, iapb_worker"
            " using (exists (select from evidence_item up where up.id = interviews_jointwitness.interview_id));",
            "drop policy given on interviews_jointwitness;"
            "alter table interviews_jointwitness disable row level security;",
        ),
    ]
