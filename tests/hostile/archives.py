"""Archives that grow, that climb out of their folder, that lie."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.hostile.hostile import SLIP, Hostile

# So that it is known again wherever it should come to lie.
OUT = f"{SLIP} lies outside".encode()

DAY = (2024, 5, 2, 12, 0, 0)
ZEROS = bytes(24 << 20)


def entry(name: str, mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, DAY)
    made.compress_type, made.external_attr, made.create_system = method, mode << 16, 3
    return made


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for about, content in entries:
            target.writestr(entry(about) if isinstance(about, str) else about, content)
    return made.getvalue()


def local(name: bytes, packed: bytes, size: int, *, method: int = 8, flags: int = 0, crc: int = 0) -> bytes:
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 0x58A2, crc, len(packed), size, len(name), 0)
    return head + name + packed


def central(
    name: bytes, packed: int, size: int, offset: int, *, method: int = 8, flags: int = 0, crc: int = 0
) -> bytes:
    numbers = (20, 20, flags, method, 0, 0x58A2, crc, packed, size, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *numbers) + name


def end(number: int, size: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, size, offset, 0)


def deflated(content: bytes) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(content) + machine.flush()


def overlapping(number: int = 250) -> bytes:
    """Every name leads to the same bytes."""
    packed = deflated(bytes(1 << 20))
    body = local(b"a", packed, 1 << 20)
    names = b"".join(central(b"%03d" % one, len(packed), 1 << 20, 0) for one in range(number))
    return body + names + end(number, len(names), len(body))


def lying(told: int, name: bytes = b"a.txt", there: bytes = b"a.txt", flags: int = 0) -> bytes:
    packed = deflated(ZEROS)
    body = local(there, packed, told, flags=flags)
    names = central(name, len(packed), told, 0, flags=flags)
    return body + names + end(1, len(names), len(body))


def nested(layers: int, wide: int = 1) -> bytes:
    content, name = b"nothing " * 1000, "a.txt"
    for layer in range(layers):
        content, name = zipped(*((f"{number}-{name}", content) for number in range(wide))), f"layer-{layer}.zip"
    return content


def taped(*members: tuple[str, bytes, str, bytes], mode: str = "w") -> bytes:
    """Members as (name, type, link, content)."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=tarfile.PAX_FORMAT) as tape:  # type: ignore[call-overload]
        for name, kind, link, content in members:
            about = tarfile.TarInfo(name)
            about.type, about.linkname, about.size, about.mtime = kind, link, len(content), 0
            tape.addfile(about, io.BytesIO(content))
    return made.getvalue()


def packed_again(content: bytes, pack: Callable[[bytes], bytes], times: int) -> bytes:
    for _time in range(times):
        content = pack(content)
    return content


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def files() -> Iterator[Hostile]:
    yield from _zips_that_grow()
    yield from _zips_that_climb()
    yield from _zips_that_lie()
    yield from _tapes()
    yield from _streams()
    yield from _closed()


def _zips_that_grow() -> Iterator[Hostile]:
    bomb = ("bomb",)
    yield Hostile("flat-bomb.zip", zipped(("zeros.txt", ZEROS)), found=bomb)
    yield Hostile("flat-bomb-many.zip", zipped(*((f"{n}.txt", ZEROS[: 4 << 20]) for n in range(6))), found=bomb)
    yield Hostile("bomb-that-says-it-is-small.zip", lying(100), found=bomb)
    yield Hostile("bomb-that-says-four-gigabytes.zip", lying(0xFFFFFFFE), found=bomb)
    yield Hostile("overlapping-bomb.zip", overlapping(), found=bomb)
    yield Hostile("nested.zip", nested(3), found=("nested",))
    yield Hostile("nested-wide.zip", nested(3, 6), found=("nested",))
    yield Hostile("nested-42.zip", nested(42), found=("nested",))
    yield Hostile("ten-thousand-and-one.zip", zipped(*((f"{n}", b"") for n in range(10_001))), found=bomb)
    bz = entry("a.txt", method=zipfile.ZIP_BZIP2)
    yield Hostile("bzip2-bomb.zip", zipped((bz, ZEROS)), found=bomb)
    yield Hostile("lzma-bomb.zip", zipped((entry("a.txt", method=zipfile.ZIP_LZMA), ZEROS)), found=bomb)


def _zips_that_climb() -> Iterator[Hostile]:
    outside = ("outside_names",)
    names = {
        "up": f"../../../../../../../../var/tmp/{SLIP}-up", "absolute": f"/var/tmp/{SLIP}-absolute",
        "backslash": f"..\\..\\..\\{SLIP}-backslash", "drive": f"C:\\{SLIP}-drive", "home": f"~/{SLIP}-home",
        "device": "CON", "device-ending": "folder/aux.txt", "control": f"{SLIP}\n\x1b[2J.txt", "long": "a" * 300 + ".txt",
        "hidden-up": f"photos/../../{SLIP}-hidden",
    }  # fmt: skip
    for which, name in names.items():
        yield Hostile(f"slip-{which}.zip", zipped((name, OUT)), found=outside)
    links = ("links_inside",)
    yield Hostile("symlink.zip", zipped((entry("link", stat.S_IFLNK | 0o777), b"/etc/passwd")), found=links)
    through = (entry("link", stat.S_IFLNK | 0o777), b"/var/tmp"), (f"link/{SLIP}-through", OUT)
    yield Hostile("symlink-then-through-it.zip", zipped(*through), found=links)
    yield Hostile("fifo.zip", zipped((entry("fifo", stat.S_IFIFO | 0o666), b"")), found=links)
    yield Hostile("device.zip", zipped((entry("device", stat.S_IFBLK | 0o666), b"")), found=links)


def _zips_that_lie() -> Iterator[Hostile]:
    good = zipped(("a.txt", b"words " * 500), ("b.txt", b"more " * 500))
    twofold = b"".join((body := local(b"harmless.txt", deflated(b"x" * 99), 99),))
    names = central(b"other.txt", len(deflated(b"x" * 99)), 99, 0)
    yield Hostile("two-names.zip", twofold + names + end(1, len(names), len(body)), found=("two_kinds",))
    yield Hostile("locked.zip", lying(100, flags=1), found=("locked",))
    yield Hostile("truncated.zip", good[: len(good) // 2])
    yield Hostile("only-its-end.zip", end(0, 0, 0))
    yield Hostile("end-points-nowhere.zip", good[:-22] + end(2, 9999, 0xFFFFFFF0))
    yield Hostile("damaged-inside.zip", good[:60] + bytes(40) + good[100:])
    yield Hostile("sixty-thousand-entries-promised.zip", b"PK\3\4" + bytes(40) + end(60_000, 50, 44))


def _tapes() -> Iterator[Hostile]:
    regular, link, hard = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
    yield Hostile("up.tar", taped((f"../../../var/tmp/{SLIP}-tar", regular, "", OUT)), found=("outside_names",))
    yield Hostile("absolute.tar", taped((f"/var/tmp/{SLIP}-tar-abs", regular, "", OUT)), found=("outside_names",))
    yield Hostile("symlink.tar", taped(("link", link, "/etc", b"")), found=("links_inside",))
    through = ("link", link, "/var/tmp", b""), (f"link/{SLIP}-tar-through", regular, "", OUT)
    yield Hostile("symlink-then-through-it.tar", taped(*through), found=("links_inside",))
    yield Hostile("hard-link.tar", taped(("passwd", hard, "/etc/passwd", b"")), found=("links_inside",))
    yield Hostile("device.tar", taped(("sda", tarfile.BLKTYPE, "", b"")), found=("links_inside",))
    yield Hostile("fifo.tar", taped(("fifo", tarfile.FIFOTYPE, "", b"")), found=("links_inside",))
    many = taped(*((f"{number}", regular, "", b"") for number in range(10_001)))
    yield Hostile("ten-thousand-and-one.tar.gz", gzipped(many), found=("bomb",))
    yield Hostile("bomb.tar.gz", gzipped(taped(("a", regular, "", ZEROS))), found=("bomb",))
    yield Hostile("truncated.tar", taped(("a.txt", regular, "", b"words" * 999))[:2000])
    yield Hostile("endless-name.tar", taped(("d/" * 40_000 + "a", regular, "", b"")))


def _streams() -> Iterator[Hostile]:
    yield Hostile("bomb.gz", gzipped(ZEROS), found=("bomb",))
    yield Hostile("bomb.bz2", bz2.compress(ZEROS), found=("bomb",))
    yield Hostile("bomb.xz", lzma.compress(ZEROS), found=("bomb",))
    yield Hostile("packed-four-times.gz", packed_again(b"words" * 9999, gzipped, 4), found=("nested",))
    yield Hostile("bomb-in-bomb.gz", packed_again(ZEROS, gzipped, 2), found=("nested",))
    yield Hostile("truncated.gz", gzipped(bytes(range(256)) * 999)[:300])


def _closed() -> Iterator[Hostile]:
    heads = {
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(24), "rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),

        "zst": b"\x28\xb5\x2f\xfd\x04\x00" + bytes(20),
    }  # fmt: skip
    for ending, content in heads.items():
        yield Hostile(f"closed.{ending}", content, found=("closed_archive",))
