"""Reads scanned pages inside the box, one JSON line a page as soon as it is read.

Argument: JSON {"languages": ["ru", …], "only": [page, …]}; no pages: all. With one language the quick pass is spared.
"""

import json
import os
import subprocess
import sys

from pages import Unreadable, opened

TESSERACT = {"ru": "rus", "be": "bel", "en": "eng"}
PAGE_SECONDS = 150
QUICK_SECONDS = 40
SURE_OF_ORIENTATION = 2.0
DPI = "300"


def main() -> None:
    order = json.loads(sys.argv[1])
    try:
        pages = opened("/work/input")
        total = len(pages)
    except Unreadable as problem:
        say({"error": str(problem)})
        return
    asked = [number - 1 for number in order["only"] if number <= total] or range(total)
    for number in asked:
        say({"page": number + 1, "pages": total} | page(pages, number, order["languages"]))


def say(answer: dict) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def page(pages, number: int, languages: list[str]) -> dict:
    """A page that cannot be read says so; the others are read all the same."""
    try:
        image = pages.image(number)
        rotation = orientation(image.half())
        if rotation:
            image = image.turned(rotation)
        image = image.level()
        language = languages[0] if len(languages) == 1 else quickly(image.half(), languages)
        found = tsv(image.path, [language], "3", PAGE_SECONDS)
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    except Unreadable as problem:
        return {"error": str(problem)}
    return {
        "language": language,
        "rotation": rotation,
        "width": image.width,
        "height": image.height,
        "words": words(found, image),
    }


def run(path: str, arguments: list[str], seconds: int) -> str:
    done = subprocess.run(
        ["/usr/bin/tesseract", path, "-", "--dpi", DPI, *arguments],
        capture_output=True,
        timeout=seconds,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    if b"bad_alloc" in done.stderr or done.returncode < 0:
        raise Unreadable("page")
    return done.stdout.decode("utf-8", "replace")


def orientation(path: str) -> int:
    """Degrees the page must be turned clockwise; 0 where too little is written to tell."""
    answer = dict(line.split(": ", 1) for line in run(path, ["--psm", "0"], QUICK_SECONDS).splitlines() if ": " in line)
    sure = float(answer.get("Orientation confidence", 0)) >= SURE_OF_ORIENTATION
    return int(answer.get("Rotate", 0)) if sure else 0


def quickly(path: str, languages: list[str]) -> str:
    """One look with every language at half the size; one right language then beats three."""
    from identify import identify

    found = tsv(path, languages, "3", QUICK_SECONDS)
    text = " ".join(row[11] for row in found if row[11].strip())
    guess = identify(text)
    if guess in languages:
        return guess
    # Of two languages on a page, the reader of the one with more letters knows most of both.
    return "ru" if "ru" in languages else languages[0]


def tsv(path: str, languages: list[str], mode: str, seconds: int) -> list[list[str]]:
    names = "+".join(TESSERACT[language] for language in languages)
    lines = run(path, ["--psm", mode, "-l", names, "tsv"], seconds).splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [row for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]


def words(rows: list[list[str]], image) -> list[list]:
    """[text, confidence 0–100, left, top, width, height, paragraph, line]"""
    found = []
    for row in rows:
        block, paragraph, line = row[2:5]
        place = image.place(*(int(value) for value in row[6:10]))
        found.append([row[11], max(0.0, float(row[10])), *place, f"{block}.{paragraph}", f"{block}.{paragraph}.{line}"])
    return found


if __name__ == "__main__":
    main()
