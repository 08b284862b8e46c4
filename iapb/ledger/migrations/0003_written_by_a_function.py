"""One function writes an event and its detail, with the rights of who calls it: the two inserts are planned once a
connection and not for each event."""

from django.db import migrations

WRITE = """
create function ledger_write(
    event_id uuid, name text, actor text, object text, commitment text, salt bytea, told bytea,
    out at timestamptz, out leaf bytea, out xact bigint
)
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into ledger_event as written (id, event, actor, object, commit)
    values ($1, $2, $3, $4, $5)
    returning written.at, written.leaf, written.xact into at, leaf, xact;
    insert into ledger_eventdetail (event_id, salt, detail) values ($1, $6, $7);
end $$;
revoke all on function ledger_write(uuid, text, text, text, text, bytea, bytea) from public;
grant execute on function ledger_write(uuid, text, text, text, text, bytea, bytea)
    to iapb_web, iapb_worker, iapb_sealer;
"""
DROP = "drop function ledger_write(uuid, text, text, text, text, bytea, bytea)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [migrations.RunSQL(WRITE, DROP)]
