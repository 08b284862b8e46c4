"""Makes a fictional archive of any size to be brought in, for measurements and tests."""

from __future__ import annotations

import csv
import hashlib
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

# Syllables, so that no name is that of a person known to us.
_SYLLABLES = "ба ве гра до жи зу кре ла мо ни пру ра со ту фи хо ча ше ю яр".split()  # noqa: SIM905
_FIRST_DAY = date(2020, 8, 9)


class Command(BaseCommand):
    help = "Make a folder with a fictional manifest and its files, the same for the same seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--interviews", type=int, default=2775)
        parser.add_argument("--documents", type=int, default=30019)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, folder: Path, interviews: int, documents: int, seed: int, **options: Any) -> None:
        if folder.exists():
            raise CommandError("The folder is there already.")
        if not 0 < interviews <= 100_000 or not 0 <= documents <= 1_000_000:
            raise CommandError("Between 1 and 100,000 interviews, and at most 1,000,000 documents.")
        made = Archive(folder, random.Random(seed))  # noqa: S311 - the same archive for the same seed
        made.write(interviews, documents)
        self.stdout.write(f"{interviews} witnesses and interviews, {documents} documents and files.")


class Archive:
    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder, self.dice = folder, dice

    def write(self, interviews: int, documents: int) -> None:
        self.folder.mkdir(parents=True)
        self._table("witnesses", [self._witness(number) for number in range(interviews)])
        self._table("interviews", [self._interview(number) for number in range(interviews)])
        if documents:
            rows = [self._document(number, interviews) for number in range(documents)]
            self._table("documents", rows)
            self._table("files", [self._file(number) for number in range(documents)])
        counts = {"witnesses": interviews, "interviews": interviews, "documents": documents, "files": documents}
        self._table("totals", [{"kind": kind, "count": count} for kind, count in counts.items()])

    def _table(self, name: str, rows: list[dict[str, Any]]) -> None:
        with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def _name(self) -> str:
        return "".join(self.dice.choices(_SYLLABLES, k=4)).capitalize()

    def _witness(self, number: int) -> dict[str, Any]:
        born = date(1950, 1, 1) + timedelta(days=self.dice.randrange(18_000))
        return {
            "id": f"OLD-W-{number}",
            "family_ru": self._name(),
            "given_ru": self._name(),
            "birth_date": born.isoformat(),
            "sex": self.dice.choice(["female", "male"]),
            "languages": self.dice.choice(["ru", "be", "ru;be"]),
        }

    def _interview(self, number: int) -> dict[str, Any]:
        return {
            "id": f"OLD-I-{number}",
            "witness": f"OLD-W-{number}",
            "held_on": (_FIRST_DAY + timedelta(days=self.dice.randrange(1200))).isoformat(),
            "language": self.dice.choice(["ru", "be"]),
            "mode": self.dice.choice(["in_person", "video_call"]),
            "place_kind": "office",
        }

    def _document(self, number: int, interviews: int) -> dict[str, Any]:
        given_with = self.dice.randrange(interviews)
        return {
            "id": f"OLD-D-{number}",
            "witness": f"OLD-W-{given_with}",
            "interview": f"OLD-I-{given_with}",
            "document_kind": self.dice.choice(["court", "medical", "official", "other"]),
            "title": f"Paper {number}",
            "dated_on": (_FIRST_DAY + timedelta(days=self.dice.randrange(400))).isoformat(),
        }

    def _file(self, number: int) -> dict[str, Any]:
        path = f"files/{number // 1000:03}/{number:06}.txt"
        words = " ".join(self._name() for _word in range(self.dice.randrange(60, 240)))
        content = f"{number}\n{words}\n".encode()
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return {
            "path": path,
            "document": f"OLD-D-{number}",
            "role": "other",
            "language": "ru",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
