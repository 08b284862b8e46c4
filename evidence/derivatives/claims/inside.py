"""Reads what a file says of itself (EXIF, container, document properties) inside the box, with ExifTool.

Prints JSON {"version", "claims": [[group, name, value], …]}. These are claims: a camera's clock can be wrong, a
place can be written in by hand.
"""

import json
import subprocess
import sys

import asked

EXIFTOOL = "/usr/bin/exiftool"
SECONDS = 60
MOST, LONGEST = 400, 500
# Of a recording that stays outside the box: containers say what they are at their beginning or at their end.
HEAD, TAIL = 16 << 20, 64 << 20
# What ExifTool says of the box, not of the file.
OURS = frozenset({"System", "ExifTool"})


def main() -> None:
    version = run(["-ver"]).decode().strip()
    path = asked.ends(HEAD, TAIL)
    told = json.loads(run(["-json", "-G1", "-charset", "utf8", "-api", "LargeFileSupport=1", path]) or "[{}]")
    found = [one for key, value in told[0].items() if (one := claim(key, value))]
    sys.stdout.write(json.dumps({"version": version, "claims": found[:MOST]}))


def run(arguments: list[str]) -> bytes:
    # It ends with 1 for a file it does not know, and has still said what it could.
    return subprocess.run([EXIFTOOL, *arguments], capture_output=True, timeout=SECONDS).stdout


def claim(key: str, value: object) -> list[str] | None:
    group, _, name = key.rpartition(":")
    if not group or group in OURS:
        return None
    return [group, name, str(value)[:LONGEST]]


if __name__ == "__main__":
    main()
