"""An erasure also empties what was said about an account: notes and questions, and what was typed and not sent."""

from django.db import migrations

BUILD = """
create function consent_talk_is_emptied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    theirs uuid[];
begin
    select coalesce(array_agg(id), '{}') into theirs from evidence_item where subject = new.witness_id;
    update coding_tagnote set words = '', exact = '', prefix = '', suffix = '', text_sha256 = ''
        where item_id = any (theirs);
    update coding_question set exact = '', prefix = '', suffix = '', text_sha256 = '' where item_id = any (theirs);
    update coding_questionmessage set words = ''
        where question_id in (select id from coding_question where item_id = any (theirs));
    delete from coding_talkdraft where item_id = any (theirs);
    return null;
end
$$;
create trigger talk_is_emptied after update of done_at on consent_erasure
    for each row when (old.done_at is null and new.done_at is not null) execute function consent_talk_is_emptied();
"""
UNDO = "drop trigger talk_is_emptied on consent_erasure; drop function consent_talk_is_emptied();"


class Migration(migrations.Migration):
    dependencies = [("consent", "0015_erasure_reaches_judgements"), ("coding", "0022_walls_of_talk")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
