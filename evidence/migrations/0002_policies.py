"""The second wall: what PostgreSQL itself lets web and workers see.

Coarser than the door where it must be (restriction and denials are the door's),
never narrower. It catches the forgotten filter, not a hijacked process.
"""

from django.db import migrations

# Definer functions: they read the grants whoever asks, and answer for the actor only.
FUNCTIONS = """
create sequence evidence_reference_interview;
create sequence evidence_reference_document;
create sequence evidence_reference_other;

create function iapb_given_collections() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select content_object_id from evidence_collectionpersongrant
    where user_id = iapb_actor() and expires_at > now()
    union
    select content_object_id from evidence_collectiongroupgrant
    where group_id in (select iapb_actor_groups()) and expires_at > now()
$$;

create function iapb_given_case_sets() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select content_object_id from evidence_casesetpersongrant
    where user_id = iapb_actor() and expires_at > now()
    union
    select content_object_id from evidence_casesetgroupgrant
    where group_id in (select iapb_actor_groups()) and expires_at > now()
$$;

create function iapb_given_subjects() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select subject from evidence_casesetsubject where case_set_id in (select iapb_given_case_sets())
$$;

create function iapb_given_items() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select content_object_id from evidence_itempersongrant
    where user_id = iapb_actor() and expires_at > now()
    union
    select content_object_id from evidence_itemgroupgrant
    where group_id in (select iapb_actor_groups()) and expires_at > now()
    union
    select item_id from evidence_casesetitem where case_set_id in (select iapb_given_case_sets())
    union
    select id from evidence_item where subject in (select iapb_given_subjects())
$$;
"""
DROP_FUNCTIONS = """
drop function iapb_given_items();
drop function iapb_given_subjects();
drop function iapb_given_case_sets();
drop function iapb_given_collections();
drop sequence evidence_reference_other;
drop sequence evidence_reference_document;
drop sequence evidence_reference_interview;
"""
ITEMS = """
alter table evidence_item enable row level security;
create policy given on evidence_item to iapb_web, iapb_worker
    using (
        (not closed and iapb_actor() is not null)
        or collection_id in (select iapb_given_collections())
        or subject in (select iapb_given_subjects())
        or id in (select iapb_given_items())
    );

alter table evidence_collection enable row level security;
create policy given on evidence_collection to iapb_web, iapb_worker
    using (
        id in (select iapb_given_collections())
        or (select iapb_actor_has_role('account_administrator'))
    );

alter table evidence_caseset enable row level security;
create policy given on evidence_caseset to iapb_web, iapb_worker
    using (
        id in (select iapb_given_case_sets())
        or (select iapb_actor_has_role('account_administrator'))
    );
"""
DROP_ITEMS = """
drop policy given on evidence_caseset;
alter table evidence_caseset disable row level security;
drop policy given on evidence_collection;
alter table evidence_collection disable row level security;
drop policy given on evidence_item;
alter table evidence_item disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("access", "0001_actor")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(ITEMS, DROP_ITEMS),
    ]
