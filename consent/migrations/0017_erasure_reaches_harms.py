"""An erasure also empties what was written beside harms and interventions."""

from django.db import migrations

BUILD = """
create function consent_harms_are_emptied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    theirs uuid[];
begin
    select coalesce(array_agg(id), '{}') into theirs from evidence_item
        where subject = new.witness_id
            or id in (select item_id from evidence_jointsubject where subject = new.witness_id);
    update coding_harm set document = '' where item_id = any (theirs);
    update coding_intervention set party = '', result = '' where item_id = any (theirs);
    return null;
end
$$;
create trigger harms_are_emptied after update of done_at on consent_erasure
    for each row when (old.done_at is null and new.done_at is not null) execute function consent_harms_are_emptied();
"""
UNDO = "drop trigger harms_are_emptied on consent_erasure; drop function consent_harms_are_emptied();"


class Migration(migrations.Migration):
    dependencies = [("consent", "0016_erasure_reaches_talk"), ("coding", "0023_harms_and_interventions")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
