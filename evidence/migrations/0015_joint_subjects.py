"""Material of several witnesses: each is asked, each key opens it, and who is denied one of them is denied it.

The denials follow in the database, because whoever denies need not see what is denied.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

FOLLOW = """
alter table evidence_jointsubject enable row level security;
create policy given on evidence_jointsubject to iapb_web, iapb_worker
    using (exists (select from evidence_item up where up.id = evidence_jointsubject.item_id));

create function evidence_denial_reaches_joint_items() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        update evidence_denial set ended_at = new.ended_at where follows_id = new.id and ended_at is null;
    else
        insert into evidence_denial (id, person_id, item_id, subject, reason, denied_by_id, denied_at, follows_id)
        select gen_random_uuid(), new.person_id, j.item_id, null, new.reason, new.denied_by_id, new.denied_at, new.id
        from evidence_jointsubject j where j.subject = new.subject;
    end if;
    return null;
end
$$;
create trigger reaches_joint_items after insert on evidence_denial
    for each row when (new.subject is not null) execute function evidence_denial_reaches_joint_items();
create trigger ends_for_joint_items after update of ended_at on evidence_denial
    for each row when (new.subject is not null and new.ended_at is not null)
    execute function evidence_denial_reaches_joint_items();

create function evidence_joint_item_is_denied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        update evidence_denial set ended_at = greatest(now(), denied_at)
        where item_id = old.item_id and ended_at is null
            and follows_id in (select id from evidence_denial where subject = old.subject);
    else
        insert into evidence_denial (id, person_id, item_id, subject, reason, denied_by_id, denied_at, follows_id)
        select gen_random_uuid(), d.person_id, new.item_id, null, d.reason, d.denied_by_id, now(), d.id
        from evidence_denial d where d.subject = new.subject and d.ended_at is null;
    end if;
    return null;
end
$$;
create trigger is_denied after insert or delete on evidence_jointsubject
    for each row execute function evidence_joint_item_is_denied();
"""
STOP = """
drop trigger is_denied on evidence_jointsubject;
drop function evidence_joint_item_is_denied();
drop trigger ends_for_joint_items on evidence_denial;
drop trigger reaches_joint_items on evidence_denial;
drop function evidence_denial_reaches_joint_items();
drop policy given on evidence_jointsubject;
alter table evidence_jointsubject disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0014_segments_by_start")]
    operations = [
        migrations.AddField(model_name="item", name="joint", field=models.BooleanField(default=False)),
        migrations.CreateModel(
            name="JointSubject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.UUIDField(db_index=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joint_subjects", to="evidence.item"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("item", "subject"), name="subject_once_in_joint_item")],
            },
        ),
        migrations.AddField(
            model_name="denial",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.denial",
            ),
        ),
        migrations.RunSQL(FOLLOW, STOP),
    ]
