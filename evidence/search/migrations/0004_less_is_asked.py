"""Search asks for less: grants by witness as they stand, not every item of every witness; codes counted without
sorting each tag; and with a passage come the words that stand under a sought base form, so that no page needs the
dictionaries to mark them.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0003_withdrawn_is_found_by_nobody").AFTER
SEARCH = r"""
create function search_passages(
    query text, filter jsonb, bases text[], page_size integer, page_offset integer,
    want_items boolean, want_facets boolean
) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set work_mem = '32MB' as $$
declare
    me uuid := iapb_actor();
    -- $1 query, $2 filter, $3 collections, $4 items, $5 named, $6 denied items, $7 denied subjects, $8 size, $9 offset,
    -- $10 subjects, $11 bases
    collections uuid[] := array(select iapb_given_collections());
    subjects uuid[] := array(select iapb_given_subjects());
    items uuid[] := array(
        select content_object_id from evidence_itempersongrant where user_id = me and expires_at > now()
        union
        select content_object_id from evidence_itemgroupgrant
        where group_id in (select iapb_actor_groups()) and expires_at > now()
        union
        select item_id from evidence_casesetitem where case_set_id in (select iapb_given_case_sets()));
    named uuid[] := array(
        select content_object_id from evidence_itempersongrant where user_id = me and expires_at > now());
    denied_items uuid[] := array(
        select item_id from evidence_denial where person_id = me and ended_at is null and item_id is not null);
    denied_subjects uuid[] := array(
        select subject from evidence_denial where person_id = me and ended_at is null and subject is not null);
    visible text := '(%1$s.collection_id = any($3) or %1$s.id = any($4) or %1$s.subject = any($10))
        and (not %1$s.restricted or %1$s.id = any($5)) and %1$s.id <> all($6)
        and (%1$s.subject is null or %1$s.subject <> all($7))
        and %1$s.withdrawn_at is null';
    known text := '%1$s.retracted_at is null and (not %1$s.restricted or %1$s.item_id = any($5))';
    conditions text := '';
    facts text := '';
    facets text := '''{}''::jsonb';
    numbers text := '''{}''::jsonb';
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
    if want_items then
        numbers := 'coalesce((select jsonb_object_agg(item_id, n) from (
            select item_id, count(*) as n from matched group by item_id) x), ''{}'')';
    end if;
    if want_facets then
        facets := 'jsonb_build_object(
            ''code'', (select jsonb_object_agg(code, n) from (
                select c.code, count(*) as n from (select distinct passage, code_id from tagged) mt
                join coding_code c on c.id = mt.code_id group by c.code) x),
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
            select m.id as passage, t.id as tag, t.code_id from matched m
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
            ''items'', %9$s,
            ''passages'', coalesce((select jsonb_agg(to_jsonb(x)) from (
                select m.id, m.item_id as item, m.text_id as text, m.start, m."end", m.rank, (
                    -- The words that stand where a sought base form stands.
                    select coalesce(jsonb_agg(w.lexeme), ''[]'') from search_passage p
                    cross join lateral (
                        select array_agg(at) as places from unnest(p.words) b, unnest(b.positions) at
                        where b.lexeme = any($11) and at < 16383) sought
                    cross join lateral unnest(ts_filter(p.words, ''{a}'')) w
                    where p.id = m.id and w.positions && sought.places
                ) as inflected
                from (select * from matched order by rank desc, created_at desc, item_id, start
                      limit $8 offset $9) m
                order by m.rank desc, m.created_at desc, m.item_id, m.start) x), ''[]''),
            ''facets'', %8$s)',
        format(visible, 'i'), conditions, format(known, 't'), format(known, 'a'), format(known, 'v'),
        format(known, 'f'), format(visible, 'fi'), facets, numbers)
    into answer
    using query, filter, collections, items, named, denied_items, denied_subjects, page_size, page_offset, subjects,
        bases;
    return answer;
end
$$;
revoke all on function search_passages(text, jsonb, text[], integer, integer, boolean, boolean) from public;
grant execute on function search_passages(text, jsonb, text[], integer, integer, boolean, boolean) to iapb_web, iapb_worker;
"""
DROP_BEFORE = "drop function search_passages(text, jsonb, integer, integer, boolean)"
DROP = "drop function search_passages(text, jsonb, text[], integer, integer, boolean, boolean)"
RIGHTS = """
revoke all on function search_passages(text, jsonb, integer, integer, boolean) from public;
grant execute on function search_passages(text, jsonb, integer, integer, boolean) to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_withdrawn_is_found_by_nobody"), ("evidence", "0010_readings_and_names")]
    operations = [
        migrations.RunSQL(DROP_BEFORE, BEFORE.replace("create or replace", "create") + RIGHTS),
        migrations.RunSQL(SEARCH, DROP),
    ]
