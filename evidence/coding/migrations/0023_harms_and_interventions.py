"""What an act did to somebody, and what was done about it: facts like the others, with words of support and notes."""

import uuid
from functools import reduce
from operator import or_

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

PROTECT = django.db.models.deletion.PROTECT
BEFORE = ("incident", "act", "involvement", "detention", "departure")
NEW = ("harm", "intervention")
SUFFERERS = [
    ("witness", "the witness"),
    ("other", "another person"),
    ("group", "a group of people"),
    ("unknown", "unknown"),
]
DOCUMENTED = [
    ("account", "the account alone"),
    ("medical", "a medical document"),
    ("forensic", "a forensic examination"),
    ("picture", "a photograph or recording"),
    ("other", "something else"),
]
FORMS = [
    ("complaint", "complaint"),
    ("lawyer", "lawyer"),
    ("medical", "medical help"),
    ("other", "other intervention"),
]
OUTCOMES = [
    ("granted", "granted or given"),
    ("refused", "refused"),
    ("unanswered", "no answer"),
    ("pending", "not decided yet"),
    ("reprisal", "reprisals followed"),
    ("unknown", "unknown"),
]
PRECISIONS = [
    ("exact", "exact day"),
    ("month", "month"),
    ("year", "year"),
    ("estimated", "estimated"),
    ("unknown", "unknown"),
]


def above(to: str, related: str = "+", **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name=related, to=to, **more)


def only(names: tuple[str, ...], chosen: str | None) -> Q:
    return Q(**{f"{name}__isnull": name != chosen for name in names})


def one_of(names: tuple[str, ...], *, at_most: bool) -> Q:
    return reduce(or_, (only(names, one) for one in ((None, *names) if at_most else names)))


def stated() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("client_key", models.UUIDField(default=uuid.uuid4)),
        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
        ("retracted_at", models.DateTimeField(blank=True, null=True)),
        ("restricted", models.BooleanField(default=False)),
        ("closed", models.BooleanField(default=True)),
        ("author", above(settings.AUTH_USER_MODEL)),
        ("collection", above("evidence.collection")),
        ("item", above("evidence.item")),
        ("retracted_by", above(settings.AUTH_USER_MODEL, blank=True, null=True)),
    ]


def options(name: str, *more: models.BaseConstraint) -> dict[str, object]:
    whole = Q(retracted_at=None, retracted_by=None) | Q(retracted_at__isnull=False, retracted_by__isnull=False)
    return {
        "ordering": ["created_at", "id"],
        "abstract": False,
        "constraints": [
            *more,
            models.CheckConstraint(name=f"{name}_retraction_is_whole", condition=whole),
            models.UniqueConstraint(name=f"{name}_sent_once", fields=["author", "client_key"]),
        ],
        "indexes": [models.Index(fields=["incident"], name=f"{name}_by_incident")],
    }


A_DATE = Q(when_precision="unknown", when_earliest__isnull=True, when_latest__isnull=True) | (
    ~Q(when_precision="unknown")
    & Q(when_earliest__isnull=False, when_latest__isnull=False, when_latest__gte=F("when_earliest"))
)


class Migration(migrations.Migration):
    dependencies = [("coding", "0022_walls_of_talk")]
    operations = [
        migrations.CreateModel(
            name="Harm",
            fields=[
                *stated(),
                (
                    "person",
                    models.CharField(choices=SUFFERERS, default="witness", max_length=8, verbose_name="who was harmed"),
                ),
                (
                    "documented",
                    models.CharField(choices=DOCUMENTED, default="account", max_length=8, verbose_name="documented by"),
                ),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="which document")),
                ("act", above("coding.act", "harms", blank=True, null=True)),
                ("code", above("coding.code", verbose_name="harm")),
                ("incident", above("coding.incident", "harms")),
            ],
            options=options("harm"),
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                *stated(),
                ("form", models.CharField(choices=FORMS, max_length=9, verbose_name="intervention")),
                ("when_earliest", models.DateField(blank=True, null=True)),
                ("when_latest", models.DateField(blank=True, null=True)),
                ("when_precision", models.CharField(choices=PRECISIONS, default="unknown", max_length=9)),
                (
                    "party",
                    models.CharField(blank=True, max_length=200, verbose_name="who intervened, or to whom it went"),
                ),
                (
                    "outcome",
                    models.CharField(choices=OUTCOMES, default="unknown", max_length=10, verbose_name="outcome"),
                ),
                ("result", models.TextField(blank=True, verbose_name="what came of it")),
                ("incident", above("coding.incident", "interventions")),
            ],
            options=options(
                "intervention", models.CheckConstraint(name="intervention_when_is_a_date", condition=A_DATE)
            ),
        ),
        *(migrations.AddField("factsupport", name, above(f"coding.{name}", "supports", null=True)) for name in NEW),
        migrations.RemoveConstraint("factsupport", "support_is_for_one_fact"),
        migrations.AddConstraint(
            "factsupport",
            models.CheckConstraint(
                name="support_is_for_one_fact", condition=one_of((*BEFORE, *NEW, "official"), at_most=False)
            ),
        ),
        *(
            migrations.AddConstraint(
                "factsupport",
                models.UniqueConstraint(
                    name=f"tag_supports_{name}_once",
                    fields=["tag", name],
                    condition=Q(removed_at=None, **{f"{name}__isnull": False}),
                ),
            )
            for name in NEW
        ),
        *(migrations.AddField("note", name, above(f"coding.{name}", "notes", blank=True, null=True)) for name in NEW),
        migrations.RemoveConstraint("note", "note_is_about_one_thing"),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                name="note_is_about_one_thing", condition=one_of(("tag", *BEFORE, *NEW, "text"), at_most=True)
            ),
        ),
    ]
