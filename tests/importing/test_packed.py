"""An archive as a ZIP: the same rows and files, opened only in the box; ZIPs made to deceive are told of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence.importing import actions, dry_run, places
from evidence.importing.places import Packed, Unopened
from evidence.models import ItemFile
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs.box import Box
from tests.importing.conftest import FILE, write
from tests.importing.test_run import AGAIN, ONCE


def packed(content: bytes) -> Packed:
    @contextmanager
    def opened() -> Iterator[Iterable[bytes]]:
        yield iter([content])

    return Packed(opened, Box())


def zip_of(folder: Path, top: str = "") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                target.write(path, top + path.relative_to(folder).as_posix())
    return kept.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("top", ["", "our archive/"])
def test_zip_when_brought_in_then_as_the_folder_would_be(folder: Path, partner: Person, top: str) -> None:
    place = packed(zip_of(folder, top))
    try:
        manifest = dry_run.examine(place, by=partner, box=Box())
        assert manifest.problems == []
        report = actions.run(manifest, by=partner)
        again = actions.run(dry_run.examine(place, by=partner, box=Box()), by=partner)
    finally:
        set_actor(partner.pk)
    assert set(map(str, report.counts.values())) == {str(ONCE)}
    assert set(map(str, again.counts.values())) == {str(AGAIN)}
    with custody.read(ItemFile.objects.visible_to(partner).select_related("file").get().file) as pieces:
        assert b"".join(pieces).decode() == "Приговор\n"


@pytest.mark.django_db
def test_file_when_too_large_for_a_zip_then_told(
    folder: Path, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Packed, "most_of_one", 5)
    try:
        manifest = dry_run.examine(packed(zip_of(folder)), by=partner, box=Box())
    finally:
        set_actor(partner.pk)
    assert [(one.table, one.row, one.word) for one in manifest.problems] == [("files", 2, "large_file")]


def test_files_when_asked_ahead_then_few_boxes_are_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"files/{number}.txt" for number in range(7)]
    for name in names:
        (folder / name).write_text(name)
    write(folder, "files", [{**FILE, "path": name} for name in names])
    place, opened = packed(zip_of(folder)), []
    monkeypatch.setattr(places, "MOST_NUMBERS", 4)
    ask = place._ask
    monkeypatch.setattr(place, "_ask", lambda *words: opened.append(words) or ask(*words))
    place.ahead(names)
    assert [place.open(name).read().decode() for name in names] == names
    assert len(opened) == 2


def _made(**entries: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return kept.getvalue()


def _linked() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as target:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        target.writestr(link, "/etc/passwd")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"no zip at all", "zip_broken"),
        (_made(**{"a.txt": b"0" * (300 << 20)})[:-30], "zip_broken"),
        (_made(**{"a.txt": b"0" * (300 << 20)}), "zip_bomb"),
        (_linked(), "zip_links"),
    ],
)
def test_zip_when_made_to_deceive_then_its_word_is_told(content: bytes, word: str) -> None:
    with pytest.raises(Unopened, match=word):
        packed(content)


def test_path_when_it_leads_out_then_outside_even_if_the_zip_holds_it() -> None:
    place = packed(_made(**{"../outside.txt": b"words", "inside.txt": b"words"}))
    with pytest.raises(places.Outside):
        place.open("../outside.txt")


def test_names_when_of_an_older_windows_then_read_in_its_code_page() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as target:
        entry = zipfile.ZipInfo("X.txt")
        entry.filename = "показания.txt".encode("cp866").decode("cp437")
        entry.flag_bits = 0
        target.writestr(entry, b"words")
    content = kept.getvalue()
    # Python marks such a name as UTF-8: taken back here, as those programs never set the mark.
    marked = "показания.txt".encode("cp866").decode("cp437").encode()
    plain = content.replace(marked, "показания.txt".encode("cp866").ljust(len(marked), b"_"))
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = plain.index(head) + at
        plain = plain[:where] + b"\x00\x00" + plain[where + 2 :]
    assert next(packed(plain).files()).startswith("показания.txt")
