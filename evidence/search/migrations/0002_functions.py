"""The one way into the index, and the one way to fill it.

No policy on the index tables: beneath a policy PostgreSQL does not use the text index.
Instead the web role cannot select from them, and `search_passages` reads the actor itself
and applies grants, denials, restriction and need-to-know codes, as the door does.
"""

from django.db import migrations

RIGHTS = """
revoke all on search_passage, search_passagespan from iapb_web, iapb_worker;
alter table search_passage
    add foreign key (item_id) references evidence_item on delete cascade,
    add foreign key (text_id) references evidence_text on delete cascade;
alter table search_passagespan
    add foreign key (passage_id) references search_passage on delete cascade,
    add foreign key (text_id) references evidence_text on delete cascade;
"""
REPLACE = """
create function search_replace(root uuid, passages jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of_item uuid;
begin
    select t.item_id into of_item from evidence_text t
    where t.id = root and (
        t.collection_id in (select iapb_given_collections()) or t.item_id in (select iapb_given_items()));
    if of_item is null then
        raise insufficient_privilege using message = 'this text is not the actor''s';
    end if;
    delete from search_passage where text_id = root;
    with rows as (
        select gen_random_uuid() as id, p.* from jsonb_to_recordset(passages) as
            p(start integer, "end" integer, language text, words tsvector, spans jsonb)
    ), made as (
        insert into search_passage (id, item_id, text_id, start, "end", language, words)
        select id, of_item, root, start, "end", language, words from rows
    )
    insert into search_passagespan (passage_id, text_id, start, "end")
    select rows.id, s.text, s.start, s."end"
    from rows, jsonb_to_recordset(rows.spans) as s(text uuid, start integer, "end" integer);
end
$$;
revoke all on function search_replace(uuid, jsonb) from public;
grant execute on function search_replace(uuid, jsonb) to iapb_web, iapb_worker;
"""
SEARCH = r"""
create function search_passages(
    query text, filter jsonb, page_size integer, page_offset integer, want_facets boolean
) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    me uuid := iapb_actor();
    -- $1 query, $2 filter, $3 collections, $4 items, $5 named, $6 denied items, $7 denied subjects, $8 size, $9 offset,
    -- $10 whether the actor still sees what consent was withdrawn for
    collections uuid[] := array(select iapb_given_collections());
    items uuid[] := array(select iapb_given_items());
    named uuid[] := array(
        select content_object_id from evidence_itempersongrant where user_id = me and expires_at > now());
    denied_items uuid[] := array(
        select item_id from evidence_denial where person_id = me and ended_at is null and item_id is not null);
    denied_subjects uuid[] := array(
        select subject from evidence_denial where person_id = me and ended_at is null and subject is not null);
    steward boolean := iapb_actor_has_role(
        'disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer');
    visible text := '(%1$s.collection_id = any($3) or %1$s.id = any($4))
        and (not %1$s.restricted or %1$s.id = any($5)) and %1$s.id <> all($6)
        and (%1$s.subject is null or %1$s.subject <> all($7))
        and (%1$s.withdrawn_at is null or $10)';
    known text := '%1$s.retracted_at is null and (not %1$s.restricted or %1$s.item_id = any($5))';
    conditions text := '';
    facts text := '';
    facets text := '''{}''::jsonb';
    answer jsonb;
begin
    if me is null or not iapb_actor_has_role(
        'analyst', 'reviewer', 'disclosure_officer', 'legal_approver', 'safety_approver') then
        return '{"total": 0, "witnesses": 0, "items": {}, "passages": [], "facets": {}}';
    end if;
    if query <> '' then
        conditions := conditions || ' and p.words @@ $1::tsquery';
    end if;
    if filter ? 'language' then
        conditions := conditions || ' and p.language = $2->>''language''';
    end if;
    if filter ? 'items' then
        conditions := conditions || ' and i.id in (select jsonb_array_elements_text($2->''items'')::uuid)';
    end if;
    if filter ? 'codes' then
        conditions := conditions || format(' and p.id in (
            select s.passage_id from coding_tag t join coding_code c on c.id = t.code_id
            join search_passagespan s on s.text_id = t.text_id and s.start < t."end" and t.start < s."end"
            where %s and exists (select from jsonb_array_elements_text($2->''codes'') w
                                 where c.code = w or starts_with(c.code, w || ''.'')))', format(known, 't'));
    end if;
    if filter ?| array['facility', 'place', 'since', 'until', 'official', 'body'] then
        facts := format('
        places as (
            select id from evidence_place where id = ($2->>''place'')::uuid
            union select q.id from evidence_place q join places on q.parent_id = places.id
        ), incidents as (
            select f.id from coding_incident f join evidence_item fi on fi.id = f.item_id
            where %1$s and %2$s
            and (not $2 ? ''facility'' or f.facility_id = ($2->>''facility'')::uuid)
            and (not $2 ? ''place'' or f.place_id in (select id from places) or f.facility_id in (
                select id from evidence_facility where place_id in (select id from places)))
            and (not $2 ? ''since'' or f.when_latest >= ($2->>''since'')::date)
            and (not $2 ? ''until'' or f.when_earliest <= ($2->>''until'')::date)
            and (not $2 ?| array[''official'', ''body''] or exists (
                select from coding_involvement v where v.incident_id = f.id and %3$s
                and (not $2 ? ''official'' or v.official_id = ($2->>''official'')::uuid)
                and (not $2 ? ''body'' or v.body_id = ($2->>''body'')::uuid)))
        ), detentions as (
            select f.id from coding_detentionperiod f join evidence_item fi on fi.id = f.item_id
            join evidence_facility y on y.id = f.facility_id
            where %1$s and %2$s and not $2 ?| array[''official'', ''body'']
            and (not $2 ? ''facility'' or f.facility_id = ($2->>''facility'')::uuid)
            and (not $2 ? ''place'' or y.place_id in (select id from places))
            and (not $2 ? ''since'' or coalesce(f.ended_latest, f.began_latest) >= ($2->>''since'')::date)
            and (not $2 ? ''until'' or coalesce(f.began_earliest, f.ended_earliest) <= ($2->>''until'')::date)
        ), departures as (
            select f.id from coding_departure f join evidence_item fi on fi.id = f.item_id
            where %1$s and %2$s and not $2 ?| array[''official'', ''body'', ''facility'']
            and (not $2 ? ''place'' or f.crossing_id in (select id from places))
            and (not $2 ? ''since'' or f.when_latest >= ($2->>''since'')::date)
            and (not $2 ? ''until'' or f.when_earliest <= ($2->>''until'')::date)
        ), supporting as (
            select t.text_id, t.start, t."end" from coding_factsupport u join coding_tag t on t.id = u.tag_id
            left join coding_act a on a.id = u.act_id and %4$s
            left join coding_involvement v on v.id = u.involvement_id and %3$s
            where u.removed_at is null and %5$s and (
                coalesce(u.incident_id, a.incident_id, v.incident_id) in (select id from incidents)
                or u.detention_id in (select id from detentions)
                or u.departure_id in (select id from departures)
                or (u.official_id = ($2->>''official'')::uuid
                    and not $2 ?| array[''facility'', ''place'', ''since'', ''until'', ''body'']))
        ),', format(known, 'f'), format(visible, 'fi'), format(known, 'v'), format(known, 'a'), format(known, 't'));
        conditions := conditions || ' and p.id in (
            select s.passage_id from supporting t
            join search_passagespan s on s.text_id = t.text_id and s.start < t."end" and t.start < s."end")';
    end if;
    if want_facets then
        facets := 'jsonb_build_object(
            ''code'', (select jsonb_object_agg(code, n) from (
                select c.code, count(distinct mt.passage) as n from tagged mt join coding_code c on c.id = mt.code_id
                group by c.code) x),
            ''language'', (select jsonb_object_agg(language, n) from (
                select language, count(*) as n from matched group by language) x),
            ''facility'', (select jsonb_object_agg(facility_id, n) from (
                select facility_id, count(distinct passage) as n from stated where facility_id is not null
                group by facility_id) x),
            ''place'', (select jsonb_object_agg(place_id, n) from (
                select place_id, count(distinct passage) as n from stated where place_id is not null
                group by place_id) x),
            ''official'', (select jsonb_object_agg(official_id, n) from (
                select official_id, count(distinct passage) as n from involved where official_id is not null
                group by official_id) x),
            ''body'', (select jsonb_object_agg(body_id, n) from (
                select body_id, count(distinct passage) as n from involved where body_id is not null
                group by body_id) x))';
    end if;
    execute 'with recursive ' || facts || format('
        matched as materialized (
            select p.id, p.item_id, p.text_id, p.start, p."end", p.language, i.subject, i.created_at,
                   case when $1 = '''' then 0 else ts_rank(p.words, nullif($1, '''')::tsquery) end as rank
            from search_passage p join evidence_item i on i.id = p.item_id
            where %1$s %2$s
        ), tagged as (
            select distinct m.id as passage, t.id as tag, t.code_id from matched m
            join search_passagespan s on s.passage_id = m.id
            join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end" and %3$s
        ), linked as (
            select mt.passage, u.detention_id, u.official_id,
                   coalesce(u.incident_id, a.incident_id, v.incident_id) as incident_id
            from tagged mt join coding_factsupport u on u.tag_id = mt.tag and u.removed_at is null
            left join coding_act a on a.id = u.act_id and %4$s
            left join coding_involvement v on v.id = u.involvement_id and %5$s
        ), stated as (
            select l.passage, f.facility_id, f.place_id from linked l join coding_incident f on f.id = l.incident_id
            join evidence_item fi on fi.id = f.item_id where %6$s and %7$s
            union all
            select l.passage, f.facility_id, null from linked l
            join coding_detentionperiod f on f.id = l.detention_id
            join evidence_item fi on fi.id = f.item_id where %6$s and %7$s
        ), involved as (
            select l.passage, v.official_id, v.body_id from linked l
            join coding_involvement v on v.incident_id = l.incident_id and %5$s
            join evidence_item fi on fi.id = v.item_id where %7$s
            union all
            select passage, official_id, null from linked where official_id is not null
        )
        select jsonb_build_object(
            ''total'', (select count(*) from matched),
            ''witnesses'', (select count(distinct subject) from matched),
            ''items'', coalesce((select jsonb_object_agg(item_id, n) from (
                select item_id, count(*) as n from matched group by item_id) x), ''{}''),
            ''passages'', coalesce((select jsonb_agg(to_jsonb(x)) from (
                select id, item_id as item, text_id as text, start, "end", rank from matched
                order by rank desc, created_at desc, item_id, start limit $8 offset $9) x), ''[]''),
            ''facets'', %8$s)',
        format(visible, 'i'), conditions, format(known, 't'), format(known, 'a'), format(known, 'v'),
        format(known, 'f'), format(visible, 'fi'), facets)
    into answer
    using query, filter, collections, items, named, denied_items, denied_subjects, page_size, page_offset, steward;
    return answer;
end
$$;
revoke all on function search_passages(text, jsonb, integer, integer, boolean) from public;
grant execute on function search_passages(text, jsonb, integer, integer, boolean) to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("coding", "0003_load_framework"),
        ("evidence", "0009_consent_withdrawn_and_how_files_came"),
        ("access", "0001_actor"),
    ]
    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(REPLACE, "drop function search_replace(uuid, jsonb)"),
        migrations.RunSQL(SEARCH, "drop function search_passages(text, jsonb, integer, integer, boolean)"),
    ]
