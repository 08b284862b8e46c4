"""The hostile corpus: `python -m tests.hostile.make_corpus FOLDER` writes it; drills and tests take it from here.

Nothing in it is anybody's: each file is made here, the same one each time.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import archives, documents, markup, media, pictures, words
from tests.hostile.hostile import Hostile

FAMILIES = (archives, pictures, media, documents, markup, words)


def corpus() -> Iterator[tuple[str, Hostile]]:
    """The family's name and the file."""
    for family in FAMILIES:
        yield from ((family.__name__.rsplit(".", 1)[-1], one) for one in family.files())


def digest(files: list[Hostile]) -> str:
    """Of the whole corpus: equal when every name and byte is."""
    told = hashlib.sha256()
    for one in files:
        told.update(repr((one.name, one.role, one.found)).encode() + hashlib.sha256(one.content).digest())
    return told.hexdigest()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (family, one) in enumerate(corpus()):
        (folder / f"{number:03}-{family}").write_bytes(one.content)
        print(f"{number:03} {family:10} {len(one.content):10} {one.name[:60]!r}")


if __name__ == "__main__":
    main()
