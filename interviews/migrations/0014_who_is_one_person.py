"""Two codes of one person must not count as two witnesses (docs/decisions/timeline-and-corroboration.md).

Who they are the secretariat alone knows. The function tells pairs of ids, and only where something of both was given to
whoever asks: to others not even an id.
"""

from django.db import migrations

BUILD = """
create function interviews_one_person() returns table (one uuid, other uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    with given as (
        select i.subject from evidence_item i
        where i.collection_id in (select iapb_given_collections())
            or i.subject in (select iapb_given_subjects()) or i.id in (select iapb_given_items()))
    select p.one, p.other from interviews_perhapssame p
    where p.answer = 'same' and p.one in (select subject from given) and p.other in (select subject from given)
$$;
revoke all on function interviews_one_person() from public;
grant execute on function interviews_one_person() to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0013_walls_of_what_is_appended"), ("evidence", "0002_policies")]
    operations = [migrations.RunSQL(BUILD, "drop function interviews_one_person();")]
