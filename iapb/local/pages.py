"""Copies the page libraries that pages load from node_modules into static/vendor."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


def copy() -> None:
    target = ROOT / "static" / "vendor"
    target.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        origin, copied = ROOT / "node_modules" / source, target / name
        if not copied.exists() or copied.stat().st_mtime < origin.stat().st_mtime:
            shutil.copyfile(origin, copied)


if __name__ == "__main__":
    copy()
