"""The second wall round what became of tags. It holds places and no words: an erasure leaves nothing here to empty."""

from django.db import migrations

WALL = """
alter table coding_carrying enable row level security;
create policy given on coding_carrying to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = coding_carrying.item_id));
"""
APART = """
create policy apart on coding_carrying as restrictive for select to iapb_web, iapb_worker using (
    author_id = (select iapb_actor()) or (
        item_id not in (select coding_texts_coded_blind(iapb_actor()))
        and (item_id, author_id) not in (select * from coding_blind_work(iapb_actor()))));

-- While two codings of a text are made or compared, its tags stay where both were put: whoever moves them sees one only.
create function coding_compared_still(item uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from coding_comparison c where c.item_id = item and c.state <> 'settled')
$$;

-- Whoever has begun to code goes on in the newer text, where their tags are.
create function coding_work_follows(old uuid, new uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update coding_work w set text_id = new
    where w.text_id = old and w.kind = 'first' and w.state in ('waiting', 'open')
        and not exists (select from coding_work o where o.text_id = new and o.kind = 'first' and o.state <> 'taken_back')
$$;
revoke all on function coding_compared_still(uuid), coding_work_follows(uuid, uuid) from public;
grant execute on function coding_compared_still(uuid), coding_work_follows(uuid, uuid) to iapb_web, iapb_worker;
"""
DROP = """
drop function coding_work_follows(uuid, uuid);
drop function coding_compared_still(uuid);
drop policy apart on coding_carrying;
drop policy given on coding_carrying;
alter table coding_carrying disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0012_tags_follow"), ("evidence", "0011_walls_that_do_not_read_everything")]
    operations = [migrations.RunSQL(WALL + APART, DROP)]
