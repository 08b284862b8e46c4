"""The wall round parts of drafts, and that they go with the consent they were made under.

A part is a machine's words that nobody has seen. When an item is withdrawn (or its witness erased, which sets the
same column), its parts go at once; what a segment tells of a machine's words is emptied with the words.
"""

from django.db import migrations

BUILD = """
alter table evidence_draftpart enable row level security;
create policy given on evidence_draftpart to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = evidence_draftpart.item_id));

create function evidence_parts_go_with_consent() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from evidence_draftpart where item_id = new.id;
    return null;
end
$$;
create trigger parts_go_with_consent after update of withdrawn_at on evidence_item
    for each row when (new.withdrawn_at is not null) execute function evidence_parts_go_with_consent();

create function evidence_segment_is_emptied() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.rendered := '[]';
    return new;
end
$$;
create trigger is_emptied before update of content on evidence_segment
    for each row when (new.content = '' and old.content <> '') execute function evidence_segment_is_emptied();
"""
UNDO = """
drop trigger is_emptied on evidence_segment;
drop function evidence_segment_is_emptied();
drop trigger parts_go_with_consent on evidence_item;
drop function evidence_parts_go_with_consent();
drop policy given on evidence_draftpart;
alter table evidence_draftpart disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0018_machines_at_volume")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
