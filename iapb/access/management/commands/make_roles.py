"""Makes the database and its roles. Run once by whoever administers the server, before migrate.

The owner logs in for migrations only; web and workers own nothing and bypass
nothing. Passwords are those of the DATABASE_*_URL values.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from psycopg import sql

from iapb import environment

ROLES = ("owner", "web", "worker", "sealer")
ONE_AT_A_TIME = 0x1A9B0001
URLS = {
    "owner": "DATABASE_OWNER_URL",
    "web": "DATABASE_URL",
    "worker": "DATABASE_WORKER_URL",
    "sealer": "DATABASE_SEALER_URL",
}


class Command(BaseCommand):
    help = "Make the database and the roles owner, web, worker and sealer (needs DATABASE_ADMIN_URL)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", help="the database to make; the one of DATABASE_OWNER_URL by default")

    def handle(self, **options: Any) -> None:
        admin = environment.secret("DATABASE_ADMIN_URL", settings.SECRETS)
        entries = {role: environment.database(environment.secret(URLS[role], settings.SECRETS)) for role in ROLES}
        name = options["database"] or str(entries["owner"]["NAME"])
        with psycopg.connect(admin, autocommit=True) as connection:
            # Roles belong to the whole server: two of us at once would write the same catalogue row and one would fail.
            connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            for role in ROLES:
                _make_role(connection, role, str(entries[role]["PASSWORD"]))
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("create database {} owner iapb_owner").format(sql.Identifier(name)))
        with psycopg.connect(admin, dbname=name, autocommit=True) as connection:
            _give_rights(connection)
        self.stdout.write(f"Database {name} and its roles are ready.")


def _make_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    name = sql.Identifier(f"iapb_{role}")
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [f"iapb_{role}"]).fetchone()
    verb = sql.SQL("alter" if exists else "create")
    connection.execute(
        sql.SQL("{} role {} login nosuperuser nocreaterole nobypassrls password {}").format(
            verb, name, sql.Literal(password)
        )
    )
    # The policies make a statement look dear; compiling it takes ten times as long as running it.
    connection.execute(sql.SQL("alter role {} set jit = off").format(name))
    # Tests clone databases as the owner; nobody else makes any.
    connection.execute(
        sql.SQL("alter role {} {}").format(name, sql.SQL("createdb" if role == "owner" else "nocreatedb"))
    )


def _give_rights(connection: psycopg.Connection[Any]) -> None:
    """What the owner makes later, web and workers may use. Append-only tables take rights away again."""
    connection.execute("revoke create on schema public from public")
    connection.execute("grant create, usage on schema public to iapb_owner")
    connection.execute("grant usage on schema public to iapb_web, iapb_worker, iapb_sealer")
    connection.execute(
        "alter default privileges for role iapb_owner in schema public "
        "grant select, insert, update, delete on tables to iapb_web, iapb_worker"
    )
    connection.execute(
        "alter default privileges for role iapb_owner in schema public "
        "grant usage, select on sequences to iapb_web, iapb_worker"
    )
