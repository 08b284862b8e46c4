"""Whether the tables are still append-only: the triggers and rights of migration 0002."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from iapb.ledger.damages import Damage, WallFallen

TABLES = (
    "ledger_event",
    "ledger_eventdetail",
    "ledger_position",
    "ledger_subtree",
    "ledger_checkpoint",
    "ledger_head",
)
# Nobody who runs the product may do these. The head is the sealer's to move.
_FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_ROLES = ("iapb_web", "iapb_worker", "iapb_sealer")
_ALLOWED = {("iapb_sealer", "ledger_head", "UPDATE")}
_TRIGGERS = """
select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relname = any(%s) and t.tgenabled = 'A' and not t.tgisinternal
"""
_RIGHTS = """
select role, name, privilege from unnest(%s::text[]) role, unnest(%s::text[]) name, unnest(%s::text[]) privilege
where exists (select 1 from pg_roles where rolname = role) and has_table_privilege(role, name, privilege)
"""
_STAMP = """
select 1 from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relname = 'ledger_event' and t.tgname = 'ledger_stamp' and t.tgenabled in ('O', 'A')
"""


def fallen() -> list[Damage]:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS, [list(TABLES)])
        standing = set(cursor.fetchall())
        cursor.execute(_RIGHTS, [list(_ROLES), list(TABLES), list(_FORBIDDEN)])
        rights = [row for row in cursor.fetchall() if row not in _ALLOWED]
        cursor.execute(_STAMP)
        stamped = cursor.fetchone()
    missing = [(table, f"{table}{end}") for table in TABLES for end in ("_rows", "_all")]
    found: list[Damage] = [
        WallFallen(table, _("trigger %(name)s is off") % {"name": name})
        for table, name in missing
        if (table, name) not in standing
    ]
    if not stamped:
        found.append(WallFallen("ledger_event", _("trigger %(name)s is off") % {"name": "ledger_stamp"}))
    found += [
        WallFallen(table, _("%(role)s may %(verb)s") % {"role": role, "verb": privilege.lower()})
        for role, table, privilege in sorted(rights)
    ]
    return found
