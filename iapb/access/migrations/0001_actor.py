"""Who acts, as PostgreSQL sees it, and the table behind Django's cache."""

from django.db import migrations

ACTOR = """
create function iapb_actor() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select id from accounts_person
    where id = nullif(current_setting('iapb.actor', true), '')::uuid
      and state = 'active' and (expires_at is null or expires_at > now())
$$;

create function iapb_actor_groups() returns setof integer
language sql stable security definer set search_path = public, pg_temp as $$
    select t.group_id from accounts_team t join accounts_teammembership m on m.team_id = t.id
    where m.person_id = iapb_actor() and m.ended_at is null
    union
    select b.group_id from accounts_body b join accounts_person p on p.body_id = b.id
    where p.id = iapb_actor()
$$;

create function iapb_actor_has_role(variadic roles text[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from accounts_roleassignment
        where person_id = iapb_actor() and role = any(roles) and ended_at is null and expires_at > now()
          and (confirmed_at is not null or first_of_installation)
    )
$$;
"""
DROP_ACTOR = """
drop function iapb_actor_has_role(text[]);
drop function iapb_actor_groups();
drop function iapb_actor();
"""
# The columns Django's database cache expects; made here because the web role makes no tables.
CACHE = """
create table iapb_cache (
    cache_key varchar(255) primary key, value text not null, expires timestamptz not null
);
create index iapb_cache_expires on iapb_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(ACTOR, DROP_ACTOR),
        migrations.RunSQL(CACHE, "drop table iapb_cache"),
    ]
