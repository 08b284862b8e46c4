"""What the database itself holds of the framework: a sealed version never changes, and every code knows under which
code of the current version its tags are found. Numbers of tags are told to those who change it, and no more.
"""

from django.db import migrations

# While `sha256` is empty a version is being made; afterwards only whether it is the current one may change.
SEALED = """
create function coding_code_is_sealed() returns trigger language plpgsql as $$
declare
    versions uuid[] := '{}';
begin
    if tg_op <> 'INSERT' then versions := versions || old.framework_id; end if;
    if tg_op <> 'DELETE' then versions := versions || new.framework_id; end if;
    if exists (select from coding_frameworkversion where id = any (versions) and sha256 <> '') then
        raise exception 'a version that is sealed' using errcode = 'check_violation',
            constraint = 'framework_version_is_sealed';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger sealed before insert or update or delete on coding_code
    for each row execute function coding_code_is_sealed();
alter table coding_code enable always trigger sealed;

create function coding_version_is_sealed() returns trigger language plpgsql as $$
declare
    wanted coding_frameworkversion;
begin
    if old.sha256 = '' and tg_op = 'UPDATE' then return new; end if;
    if tg_op = 'UPDATE' then
        wanted := new;
        wanted.current := old.current;
        if wanted is not distinct from old then return new; end if;
    elsif old.sha256 = '' then
        return old;
    end if;
    raise exception 'a version that is sealed' using errcode = 'check_violation',
        constraint = 'framework_version_is_sealed';
end $$;
create trigger sealed before update or delete on coding_frameworkversion
    for each row execute function coding_version_is_sealed();
alter table coding_frameworkversion enable always trigger sealed;

-- What a picture shows is part of the versions it stands in.
create function coding_picture_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'a picture that is kept' using errcode = 'check_violation',
        constraint = 'code_picture_is_kept';
end $$;
create trigger kept before update or delete on coding_codepicture
    for each row execute function coding_picture_is_kept();
alter table coding_codepicture enable always trigger kept;
"""

# A code is found under the one that bears its id in the current version, or under what took its place there, and so on.
# One that was parted stays under itself.
STANDING = """
create function coding_reckon_codes() returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    delete from coding_codenow;
    insert into coding_codenow (code_id, now_id)
    with recursive step as (
        select c.id as code_id, here.id as at, 0 as steps
        from coding_code c
        join coding_frameworkversion v on v.id = c.framework_id and v.sha256 <> ''
        join coding_frameworkversion w on w.scheme = v.scheme and w.current
        join coding_code here on here.framework_id = w.id and here.code = c.code
        union all
        select s.code_id, c.replaced_by_id, s.steps + 1
        from step s join coding_code c on c.id = s.at
        where c.replaced_by_id is not null and s.steps < 100
    )
    select distinct on (code_id) code_id, at from step order by code_id, steps desc;
$$;
create function coding_reckon_after() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    perform coding_reckon_codes();
    return null;
end $$;
create trigger reckon after insert or update of current, sha256 on coding_frameworkversion
    for each statement execute function coding_reckon_after();
revoke insert, update, delete on coding_codenow from iapb_web, iapb_worker;
revoke all on function coding_reckon_codes() from public;
revoke all on function coding_reckon_after() from public;
grant execute on function coding_reckon_after() to iapb_web, iapb_worker;
select coding_reckon_codes();
"""

# Counted over every item, seen or not: what a change does is said of all of it. Small numbers are not shown (usage.py).
CARRYING = """
create function coding_tags_carrying(wanted text[]) returns table (code text, number bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.code::text, count(*) from coding_code c
    join coding_tag t on t.code_id = c.id and t.retracted_at is null
    where c.code = any (wanted) and iapb_actor_has_role('reviewer')
    group by c.code
$$;
revoke all on function coding_tags_carrying(text[]) from public;
grant execute on function coding_tags_carrying(text[]) to iapb_web, iapb_worker;
"""

# Only ever tighter: tags and facts whose code is need-to-know now, under its own id or under what took its place.
TIGHTEN = """
create function coding_tighten() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    secret uuid[];
    number bigint := 0;
    one bigint;
begin
    select coalesce(array_agg(n.code_id), '{}') into secret
    from coding_codenow n join coding_code old on old.id = n.code_id
    join coding_code now on now.id = n.now_id
    left join coding_code same on same.framework_id = now.framework_id and same.code = old.code
    where now.handling && array['restricted', 'sgbv']::varchar[]
       or same.handling && array['restricted', 'sgbv']::varchar[];

    update coding_tag set restricted = true where not restricted and code_id = any (secret);
    get diagnostics number = row_count;
    update coding_incident set restricted = true where not restricted and context_id = any (secret);
    get diagnostics one = row_count;
    number := number + one;
    update coding_act a set restricted = true
    where not restricted and (code_id = any (secret) or instrument_id = any (secret)
        or exists (select from coding_incident i where i.id = a.incident_id and i.restricted));
    get diagnostics one = row_count;
    number := number + one;
    update coding_involvement v set restricted = true
    where not restricted and (body_kind_id = any (secret)
        or exists (select from coding_incident i where i.id = v.incident_id and i.restricted)
        or exists (select from coding_act a where a.id = v.act_id and a.restricted));
    get diagnostics one = row_count;
    number := number + one;
    update coding_factsupport s set restricted = true
    where not restricted and (exists (select from coding_tag t where t.id = s.tag_id and t.restricted)
        or exists (select from coding_incident i where i.id = s.incident_id and i.restricted)
        or exists (select from coding_act a where a.id = s.act_id and a.restricted)
        or exists (select from coding_involvement v where v.id = s.involvement_id and v.restricted));
    return number;
end $$;
revoke all on function coding_tighten() from public;
grant execute on function coding_tighten() to iapb_web, iapb_worker;
"""
DROP = """
drop function coding_tighten();
drop function coding_tags_carrying(text[]);
drop trigger reckon on coding_frameworkversion;
drop function coding_reckon_after();
drop function coding_reckon_codes();
grant insert, update, delete on coding_codenow to iapb_web, iapb_worker;
drop trigger kept on coding_codepicture;
drop function coding_picture_is_kept();
drop trigger sealed on coding_frameworkversion;
drop function coding_version_is_sealed();
drop trigger sealed on coding_code;
drop function coding_code_is_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0007_versions_people_make")]
    operations = [migrations.RunSQL(SEALED + STANDING + CARRYING + TIGHTEN, DROP)]
