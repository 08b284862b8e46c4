"""The id behind a witness's code, for those who act on material they do not see."""

from django.db import migrations

NAMED = """
create function interviews_witness_named(name text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select id from interviews_witness
    where code = name and iapb_actor_has_role('account_administrator', 'data_protection_officer')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0004_policies_of_the_new_tables"), ("evidence", "0010_readings_and_names")]
    operations = [migrations.RunSQL(NAMED, "drop function interviews_witness_named(text)")]
