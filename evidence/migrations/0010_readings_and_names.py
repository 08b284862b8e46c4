"""Reading for a reason, and ids for those who act on material they do not see."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What the data protection officer opened for a reason counts as given until it ends (design 1).
GIVEN = """
create or replace function iapb_given_subjects() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select subject from evidence_casesetsubject where case_set_id in (select iapb_given_case_sets())
    union
    select subject from evidence_reading
    where person_id = iapb_actor() and ended_at is null and expires_at > now()
$$;

alter table evidence_reading enable row level security;
create policy own on evidence_reading to iapb_web, iapb_worker using (person_id = iapb_actor());

create function evidence_item_named(name text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select id from evidence_item
    where reference = name and iapb_actor_has_role('account_administrator', 'data_protection_officer')
$$;
"""
BEFORE = """
drop function evidence_item_named(text);
drop policy own on evidence_reading;
alter table evidence_reading disable row level security;
create or replace function iapb_given_subjects() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select subject from evidence_casesetsubject where case_set_id in (select iapb_given_case_sets())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0009_consent_withdrawn_and_how_files_came"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(reason=""), name="reading_has_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(expires_at__gt=models.F("opened_at")), name="reading_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GIVEN, BEFORE),
    ]
