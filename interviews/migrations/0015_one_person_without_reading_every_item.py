"""Whether something of a witness was given to whoever asks is asked of the few pairs that are one person; before, the
items of everybody were gathered first."""

from importlib import import_module

from django.db import migrations

BUILD = """
create or replace function interviews_one_person() returns table (one uuid, other uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.one, p.other from interviews_perhapssame p
    where p.answer = 'same' and (
        select count(distinct i.subject) from evidence_item i
        where i.subject in (p.one, p.other) and (
            i.collection_id in (select iapb_given_collections())
            or i.subject in (select iapb_given_subjects()) or i.id in (select iapb_given_items()))) = 2
$$;
"""
BEFORE = import_module("interviews.migrations.0014_who_is_one_person").BUILD.split("$$;")[0] + "$$;"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0014_who_is_one_person"), ("evidence", "0011_walls_that_do_not_read_everything")]
    operations = [migrations.RunSQL(BUILD, BEFORE.replace("create function", "create or replace function"))]
