"""The wall round proposals, and that what nobody has decided on goes with the consent it was made under."""

from django.db import migrations

BUILD = """
alter table coding_suggestion enable row level security;
create policy given on coding_suggestion to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = coding_suggestion.item_id));
create policy apart on coding_suggestion as restrictive for select to iapb_web, iapb_worker
    using (item_id not in (select coding_texts_coded_blind(iapb_actor())));

create function coding_proposals_go_with_consent() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from coding_suggestion where item_id = new.id and state = 'proposed';
    return null;
end
$$;
create trigger proposals_go_with_consent after update of withdrawn_at on evidence_item
    for each row when (new.withdrawn_at is not null) execute function coding_proposals_go_with_consent();
"""
UNDO = """
drop trigger proposals_go_with_consent on evidence_item;
drop function coding_proposals_go_with_consent();
drop policy apart on coding_suggestion;
drop policy given on coding_suggestion;
alter table coding_suggestion disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0014_suggestions")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
