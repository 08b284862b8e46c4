"""Copies the page libraries that pages load from node_modules into static/vendor."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_MAP = re.compile(r"/[*/]# sourceMappingURL=.*")
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "tus-js-client/dist/tus.min.js": "tus.min.js",
    # Hashing in a worker: modules that name each other, so they keep their names.
    **{f"@noble/hashes/{name}": f"noble/{name}" for name in ("sha2.js", "_md.js", "_u64.js", "utils.js")},
}


def copy() -> None:
    target = ROOT / "static" / "vendor"
    for source, name in FILES.items():
        origin, copied = ROOT / "node_modules" / source, target / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        if not copied.exists() or copied.stat().st_mtime < origin.stat().st_mtime:
            # Source maps are not copied, and the static store follows every reference it finds.
            copied.write_text(SOURCE_MAP.sub("", origin.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    copy()
