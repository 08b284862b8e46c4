"""The wall round one account per person, and the comparison that only the secretariat may ask for.

The function reads witnesses of every body and tells nobody but the secretariat, by writing pairs that only the
secretariat sees. In a row's blind indexes the first half holds the name with the year of birth, where that is known.
"""

from django.db import migrations

WALLS = """
alter table interviews_clearance enable row level security;
create policy given on interviews_clearance to iapb_web, iapb_worker using (
    exists (select from interviews_witness up where up.id = interviews_clearance.witness_id)
    or iapb_actor_has_role('disclosure_officer')
);
alter table interviews_perhapssame enable row level security;
create policy secretariat on interviews_perhapssame to iapb_web, iapb_worker
    using (iapb_actor_has_role('disclosure_officer'));

create function interviews_let_go_by_secretariat() returns trigger language plpgsql as $$
begin
    if new.released_at is not null and iapb_actor() is not null
        and (tg_op = 'INSERT' or old.released_at is distinct from new.released_at)
        and not iapb_actor_has_role('disclosure_officer') then
        raise insufficient_privilege using message = 'a registration is let go by the secretariat alone';
    end if;
    return new;
end
$$;
create trigger let_go_by_secretariat before insert or update on interviews_clearance
    for each row execute function interviews_let_go_by_secretariat();
"""
DROP_WALLS = """
drop trigger let_go_by_secretariat on interviews_clearance;
drop function interviews_let_go_by_secretariat();
drop policy secretariat on interviews_perhapssame;
alter table interviews_perhapssame disable row level security;
drop policy given on interviews_clearance;
alter table interviews_clearance disable row level security;
"""
LOOK = """
create function interviews_with_year(indexes varchar[], birth_date bytea) returns varchar[]
language sql immutable as $$
    select case when birth_date is null then '{}' else indexes[1:cardinality(indexes) / 2] end
$$;

create function interviews_look_for_same() returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    unlooked uuid[];
    found integer;
begin
    if not iapb_actor_has_role('disclosure_officer') then
        return 0;
    end if;
    select array_agg(witness_id) into unlooked from (
        select witness_id from interviews_clearance where looked_at is null for update
    ) as locked;
    insert into interviews_perhapssame
        (id, one, other, one_code, other_code, one_body_id, other_body_id, year_fits, found_at, answer, reason)
    select distinct on (x.id, y.id)
        gen_random_uuid(), x.id, y.id, x.code, y.code, of_x.body_id, of_y.body_id,
        x.birth_date_sealed is not null and y.birth_date_sealed is not null, now(), 'open', ''
    from interviews_witness asked
    join interviews_witness known
        on known.blind_indexes && asked.blind_indexes and known.collection_id <> asked.collection_id
    join interviews_witness x on x.id = least(asked.id, known.id)
    join interviews_witness y on y.id = greatest(asked.id, known.id)
    join evidence_collection of_x on of_x.id = x.collection_id and of_x.body_id is not null
    join evidence_collection of_y on of_y.id = y.collection_id and of_y.body_id is not null
    where asked.id = any(unlooked)
        and (
            asked.birth_date_sealed is null or known.birth_date_sealed is null
            or interviews_with_year(asked.blind_indexes, asked.birth_date_sealed)
                && interviews_with_year(known.blind_indexes, known.birth_date_sealed)
        )
    on conflict (one, other) do nothing;
    get diagnostics found = row_count;
    update interviews_clearance set looked_at = now() where witness_id = any(unlooked);
    return found;
end
$$;
revoke all on function interviews_look_for_same() from public;
grant execute on function interviews_look_for_same() to iapb_web, iapb_worker;
"""
# Whoever was registered before this was asked goes on; the first comparison takes them in.
BEFORE = """
insert into interviews_clearance (witness_id, collection_id, asked_at, released_at)
select id, collection_id, registered_at, registered_at from interviews_witness;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0009_one_account"), ("evidence", "0010_readings_and_names")]
    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(WALLS, DROP_WALLS),
        migrations.RunSQL(
            LOOK, "drop function interviews_look_for_same(); drop function interviews_with_year(varchar[], bytea);"
        ),
    ]
