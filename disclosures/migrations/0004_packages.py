"""Packages with their items, hand-overs and receipts. The two tables there were are made anew: nothing was built yet."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

DESK = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
TABLES = ("package", "packageitem", "handover", "receiptconfirmation")
# What was handed over stays as it was told. Only that a package left is added, once.
KEPT = """
revoke update, delete on disclosures_package, disclosures_packageitem, disclosures_handover,
    disclosures_receiptconfirmation from iapb_web, iapb_worker;
grant update (left_at, event) on disclosures_handover to iapb_web, iapb_worker;

create function disclosures_handover_leaves_once() returns trigger language plpgsql as $$
begin
    if old.left_at is not null then perform disclosures_refuse('handover_leaves_once'); end if;
    return new;
end $$;
create trigger handover_leaves_once before update on disclosures_handover
    for each row execute function disclosures_handover_leaves_once();
alter table disclosures_handover enable always trigger handover_leaves_once;
"""
DROP_KEPT = """
drop trigger handover_leaves_once on disclosures_handover;
drop function disclosures_handover_leaves_once();
"""


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({DESK});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_recipients_and_proofs"),
        ("custody", "0002_walls"),
        ("disclosures", "0003_told_from_below"),
        ("evidence", "0009_consent_withdrawn_and_how_files_came"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel("Handover"),
        migrations.DeleteModel("Package"),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(editable=False, max_length=20, unique=True)),
                ("series", models.CharField(max_length=6)),
                ("first_position", models.PositiveIntegerField()),
                ("last_position", models.PositiveIntegerField()),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("contents_sha512", models.CharField(max_length=128)),
                ("files", models.PositiveIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("recipient_key", models.CharField(max_length=80)),
                ("checkpoint", models.TextField()),
                ("built_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="package", to="disclosures.disclosure"
                    ),
                ),
                (
                    "sealed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="package", to="custody.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["-built_at"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("to", models.CharField(max_length=200, verbose_name="handed to")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("event", models.UUIDField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.channel"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="disclosures.package"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="PackageItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("first_number", models.CharField(max_length=40, unique=True)),
                ("last_number", models.CharField(max_length=40)),
                ("files", models.PositiveIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.item"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="disclosures.package"
                    ),
                ),
            ],
            options={
                "ordering": ["first_number"],
            },
        ),
        migrations.CreateModel(
            name="ReceiptConfirmation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
                ("signer", models.CharField(max_length=200, verbose_name="who confirmed it")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="disclosures.package",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(fields=("series", "first_position"), name="package_numbers_once"),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_position__gte", 1), ("last_position__gte", models.F("first_position"))),
                name="package_numbers_run_upwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", None), ("left_at", None)),
                    models.Q(("event__isnull", False), ("left_at__isnull", False)),
                    _connector="OR",
                ),
                name="handover_left_with_its_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.UniqueConstraint(fields=("package", "item"), name="item_once_in_package"),
        ),
        migrations.RunSQL(KEPT, DROP_KEPT),
        *(wall(f"disclosures_{table}") for table in TABLES),
    ]
