"""An erasure also empties whom a detained person saw beside them."""

from django.db import migrations

BUILD = """
create function consent_co_detainees_are_emptied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    theirs uuid[];
begin
    select coalesce(array_agg(id), '{}') into theirs from evidence_item
        where subject = new.witness_id
            or id in (select item_id from evidence_jointsubject where subject = new.witness_id);
    update coding_detentionperiod set seen_with = '{}' where item_id = any (theirs);
    return null;
end
$$;
create trigger co_detainees_are_emptied after update of done_at on consent_erasure
    for each row when (old.done_at is null and new.done_at is not null)
    execute function consent_co_detainees_are_emptied();
"""
UNDO = "drop trigger co_detainees_are_emptied on consent_erasure; drop function consent_co_detainees_are_emptied();"


class Migration(migrations.Migration):
    dependencies = [("consent", "0017_erasure_reaches_harms"), ("coding", "0026_who_was_held_together")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
