"""The house keeps one direction: each room imports only from those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# From the ground up. A room may import what stands before it here, and itself.
ROOMS = (
    "iapb.environment",
    "iapb.privacy",
    "iapb.sentences",
    "iapb.routes",
    "iapb.ledger",
    "iapb.accounts",
    "iapb.access",
    "iapb.jobs",
    "iapb.care",
    "iapb.custody",
    "iapb.language",
    "evidence",
    "evidence.transcripts",
    "evidence.coding",
    "evidence.search",
    "evidence.importing",
    "evidence.opensource",
    "evidence.linkage",
    "interviews",
    "consent",
    "disclosures",
    "disclosures.products",
    "disclosures.reports",
)
OURS = ("iapb", "evidence", "interviews", "consent", "disclosures", "tests")
# These name apps by string only and stand outside the order.
FRAME = {"iapb.settings", "iapb.urls", "iapb.celery", "iapb.wsgi", "iapb.formats"}
ISOLATED = {"iapb.ledger": {"iapb.routes", "iapb.privacy"}, "iapb.language": {"iapb.sentences"}}


def sources() -> Iterator[tuple[str, Path]]:
    for package in OURS[:-1]:
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield module.removesuffix(".__init__"), path


def room_of(module: str) -> str | None:
    matches = [room for room in ROOMS if module == room or module.startswith(room + ".")]
    return max(matches, key=len, default=None)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""
            # `from iapb import ledger` names a room too.
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_import_when_room_stands_later_then_fails() -> None:
    wrong = []
    for module, path in sources():
        here = room_of(module)
        if here is None or "/migrations/" in path.as_posix():
            continue
        for line, imported in imports(path):
            there = room_of(imported)
            if imported.split(".")[0] not in OURS or there in (None, here):
                continue
            allowed = ROOMS.index(there) < ROOMS.index(here)
            if here in ISOLATED:
                allowed = there in ISOLATED[here]
            if not allowed:
                wrong.append(f"{path.relative_to(ROOT)}:{line} {here} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_module_when_outside_every_room_then_fails() -> None:
    homeless = [
        module
        for module, _ in sources()
        if room_of(module) is None
        and module not in FRAME | set(OURS)
        and not module.startswith(("iapb.local", "iapb.formats"))
    ]
    assert homeless == []


@pytest.mark.parametrize(("limit", "kind"), [(500, "file"), (60, "function")])
def test_size_when_over_the_limit_then_fails(limit: int, kind: str) -> None:
    found = []
    for _, path in sources():
        if "/migrations/" in path.as_posix():
            continue
        text = path.read_text(encoding="utf-8")
        if kind == "file":
            found.append((text.count("\n"), str(path.relative_to(ROOT))))
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((length, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    found.sort(reverse=True)
    print(f"ten largest ({kind}):", *found[:10], sep="\n  ")
    assert found[0][0] <= limit, found[0]
