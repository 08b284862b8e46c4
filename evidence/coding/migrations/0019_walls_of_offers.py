"""Whom the coder of a text may ask to go on with it, and what follows when a second coding that was begun is handed on.

The functions read what the coder may not, and answer with ids alone, or with nothing.
"""

from django.db import migrations

FUNCTIONS = """
create function coding_groups_of(who uuid) returns setof integer
language sql stable security definer set search_path = public, pg_temp as $$
    select t.group_id from accounts_team t join accounts_teammembership m on m.team_id = t.id
    where m.person_id = who and m.ended_at is null
    union
    select b.group_id from accounts_body b join accounts_person p on p.body_id = b.id where p.id = who
$$;

create function coding_sets_with(item uuid, whose uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select case_set_id from evidence_casesetitem where item_id = item
    union
    select case_set_id from evidence_casesetsubject where subject = whose
$$;

-- By a grant of any kind that still runs, to the person or to a group they are in.
create function coding_was_given(item uuid, collection uuid, whose uuid, who uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from evidence_collectionpersongrant g
        where g.content_object_id = collection and g.user_id = who and g.expires_at > now()
        union all
        select from evidence_collectiongroupgrant g
        where g.content_object_id = collection and g.expires_at > now()
          and g.group_id in (select coding_groups_of(who))
        union all
        select from evidence_itemgroupgrant g
        where g.content_object_id = item and g.expires_at > now() and g.group_id in (select coding_groups_of(who))
        union all
        select from evidence_casesetpersongrant g
        where g.user_id = who and g.expires_at > now() and g.content_object_id in (select coding_sets_with(item, whose))
        union all
        select from evidence_casesetgroupgrant g
        where g.expires_at > now() and g.group_id in (select coding_groups_of(who))
          and g.content_object_id in (select coding_sets_with(item, whose)))
$$;

-- Colleagues of the one who codes it, of their body or of a team of theirs, who hold a role that codes and were given
-- the item. What else keeps somebody from it (that they coded it first) is not told by a name that is missing here:
-- it is refused with the one sentence for all such reasons.
create function coding_may_be_asked(work uuid, coding_roles text[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id
    from coding_work w
    join evidence_item i on i.id = w.item_id
    join accounts_person me on me.id = iapb_actor()
    join accounts_person p on p.id <> me.id
    where w.id = work and w.coder_id = me.id and i.withdrawn_at is null
      and p.state = 'active' and (p.expires_at is null or p.expires_at > now())
      and (
        p.body_id = me.body_id
        or exists (
            select from accounts_teammembership mine
            join accounts_teammembership theirs on theirs.team_id = mine.team_id
            where mine.person_id = me.id and mine.ended_at is null and theirs.person_id = p.id
              and theirs.ended_at is null))
      and exists (
        select from accounts_roleassignment r
        where r.person_id = p.id and r.role = any (coding_roles) and r.ended_at is null and r.expires_at > now()
          and (r.confirmed_at is not null or r.first_of_installation))
      and not exists (
        select from evidence_denial d
        where d.person_id = p.id and d.ended_at is null and (d.item_id = i.id or d.subject = i.subject))
      and (
        exists (
            select from evidence_itempersongrant g
            where g.content_object_id = i.id and g.user_id = p.id and g.expires_at > now())
        or not i.restricted and not w.restricted and coding_was_given(i.id, i.collection_id, i.subject, p.id))
$$;

-- A second coding that was begun is never gone on with: it ends, and another one is owed in its place. The comparison
-- is seen by neither of the two who hand it on.
create function coding_comparison_follows(ended uuid, again uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update coding_comparison c set second_id = again
    from coding_work o, coding_work n
    where o.id = ended and n.id = again and c.second_id = ended and c.state = 'blind'
      and o.state = 'taken_back' and o.kind = 'second' and n.kind = 'second' and n.first_id = o.first_id
      and n.state in ('waiting', 'open')
      and (iapb_actor() in (o.coder_id, n.coder_id) or iapb_actor_has_role('reviewer'))
$$;

-- What is offered follows the newer text as what is open does.
create or replace function coding_work_follows(old uuid, new uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update coding_work w set text_id = new
    where w.text_id = old and w.kind = 'first' and w.state in ('waiting', 'open', 'offered')
        and not exists (select from coding_work o where o.text_id = new and o.kind = 'first' and o.state <> 'taken_back')
$$;
"""
ASKED = ("coding_may_be_asked(uuid, text[])", "coding_comparison_follows(uuid, uuid)")
INSIDE = ("coding_was_given(uuid, uuid, uuid, uuid)", "coding_groups_of(uuid)", "coding_sets_with(uuid, uuid)")
GRANTS = "".join(
    f"revoke all on function {one} from public; grant execute on function {one} to iapb_web, iapb_worker;\n"
    for one in ASKED
) + "".join(f"revoke all on function {one} from public;\n" for one in INSIDE)
DROP = """
create or replace function coding_work_follows(old uuid, new uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update coding_work w set text_id = new
    where w.text_id = old and w.kind = 'first' and w.state in ('waiting', 'open')
        and not exists (select from coding_work o where o.text_id = new and o.kind = 'first' and o.state <> 'taken_back')
$$;
drop function coding_comparison_follows(uuid, uuid);
drop function coding_may_be_asked(uuid, text[]);
drop function coding_was_given(uuid, uuid, uuid, uuid);
drop function coding_sets_with(uuid, uuid);
drop function coding_groups_of(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0018_work_is_offered"), ("evidence", "0011_walls_that_do_not_read_everything")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP), migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
