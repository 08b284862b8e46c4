"""The walls of the ledger: who may write what, and triggers that hold even for the owner.

ENABLE ALWAYS: an ordinary trigger is skipped under session_replication_role = replica.
"""

from django.db import migrations

STAMP = """
create function ledger_stamp() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    -- Time, transaction and leaf are the database's, so no process can date an event back
    -- or write a leaf that says something else than its row.
    new.at := clock_timestamp();
    new.xact := pg_current_xact_id()::text::bigint;
    new.leaf := convert_to(format(
        '{"actor":"%s","at":"%s","commit":"%s","event":"%s","id":"%s","object":"%s","v":1}',
        new.actor, to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        new.commit, new.event, new.id, new.object), 'UTF8');
    return new;
end $$;
-- Not ALWAYS: a restore under the replica role brings rows with the time they had.
create trigger ledger_stamp before insert on ledger_event for each row execute function ledger_stamp();
"""
REFUSE = """
create function ledger_refuse() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;

create function ledger_guard_detail() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    -- Erased only in the transaction that says so in the ledger.
    if tg_op = 'DELETE' and exists (
        select 1 from ledger_event
        where object = old.event_id::text and event = 'ledger.detail_erased'
          and xact = pg_current_xact_id()::text::bigint
    ) then
        return old;
    end if;
    raise exception 'a detail is erased by ledger_erase_detail only'
        using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;

create function ledger_guard_head() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.id = old.id and new.size >= old.size then
        return new;
    end if;
    raise exception 'the tree only grows'
        using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;

create function ledger_erase_detail(erased uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from ledger_eventdetail where event_id = erased;
    return found;
end $$;
revoke execute on function ledger_erase_detail(uuid) from public;
grant execute on function ledger_erase_detail(uuid) to iapb_web, iapb_worker;
"""
FIRST_HEAD = "insert into ledger_head (id, size, edge, horizon) values (1, 0, '', 0)"
APPEND_ONLY = ("ledger_event", "ledger_position", "ledger_subtree", "ledger_checkpoint")
GUARDED = {"ledger_eventdetail": "ledger_guard_detail", "ledger_head": "ledger_guard_head"}
RIGHTS = {
    "ledger_event": {"iapb_web": "select, insert", "iapb_worker": "select, insert", "iapb_sealer": "select, insert"},
    "ledger_position": {"iapb_web": "select", "iapb_worker": "select", "iapb_sealer": "select, insert"},
    "ledger_head": {"iapb_web": "select", "iapb_worker": "select", "iapb_sealer": "select, update"},
}
# The sealer writes events of its own: a clock that jumped.
RIGHTS["ledger_eventdetail"] = RIGHTS["ledger_event"]
RIGHTS["ledger_subtree"] = RIGHTS["ledger_checkpoint"] = RIGHTS["ledger_position"]


def walls() -> str:
    statements = []
    for table in (*APPEND_ONLY, *GUARDED):
        row = GUARDED.get(table, "ledger_refuse")
        statements.append(
            f"create trigger {table}_rows before update or delete on {table} for each row execute function {row}();"
            f"create trigger {table}_all before truncate on {table} execute function ledger_refuse();"
            f"alter table {table} enable always trigger {table}_rows;"
            f"alter table {table} enable always trigger {table}_all;"
            f"revoke all on {table} from public, iapb_web, iapb_worker, iapb_sealer;"
        )
        statements += [f"grant {rights} on {table} to {role};" for role, rights in RIGHTS[table].items()]
    return "\n".join(statements)


def fallen_walls() -> str:
    drops = [f"drop trigger {table}_rows on {table}; drop trigger {table}_all on {table};" for table in RIGHTS]
    return "\n".join(drops) + (
        "drop trigger ledger_stamp on ledger_event; drop function ledger_erase_detail(uuid);"
        "drop function ledger_stamp(); drop function ledger_refuse();"
        "drop function ledger_guard_detail(); drop function ledger_guard_head();"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [
        migrations.RunSQL(STAMP + REFUSE + walls(), fallen_walls()),
        migrations.RunSQL(FIRST_HEAD, migrations.RunSQL.noop),
    ]
