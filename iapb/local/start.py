"""Starts the whole system on one machine and stops it again.

Each process gets only the role it needs: the web processes log in as web, the
worker as worker, the sealer as sealer. The owner is used for migrations and gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from iapb.local.cluster import CannotStart, wait_for
from iapb.local.services import ROOT, Services

DEFAULT_PORT = 8000
# A worker whose broker went away may end; one that cannot live at all must not be started for ever.
STARTED_AGAIN_AT_MOST, WITHIN_SECONDS = 5, 60.0


class Stop(Exception):
    """Ctrl-C or a termination signal."""


class House:
    def __init__(self, home: Path, port: int) -> None:
        self.services = Services(home)
        self.port = port
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: dict[str, tuple[list[str], str]] = {}
        self.started_again: list[float] = []
        self.logs = self.services.home / "logs"
        local = f"http://localhost:{port}"
        self.settings = {
            # Cookies ignore ports, so content without cookies needs another host name.
            "PUBLIC_URL": os.environ.get("PUBLIC_URL", local),
            "CONTENT_URL": os.environ.get("CONTENT_URL", f"http://127.0.0.1:{port + 1}"),
            "IAPB_DEMONSTRATION": os.environ.get("IAPB_DEMONSTRATION", "yes"),
            "EMAIL_BACKEND": os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
        }

    def run(self) -> None:
        try:
            self._prepare()
            self._start_processes()
            self._wait_until_ready()
            print(f"\nReady: {self.settings['PUBLIC_URL']}", flush=True)
            accounts = self.services.home / "demo-accounts.json"
            if accounts.exists():
                print(f"Who to sign in as: {accounts}", flush=True)
            print("Ctrl-C stops everything.", flush=True)
            self._watch()
        finally:
            self._stop()

    def _prepare(self) -> None:
        print("Starting PostgreSQL and Valkey", flush=True)
        self.services.start()
        self.logs.mkdir(exist_ok=True)
        print("Preparing the database", flush=True)
        self._manage("make_roles")
        self._manage("migrate", "--verbosity", "0")
        self._manage("make_keys")
        self._manage("collectstatic", "--noinput", "--verbosity", "0")

    def _start_processes(self) -> None:
        python = sys.executable
        gunicorn = [python, "-m", "gunicorn", "iapb.wsgi", "-k", "gthread", "--access-logfile", "/dev/null"]
        gunicorn += ["--timeout", "60", "--graceful-timeout", "20"]
        celery = [python, "-m", "celery", "-A", "iapb"]
        self._start("web", [*gunicorn, "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{self.port}"], "web")
        # Uploads and content flow for long: a process group of their own, so that pages stay quick.
        content = ["-w", "1", "--threads", "16", "-b", f"127.0.0.1:{self.port + 1}"]
        self._start("content", [*gunicorn, *content], "web")
        self._start("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"], "worker")
        self._start("sweeper", [python, "manage.py", "sweep"], "worker")
        self._start("sealer", [python, "manage.py", "seal"], "sealer")

    def _start(self, name: str, command: list[str], role: str) -> None:
        self.commands[name] = (command, role)
        with open(self.logs / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(role), stdout=log, stderr=log, start_new_session=True
            )

    def _environment(self, role: str) -> dict[str, str]:
        return self.services.environment(**self.settings, IAPB_DATABASE=role)

    def _manage(self, *words: str) -> None:
        role = "owner" if words[0] in {"make_roles", "migrate"} else "web"
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self._environment(role), capture_output=True, text=True
        )
        if done.returncode:
            raise CannotStart(f"`manage.py {words[0]}` failed:\n{done.stderr.strip()[-2000:]}")

    def _wait_until_ready(self) -> None:
        def ready() -> bool:
            self._must_all_live()
            return _healthy(f"http://127.0.0.1:{self.port}/health/")

        wait_for(ready, 60, "the system")
        if self.settings["IAPB_DEMONSTRATION"] == "yes" and not (self.services.home / "demo-accounts.json").exists():
            print("Loading the fictional demonstration case", flush=True)
            self._manage("load_demonstration")
            # The worker reads its texts meanwhile; where it takes longer, the case starts without coding.
            print("Coding it, once its texts are read", flush=True)
            self._manage("code_demonstration")

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            self._start_again_what_ended()

    def _start_again_what_ended(self) -> None:
        for name in [name for name, process in self.processes.items() if process.poll() is not None]:
            now = time.monotonic()
            self.started_again = [at for at in self.started_again if now - at < WITHIN_SECONDS]
            if len(self.started_again) >= STARTED_AGAIN_AT_MOST:
                self._must_all_live()
            self.started_again.append(now)
            _end_group(self.processes[name])
            print(f"{name} stopped by itself and is started again; its log is {self.logs / name}.log", flush=True)
            self._start(name, *self.commands[name])

    def _must_all_live(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise CannotStart(f"{name} stopped by itself; the last lines of its log:\n{self._tail(name)}")

    def _tail(self, name: str) -> str:
        return "\n".join((self.logs / f"{name}.log").read_text(errors="replace").splitlines()[-15:])

    def _stop(self) -> None:
        # A second Ctrl-C must not leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=25)
            _end_group(process)
        self.services.stop()
        print("Stopped.", flush=True)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Those it began as well: a worker whose parent was killed would hold its port and go on with its jobs."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _on_signal(number: int, frame: FrameType | None) -> None:
    raise Stop


def main() -> int:
    home = Path(os.environ.get("IAPB_HOME") or ROOT / ".iapb")
    port = int(os.environ.get("PORT") or DEFAULT_PORT)
    signal.signal(signal.SIGINT, _on_signal)
    signal.signal(signal.SIGTERM, _on_signal)
    try:
        House(home, port).run()
    except Stop:
        return 0
    except CannotStart as problem:
        print(f"\nCannot start: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
