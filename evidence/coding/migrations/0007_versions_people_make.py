"""Versions of the framework that people make, step by step, and what more a code can hold."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def above(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+", **more})


def person() -> models.ForeignKey:
    return above(settings.AUTH_USER_MODEL, null=True, blank=True)


def words(length: int | None = None) -> django.contrib.postgres.fields.ArrayField:
    one = models.CharField(max_length=length) if length else models.TextField()
    return django.contrib.postgres.fields.ArrayField(base_field=one, default=list, size=None)


VERSION = {
    "state": models.CharField(
        choices=[
            ("draft", "Draft"),
            ("proposed", "Waiting for a second person"),
            ("published", "Published"),
            ("discarded", "Discarded"),
        ],
        default="published",
        max_length=10,
    ),
    "based_on": above("coding.frameworkversion", null=True, blank=True),
    "purpose": models.TextField(blank=True, default=""),
    "started_by": person(),
    "proposed_by": person(),
    "proposed_at": models.DateTimeField(null=True, blank=True),
    "published_by": person(),
    "published_at": models.DateTimeField(null=True, blank=True),
}
CODE = {
    "split_into": words(40),
    "alt_labels": models.JSONField(default=dict),
    "hidden_labels": models.JSONField(default=dict),
    "include_note": models.TextField(blank=True, default=""),
    "exclude_note": models.TextField(blank=True, default=""),
    "examples": words(),
    "use_roles": words(30),
    "colour": models.CharField(blank=True, max_length=7, default=""),
    "picture": above("coding.codepicture", null=True, blank=True, related_name="codes"),
    "picture_alt": models.CharField(blank=True, max_length=300, default=""),
}


def added(model: str, fields: dict[str, models.Field]) -> list[migrations.AddField]:
    """A default for the rows that are there, where the model itself has none."""
    return [
        migrations.AddField(
            model_name=model, name=name, field=field, preserve_default=not (field.default == "" and field.blank)
        )
        for name, field in fields.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0006_legacy_codings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodePicture",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("png", models.BinaryField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("origin", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("added_by", above(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AlterModelOptions(
            name="frameworkversion",
            options={"ordering": ["-loaded_at"], "verbose_name": "framework version"},
        ),
        migrations.AlterField(
            model_name="frameworkversion", name="sha256", field=models.CharField(blank=True, max_length=64)
        ),
        *added("frameworkversion", VERSION),
        *added("code", CODE),
        migrations.CreateModel(
            name="CodeNow",
            fields=[
                (
                    "code",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="coding.code",
                    ),
                ),
                (
                    "now",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="coding.code"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrameworkChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("before", models.JSONField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("by", above(settings.AUTH_USER_MODEL)),
                ("framework", above("coding.frameworkversion", related_name="changes")),
                ("undone_by", person()),
            ],
            options={
                "ordering": ["framework", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("framework", "number"), name="framework_change_once"),
                    models.UniqueConstraint(fields=("framework", "client_key"), name="framework_change_sent_once"),
                    models.CheckConstraint(
                        condition=Q(undone_at=None, undone_by=None)
                        | Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="framework_undoing_is_whole",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="frameworkversion", name="framework_version_once"),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.UniqueConstraint(
                condition=~Q(state="discarded"), fields=("scheme", "version"), name="framework_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=["draft", "proposed"]), fields=("scheme",), name="one_open_framework_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.CheckConstraint(
                condition=Q(current=False) | Q(state="published"), name="current_framework_is_published"
            ),
        ),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.CheckConstraint(
                condition=Q(state="published") | Q(sha256=""), name="framework_draft_is_not_sealed"
            ),
        ),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.CheckConstraint(
                condition=Q(published_by=None)
                | Q(proposed_by__isnull=False, published_at__isnull=False, state="published")
                & ~Q(published_by=F("proposed_by"))
                & ~Q(published_by=F("started_by")),
                name="framework_published_by_another",
            ),
        ),
    ]
