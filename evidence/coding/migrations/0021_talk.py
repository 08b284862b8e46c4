"""Notes stand on facts, passages and whole items too, and call colleagues; questions go to the partner body."""

import uuid
from functools import reduce
from operator import or_

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

PROTECT = django.db.models.deletion.PROTECT
FACTS = {
    "incident": "coding.incident",
    "act": "coding.act",
    "involvement": "coding.involvement",
    "detention": "coding.detentionperiod",
    "departure": "coding.departure",
}
NAMED = ("tag", *FACTS, "text")
STATES = [
    ("asked", "Waits for an answer"),
    ("answered", "Answered"),
    ("settled", "Closed"),
    ("taken_back", "Taken back"),
]
FORMS = [("ask", "a question to the partner"), ("answer", "an answer"), ("comment", "a comment")]


def above(to: str, related: str = "+", **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name=related, to=to, **more)


def maybe(to: str, related: str = "+") -> models.ForeignKey:
    return above(to, related, null=True, blank=True)


def only(chosen: str | None) -> Q:
    return Q(**{f"{name}__isnull": name != chosen for name in NAMED})


def key() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def now(**more: bool) -> models.DateTimeField:
    return models.DateTimeField(default=django.utils.timezone.now, **more)


WHOLE_PASSAGE = Q(text=None, segment=None, start=None, end=None) | Q(
    text__isnull=False, segment__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start")
)
PASSAGE = [
    ("text", maybe("evidence.text")),
    ("text_sha256", models.CharField(blank=True, default="", max_length=64)),
    ("segment", maybe("evidence.segment")),
    ("start", models.PositiveIntegerField(null=True, blank=True)),
    ("end", models.PositiveIntegerField(null=True, blank=True)),
    ("exact", models.TextField(blank=True, default="")),
    ("prefix", models.CharField(blank=True, default="", max_length=32)),
    ("suffix", models.CharField(blank=True, default="", max_length=32)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0020_judgements"),
        ("evidence", "0020_load_glossary"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        # The table keeps its name, which functions of the database know.
        migrations.AlterModelTable("tagnote", "coding_tagnote"),
        migrations.RenameModel("TagNote", "Note"),
        migrations.AlterField("note", "tag", maybe("coding.tag", "notes")),
        *(migrations.AddField("note", name, maybe(to, "notes")) for name, to in FACTS.items()),
        *(migrations.AddField("note", name, field) for name, field in PASSAGE),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(name="note_is_about_one_thing", condition=reduce(or_, map(only, (None, *NAMED)))),
        ),
        migrations.AddConstraint(
            "note", models.CheckConstraint(name="note_names_a_whole_passage", condition=WHOLE_PASSAGE)
        ),
        migrations.AddIndex("note", models.Index(fields=["item"], name="note_by_item")),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", key()),
                ("note", above("coding.note", "mentions")),
                ("person", above(settings.AUTH_USER_MODEL)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(name="mentioned_once_in_a_note", fields=["note", "person"]),
                ],
                "indexes": [models.Index(fields=["person"], name="mention_waits", condition=Q(read_at=None))],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", key()),
                ("text_sha256", models.CharField(max_length=64)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField()),
                ("prefix", models.CharField(blank=True, max_length=32)),
                ("suffix", models.CharField(blank=True, max_length=32)),
                ("state", models.CharField(choices=STATES, default="asked", max_length=10)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("asked_at", now()),
                ("touched_at", now()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("closed", models.BooleanField(default=True)),
                ("asker", above(settings.AUTH_USER_MODEL)),
                ("body", above("accounts.body")),
                ("collection", above("evidence.collection")),
                ("ended_by", maybe(settings.AUTH_USER_MODEL)),
                ("item", above("evidence.item")),
                ("segment", above("evidence.segment")),
                ("text", above("evidence.text")),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(name="question_sent_once", fields=["asker", "client_key"]),
                    models.CheckConstraint(name="question_ends_after_start", condition=Q(end__gt=F("start"))),
                    models.CheckConstraint(
                        name="question_end_is_whole",
                        condition=Q(state__in=["asked", "answered"], ended_by=None, ended_at=None)
                        | Q(state__in=["settled", "taken_back"], ended_by__isnull=False, ended_at__isnull=False),
                    ),
                ],
                "indexes": [
                    models.Index(fields=["item"], name="question_by_item"),
                    models.Index(fields=["body"], name="question_waits", condition=Q(state="asked")),
                    models.Index(fields=["asker"], name="question_answered", condition=Q(state="answered")),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionMessage",
            fields=[
                ("id", key()),
                (
                    "side",
                    models.CharField(choices=[("team", "The analysis team"), ("body", "The partner")], max_length=4),
                ),
                ("words", models.TextField(max_length=4000)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("said_at", now()),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("author", above(settings.AUTH_USER_MODEL)),
                ("question", above("coding.question", "messages")),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.UniqueConstraint(name="question_message_sent_once", fields=["author", "client_key"]),
                ],
            },
        ),
        migrations.CreateModel(
            name="TalkDraft",
            fields=[
                ("id", key()),
                ("form", models.CharField(choices=FORMS, max_length=7)),
                ("about", models.UUIDField()),
                ("content", models.JSONField(default=dict)),
                ("saved_at", now()),
                ("by", above(settings.AUTH_USER_MODEL)),
                ("item", above("evidence.item")),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(name="one_talk_draft_per_form", fields=["by", "form", "about"]),
                ],
            },
        ),
    ]
