"""A whole installation of real processes, each of which can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import psycopg
import redis

from iapb.language import installing
from iapb.local.cluster import free_port, wait_for
from iapb.local.services import ROOT, Services
from tests.drills.disk import Ballast

MODEL = ROOT / "tests" / "data" / "tiny-ru-en-model"
# Four that die, one that forgets, and the disk they all live on.
VICTIMS = ("worker", "web", "postgresql", "valkey", "flushall", "full disk")
# What another run's environment may carry: this house has its own.
OWN = (
    "DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_SEALER_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL",
    "REDIS_URL", "VAULT_ROOT", "KEY_ROOT", "LEDGER_STATE", "MODEL_ROOT", "SECRET_KEY",
)  # fmt: skip


class House:
    def __init__(self, home: Path, *, hurried: bool = True) -> None:
        """`hurried`: leases of seconds, so that what was killed is found again at once."""
        self.hurried = hurried
        for name in OWN:
            os.environ.pop(name, None)
        # With all its writes on the disk: what a crash takes is what is being asked.
        self.services = Services(home)
        self.home = self.services.home
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.settings = {
            "PUBLIC_URL": f"http://localhost:{self.port}",
            "CONTENT_URL": "http://127.0.0.1:1",  # nothing is read here
            "IAPB_DEMONSTRATION": "yes",
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        self.services.start()
        installing.install(MODEL, self.home / "models")
        for role, *words in (("owner", "make_roles"), ("owner", "migrate", "--verbosity", "0"), ("web", "make_keys")):
            self.manage(role, *words)
        self.manage("web", "collectstatic", "--noinput", "--verbosity", "0")
        for name in ("web", "worker", "sweeper", "sealer"):
            self._begin(name)
        wait_for(self._answers, 240, "the house")  # a machine may be busy

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.services.stop()

    def environment(self, role: str) -> dict[str, str]:
        return self.services.environment(**self.settings, IAPB_DATABASE=role)

    def manage(self, role: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment(role), capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
        return done.stdout

    def owner(self) -> psycopg.Connection:
        assert self.services.cluster
        return psycopg.connect(self.services.cluster.url("owner"), autocommit=True)

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")

    def tend(self) -> list[str]:
        """Starts again what ended by itself, as `bin/start` and every service manager do."""
        ended = [name for name, process in self.processes.items() if process.poll() is not None]
        for name in ended:
            self._begin(name)
        return ended

    def kill(self, victim: str, chance: Random) -> tuple[str, Callable[[], None]]:
        """How it was killed, and what brings it back."""
        if victim in ("worker", "web"):
            return self._kill_processes(victim, chance)
        others = {
            "postgresql": self._kill_postgresql, "valkey": self._kill_valkey, "flushall": self._flush,
            "full disk": self._fill_disk,
        }  # fmt: skip
        return others[victim](chance)

    def _kill_processes(self, name: str, chance: Random) -> tuple[str, Callable[[], None]]:
        process = self.processes[name]
        children = children_of(process.pid)
        if children and chance.random() < 0.4:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(children), signal.SIGKILL)
            return "one of its processes", lambda: None  # its parent starts another
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return "all of its processes", lambda: self._begin(name)

    def kill_all(self, name: str) -> None:
        """All processes of one kind; they are started again while others go on."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._begin(name)

    def _kill_postgresql(self, chance: Random) -> tuple[str, Callable[[], None]]:
        cluster = self.services.cluster
        assert cluster
        how = chance.choice(("the server", "one connection", "an immediate stop"))
        if how == "an immediate stop":
            cluster.stop("immediate")
            return how, cluster.start
        if how == "the server":
            os.kill(cluster.pid(), signal.SIGKILL)
            return how, cluster.start
        with psycopg.connect(cluster.url("admin", "postgres"), autocommit=True) as admin:
            rows = admin.execute(
                "select pid from pg_stat_activity where usename in ('iapb_web', 'iapb_worker') order by pid"
            ).fetchall()
        with suppress(ProcessLookupError):
            os.kill(chance.choice(rows)[0] if rows else cluster.pid(), signal.SIGKILL)
        # The server ends every connection, recovers and goes on; where it was hit itself, it is started.
        return how, (lambda: None) if rows else cluster.start

    def _kill_valkey(self, chance: Random) -> tuple[str, Callable[[], None]]:
        valkey = self.services.valkey
        assert valkey and valkey.process
        valkey.process.kill()
        valkey.process.wait()
        if chance.random() < 0.3:
            shutil.rmtree(valkey.home)
            return "and everything it knew", valkey.start
        return "the server", valkey.start

    def _flush(self, chance: Random) -> tuple[str, Callable[[], None]]:
        with redis.from_url((self.services.secrets / "REDIS_URL").read_text()) as client:
            client.flushall()
        return "every key at once", lambda: None

    def _fill_disk(self, chance: Random) -> tuple[str, Callable[[], None]]:
        ballast = Ballast(self.home)
        ballast.fill()

        def make_room() -> None:
            ballast.throw_out()
            # It ends by itself where not even its journal could grow.
            if not self._database_answers(10):
                assert self.services.cluster
                self.services.cluster.start()

        return "to its last block", make_room

    def _begin(self, name: str) -> None:
        python = sys.executable
        gunicorn = [
            "gunicorn",
            "iapb.wsgi",
            "-k",
            "gthread",
            "-w",
            "2",
            "--threads",
            "8",
            "-b",
            f"127.0.0.1:{self.port}",
        ]
        app = "tests.drills.hurried" if self.hurried else "iapb.celery"
        celery = ["celery", "-A", app, "worker", "--concurrency", "4", "--loglevel", "WARNING"]
        sweeper = ["-m", "tests.drills.hurried"] if self.hurried else ["manage.py", "sweep"]
        words, role = {
            "web": (["-m", *gunicorn, "--graceful-timeout", "5"], "web"),
            "worker": (["-m", *celery], "worker"),
            "sweeper": (sweeper, "worker"),
            "sealer": (["manage.py", "seal"], "sealer"),
        }[name]
        with open(self.home / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [python, *words], cwd=ROOT, env=self.environment(role), stdout=log, stderr=log, start_new_session=True
            )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_for_database(self) -> None:
        if not self._database_answers(60):
            raise RuntimeError("the database does not answer")

    def _database_answers(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.owner().close()
                return True
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
