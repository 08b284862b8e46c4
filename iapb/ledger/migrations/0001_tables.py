import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=100)),
                ("at", models.DateTimeField(editable=False)),
                ("actor", models.CharField(max_length=100)),
                ("object", models.CharField(max_length=100)),
                ("commit", models.CharField(max_length=64)),
                ("leaf", models.BinaryField()),
                ("xact", models.BigIntegerField(editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("edge", models.BinaryField(default=b"")),
                ("horizon", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf_hash", models.BinaryField()),
                (
                    "sealed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subtree",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="ledger_checkpoint_covers_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventDetail",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="detail",
                        serialize=False,
                        to="ledger.event",
                    ),
                ),
                ("salt", models.BinaryField()),
                ("detail", models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at", "id"], name="ledger_by_time"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["object", "at"], name="ledger_by_object"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor", "at"], name="ledger_by_actor"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["event", "at"], name="ledger_by_event"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["xact"], name="ledger_by_xact"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("event__regex", "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$")),
                name="ledger_event_has_a_plain_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor__regex", "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")),
                name="ledger_actor_is_an_opaque_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("object__regex", "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")),
                name="ledger_object_is_an_opaque_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("commit__regex", "^[0-9a-f]{64}$")), name="ledger_commit_is_a_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="ledger_has_one_head"),
        ),
        migrations.AddField(
            model_name="position",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="position", to="ledger.event"
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 0)), name="ledger_position_from_zero"
            ),
        ),
    ]
