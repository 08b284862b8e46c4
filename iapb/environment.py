"""Reading the environment. A value that is missing or malformed stops the start.

A secret may stand in the variable itself, in a file named by ``<NAME>_FILE``, or
in a file called ``<NAME>`` in the secrets directory. No secret has a default.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_REQUIRED = object()


def text(name: str, default: str | object = _REQUIRED) -> str:
    value = os.environ.get(name)
    if value:
        return value
    if default is _REQUIRED:
        raise ImproperlyConfigured(f"{name} is not set")
    return str(default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "")
    if value.lower() in {"", "0", "false", "no"}:
        return default if value == "" else False
    if value.lower() in {"1", "true", "yes"}:
        return True
    raise ImproperlyConfigured(f"{name} must be yes or no")


def integer(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if value == "":
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number") from None


def words(name: str, default: str) -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def path(name: str, default: Path) -> Path:
    value = Path(text(name, str(default))).absolute()
    if value.exists() and not value.is_dir():
        raise ImproperlyConfigured(f"{name} must be a directory")
    return value


def secret(name: str, directory: Path) -> str:
    """The secret called `name`; see the module's text for where it is looked for."""
    if value := os.environ.get(name):
        return value
    file = Path(os.environ.get(f"{name}_FILE") or directory / name)
    try:
        value = file.read_text(encoding="utf-8").strip()
    except OSError:
        raise ImproperlyConfigured(f"{name} is not set and its file cannot be read") from None
    if not value:
        raise ImproperlyConfigured(f"{name} is empty")
    return value


def database(url: str) -> dict[str, object]:
    """A Django database entry from ``postgresql://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("a database URL must read postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
    }
