"""The services of one machine: where they rest, how they start, what they need first.

`python -m iapb.local.services manage COMMAND …` runs a management command on
throw-away services, for measurements; `bare` does so before anything is migrated.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iapb.local import migrated
from iapb.local.cluster import Cluster, write_secret
from iapb.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


class Services:
    """PostgreSQL and Valkey under one home. An external one is used when its URL is set."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.secrets = self.home / "secrets"
        self.cluster = (
            None if os.environ.get("DATABASE_URL") else Cluster(self.home / "postgresql", self.secrets, durable=durable)
        )
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(self.home / "valkey", self.secrets)

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)
        if not (self.secrets / "SECRET_KEY").exists():
            write_secret(self.secrets / "SECRET_KEY", secrets.token_urlsafe(48))
        if self.cluster:
            self.cluster.start()
        if self.valkey:
            self.valkey.start()

    def stop(self) -> None:
        if self.valkey:
            self.valkey.stop()
        if self.cluster:
            self.cluster.stop()

    def environment(self, **extra: str) -> dict[str, str]:
        return {
            **os.environ,
            "IAPB_HOME": str(self.home),
            "IAPB_SECRETS": str(self.secrets),
            "DJANGO_SETTINGS_MODULE": "iapb.settings",
            "PYTHONUNBUFFERED": "1",
            **extra,
        }

    def manage(self, *words: str, **extra: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment(**extra), check=True)


@contextmanager
def throw_away(*, migrate: bool = False, **extra: str) -> Iterator[tuple[Services, dict[str, str]]]:
    """Services in a temporary home; nothing of them stays. `migrate`: with roles and schema, made or copied."""
    home = Path(tempfile.mkdtemp(prefix="iapb-", dir="/var/tmp"))
    home.chmod(0o711)
    services = Services(home, durable=False)
    environment = services.environment(
        PUBLIC_URL="http://localhost:8000",
        CONTENT_URL="http://127.0.0.1:8000",
        IAPB_DEMONSTRATION="yes",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        **extra,
    )
    try:
        copied = migrate and services.cluster is not None and migrated.into(home)
        services.start()
        if migrate and not copied:
            migrated.make(environment)
            if services.cluster:
                services.stop()
                migrated.keep(home)
                services.start()
        yield services, environment
    finally:
        services.stop()
        shutil.rmtree(home, ignore_errors=True)


def main(words: list[str], *, bare: bool) -> int:
    with throw_away(migrate=not bare) as (_, environment):
        first = ["make_roles"] if bare else ["make_keys"]
        subprocess.run([sys.executable, "manage.py", *first], cwd=ROOT, env=environment, check=True)
        return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in {"manage", "bare"}:
        sys.exit("usage: python -m iapb.local.services manage|bare COMMAND …")
    sys.exit(main(sys.argv[2:], bare=sys.argv[1] == "bare"))
