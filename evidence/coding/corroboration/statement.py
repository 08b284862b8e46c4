"""The one statement that finds pairs. It starts from what the door shows the actor, and reads nothing beside it.

Each fact is a side: where, the first and the last day it can mean (earliest, latest), and the days it surely covers
(sure_from, sure_to; none where a date is estimated or coarser than a day). A time in detention of which one end is
unknown counts at the end that is known; a fact without a date is no side.
"""

from __future__ import annotations

# A spot where people meet; elsewhere "the same place" is a whole town or district. A country or a region is no place.
NARROW = "(p.kind in ('street', 'border_point') or p.precision = 'exact')"
TOO_WIDE = "('country', 'region')"

SIDES = """
with incidents (id, item, place, facility, context, earliest, latest, exactness) as materialized ({incidents}),
detentions (id, item, facility, person, began_e, began_l, began_p, ended_e, ended_l, ended_p) as materialized
    ({detentions}),
acts (incident, code, knowledge, stated, gone) as materialized ({acts}),
people (incident, official, stated, gone) as materialized ({people}),
-- Accounts that tell of nothing are not looked at: as an array, so that an index leads to the others.
telling as materialized (
    select array(select item from incidents union select item from detentions) as accounts),
items as materialized (
    select * from ({items}) i (id, reference, subject, collection)
    where i.id = any ((select accounts from telling)::uuid[])),
together (item, subject) as materialized ({together}),
held (item, codes) as materialized ({held}),
led as materialized (
    select * from held
    union all
    select g.item, h.codes from ({given}) g (item, interview) join held h on h.item = g.interview
    where g.item = any ((select accounts from telling)::uuid[])),
one_person (one, other) as materialized ({one_person}),
judged (one, other, by, verdict, at, stood) as materialized ({judged}),
-- An incident told within a time in detention of the same account is told of that, too.
inside as (
    select d.id as detention, i.id as incident from detentions d
    join incidents i on i.item = d.item and i.facility = d.facility
        and i.earliest <= coalesce(d.ended_l, d.began_l) and i.latest >= coalesce(d.began_e, d.ended_e)),
basis as (select id as fact, id as incident from incidents union all select detention, incident from inside),
of_acts as (
    select b.fact, array_agg(distinct a.code) filter (where a.gone is null) as codes,
        bool_or(a.knowledge in ('told_by_victim', 'told_by_other')) filter (where a.gone is null) as told,
        max(greatest(a.stated, a.gone)) as moved
    from basis b join acts a on a.incident = b.incident group by b.fact),
of_people as (
    select b.fact, array_agg(distinct p.official) filter (where p.gone is null and p.official is not null)
            as officials,
        max(greatest(p.stated, p.gone)) as moved
    from basis b join people p on p.incident = b.incident group by b.fact),
tellers as (
    select item, array_agg(distinct subject) as subjects from (
        select id as item, subject from items where subject is not null
        union all select item, subject from together) told
    group by item),
-- With whom somebody was heard, and the other code of one person.
beside as (select x.subject, y.subject as other from together x join together y on y.item = x.item),
twice as (select one as subject, other from one_person union all select other, one from one_person),
dated as (
    select 'incident' as kind, id, item, place, facility, earliest, latest,
        case when exactness = 'exact' and earliest = latest then earliest end as sure_from,
        case when exactness = 'exact' and earliest = latest then latest end as sure_to,
        latest - earliest as width, exactness = 'estimated' as rough,
        md5(concat_ws('|', context, place, facility, earliest, latest, exactness)) as stands
    from incidents where earliest is not null
    union all
    select 'detention', id, item, null, facility, coalesce(began_e, ended_e), coalesce(ended_l, began_l),
        case when rough then null else coalesce(began_l, ended_l) end,
        case when rough then null else coalesce(ended_e, began_e) end,
        greatest(began_l - began_e, ended_l - ended_e), rough,
        md5(concat_ws('|', person, facility, began_e, began_l, began_p, ended_e, ended_l, ended_p))
    from (select *, 'estimated' in (began_p, ended_p) as rough from detentions) d
    where began_e is not null or ended_e is not null),
sides as materialized (
    select d.*, i.reference, i.collection, t.subjects, coalesce(d.place, f.place_id) as town, l.codes as led,
        a.codes as acts, coalesce(a.told, false) as told, p.officials, greatest(a.moved, p.moved) as moved,
        t.subjects || array(select w.other from twice w where w.subject = any (t.subjects)) as persons,
        array(select b.other from beside b where b.subject = any (t.subjects)) as heard,
        exists (select from inside n where n.incident = d.id) as within
    from dated d join items i on i.id = d.item join tellers t on t.item = d.item
    left join evidence_facility f on f.id = d.facility left join led l on l.item = d.item
    left join of_acts a on a.fact = d.id left join of_people p on p.fact = d.id)
"""
# The smaller item first, so that a pair stands one way round; no two accounts of one witness, under one code or two.
# An incident within a stated time in detention meets another's incidents; that time itself meets their detentions.
APART = """one.item < other.item and not one.persons && other.subjects
        and one.earliest <= other.latest and other.earliest <= one.latest
        and (one.kind = other.kind
            or not (one.kind = 'incident' and one.within or other.kind = 'incident' and other.within))"""
WEIGHED = """one.id as one, other.id as other, one.kind as one_kind, other.kind as other_kind, one.item as one_item,
        other.item as other_item, greatest(one.earliest, other.earliest) as since,
        least(one.latest, other.latest) as until,
        case when greatest(one.sure_from, other.sure_from) <= least(one.sure_to, other.sure_to)
                and one.sure_from <= one.sure_to and other.sure_from <= other.sure_to then 2
            when greatest(one.width, other.width) <= 31 and not one.rough and not other.rough then 1
            else 0 end as time_points,
        coalesce(one.acts && other.acts, false) as same_acts,
        coalesce(one.officials && other.officials, false) as same_officials,
        coalesce(one.collection = other.collection and one.led && other.led, false) as same_interviewer,
        one.heard && other.subjects as heard_together, one.told as one_told, other.told as other_told,
        one.reference as one_reference, other.reference as other_reference,
        one.stands as one_stands, other.stands as other_stands, greatest(one.moved, other.moved) as moved"""
# What is costly to tell is told of the page's pairs alone. `conditions` and `order` are of `g`.
PAIRS = """,
met as (
    select {weighed}, 2 as place_points, one.facility as facility, one.town as town
    from sides one join sides other on one.facility = other.facility and {apart}
    union all
    select {weighed}, case when {narrow} then 2 else 1 end, null, one.town
    from sides one join sides other on one.town = other.town and {apart}
    join evidence_place p on p.id = one.town and p.kind not in {too_wide}
    where one.facility is null or other.facility is null),
judgements as (
    select one, other, array_agg(by) as people, array_agg(verdict) as verdicts, array_agg(at) as times,
        array_agg(stood) as states
    from judged group by one, other),
graded as (
    select m.*, place_points + time_points + same_acts::int + same_officials::int as points,
        (same_interviewer or heard_together or one_told or other_told) as dependent,
        coalesce(cardinality(j.people), 0) as judged, coalesce(f.fresh, 0) as fresh,
        coalesce(f.verdicts, 0) as verdicts, coalesce(f.mine, false) as mine
    from met m left join judgements j on j.one = m.one and j.other = m.other
    left join lateral (
        select count(*) as fresh, count(distinct u.verdict) as verdicts, bool_or(u.by = {me}::uuid) as mine
        from unnest(j.people, j.verdicts, j.times, j.states) as u (by, verdict, at, stood)
        where u.stood = md5(m.one_stands || m.other_stands) and u.at >= coalesce(m.moved, u.at)
    ) f on j.people is not null),
shown as (
    select g.*, count(*) over () as total from graded g where {conditions} order by {order} limit %s offset %s)
select g.*, md5(g.one_stands || g.other_stands) as stands,
    array(select unnest(one.acts) intersect select unnest(other.acts) order by 1) as acts,
    array(select unnest(one.officials) intersect select unnest(other.officials)) as officials
from shown g join sides one on one.id = g.one join sides other on other.id = g.other order by {order}
"""
