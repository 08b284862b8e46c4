"""The one settings file: boots as production, stops on what is missing or malformed, agrees with compose."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "PUBLIC_URL": "https://iapb.example",
    "CONTENT_URL": "https://content.iapb.example",
    "ALLOWED_HOSTS": "iapb.example content.iapb.example",
    "IAPB_DEMONSTRATION": "",
    "IAPB_DEBUG": "",
    "SECRET_KEY": "q7$Xk2!vB9@mN4#pL8&wR5*tY1^uZ6(eC3)aD0-fG_hJ=sK+oI~x",
}


def boot(*words: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **PRODUCTION, **changed}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *(words or ("check",))], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_start_as_production_then_the_deployment_check_has_no_warning() -> None:
    done = boot("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://iapb.example"}, "PUBLIC_URL"),
        ({"CONTENT_URL": "https://iapb.example"}, "CONTENT_URL"),
        ({"IAPB_DEBUG": "perhaps"}, "IAPB_DEBUG"),
        ({"IAPB_DATABASE": "root"}, "IAPB_DATABASE"),
        ({"DATABASE_URL": "mysql://x@y/z"}, "postgresql://"),
        ({"SECRET_KEY": None, "IAPB_SECRETS": "/nonexistent"}, "SECRET_KEY"),
        ({"VAULT_ROOT": "/etc/hostname"}, "VAULT_ROOT"),
        ({"VAULT_BUCKET": "vault"}, "VAULT_ENDPOINT"),
        ({"VAULT_BUCKET": "vault", "VAULT_ENDPOINT": "http://s3.example"}, "VAULT_ENDPOINT"),
        ({"VAULT_BUCKET": "vault", "VAULT_ENDPOINT": "https://s3.example"}, "VAULT_ACCESS_KEY"),
    ],
)
def test_start_when_a_value_is_missing_or_malformed_then_stops_and_names_it(
    changed: dict[str, str | None], named: str
) -> None:
    done = boot(**changed)
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_then_every_variable_is_one_the_settings_read(compose: dict) -> None:
    read = (ROOT / "iapb" / "settings.py").read_text(encoding="utf-8")
    for name, service in compose["services"].items():
        if "build" in service:
            unknown = [variable for variable in service["environment"] if f'"{variable}"' not in read]
            assert not unknown, (name, unknown)


def test_compose_then_each_process_has_the_secrets_of_its_role_only(compose: dict) -> None:
    urls = {"web": "DATABASE_URL", "worker": "DATABASE_WORKER_URL", "sealer": "DATABASE_SEALER_URL"}
    for name, service in compose["services"].items():
        if "build" not in service or name == "prepare":
            continue
        role = service["environment"]["IAPB_DATABASE"]
        held = {secret for secret in service["secrets"] if secret.startswith("DATABASE")}
        assert held == {urls[role]}, name
        assert set(service["secrets"]) <= set(compose["secrets"])


def test_compose_then_commands_and_paths_exist(compose: dict) -> None:
    inline = compose["services"]["web"]["build"]["dockerfile_inline"]
    for path in ("requirements.txt",):
        assert path in inline
        assert (ROOT / path).exists()
    commands = {
        found
        for service in compose["services"].values()
        for found in re.findall(r"manage\.py['\", ]+(\w+)", str(service.get("command")))
    }
    listed = boot("help", "--commands").stdout.split()
    assert commands <= set(listed), commands - set(listed)


def test_compose_then_the_proxy_does_not_spool_bodies(compose: dict) -> None:
    assert compose["configs"]["proxy"]["content"].count("proxy_request_buffering off") == 2
