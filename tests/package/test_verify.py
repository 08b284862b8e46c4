"""The stranger's check: every damage is found and the file is named, in plain words."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosures.package import verify
from tests.package import cases

SCRIPT = Path(verify.__file__)
KEY = cases.public_key()


def check(target: Path, key: str | None = KEY) -> tuple[int, str]:
    lines: list[str] = []
    source = verify.Folder(str(target)) if target.is_dir() else verify.Zip(str(target))
    code = verify.verify(source, key and verify.parse_key(key), lines.append)
    return code, "\n".join(lines)


def run(*words: str, bare: bool = False, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    flags = ["-S", "-I"] if bare else []
    return subprocess.run([sys.executable, *flags, str(script), *words], capture_output=True, text=True)


def files_of(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def is_named(path: str, report: str) -> bool:
    return f": {path}\n" in report


def test_verify_when_untouched_then_good(pristine: Path, archive: bytes, tmp_path: Path):
    code, report = check(pristine)
    assert (code, report.count("good")) == (0, 8)
    assert "GOOD: 27 files, 3 items, signature checked." in report
    zipped = tmp_path / "package.zip"
    zipped.write_bytes(archive)
    assert check(zipped)[0] == 0


def test_verify_when_run_inside_the_package_then_needs_no_path_and_writes_nothing(folder: Path):
    before = files_of(folder)
    done = run(script=folder / "verify.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Compare it with the one on the covering letter" in done.stdout
    assert KEY in done.stdout
    assert files_of(folder) == before


def test_verify_when_cryptography_is_missing_then_checks_the_rest_and_exits_2(folder: Path):
    done = run(str(folder), "--public-key", KEY, bare=True)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.splitlines()[-1] == "signature NOT checked"
    assert [line for line in done.stdout.splitlines()[:8] if not line.endswith("good")] == [
        "7. Signature               NOT checked"
    ]
    victim = folder / "data/IAPB-LTGP-0000-0003/IAPB-LTGP-0000-0003.txt"
    victim.write_bytes(b"y")
    assert run(str(folder), bare=True).returncode == 1


def test_verify_when_read_by_old_python_then_its_syntax_is_of_3_8():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_verify_when_read_then_it_imports_the_standard_library_and_cryptography_alone():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names - set(sys.stdlib_module_names) == {"cryptography"}
    assert not names & {"socket", "urllib", "http", "ssl", "subprocess", "tempfile"}


@pytest.mark.parametrize("bit", [0, 5, 7])
def test_verify_when_one_bit_of_any_file_flips_then_names_that_file(folder: Path, bit: int):
    chance = random.Random(bit)
    for name in files_of(folder):
        path = folder / name
        good = path.read_bytes()
        place = chance.randrange(len(good))
        path.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :])
        code, report = check(folder)
        assert code == 1, (name, place)
        assert is_named(name, report) or name in report, (name, place, report)
        path.write_bytes(good)
    assert check(folder)[0] == 0


@pytest.mark.parametrize(
    "name", ["data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001.wav", "custody/IAPB-LTGP-0000-0002.txt"]
)
def test_verify_when_a_byte_changes_then_that_file_alone_is_named(folder: Path, name: str):
    path = folder / name
    path.write_bytes(b"?" + path.read_bytes()[1:])
    code, report = check(folder)
    assert code == 1
    named = {line.split(": ", 1)[1] for line in report.splitlines() if line.startswith(("CHANGED:", "UNPROVED:"))}
    assert named <= {name, "proofs/IAPB-LTGP-0000-0001.json"}
    assert name in named


def test_verify_when_every_byte_of_the_small_tag_files_flips_then_all_are_found(folder: Path):
    """The files no list covers, or that cover the others: nothing in them is loose."""
    for name in ("bagit.txt", "tagmanifest-sha512.txt", "public-key.txt"):
        path = folder / name
        good = path.read_bytes()
        for place in range(0, len(good), 1 if len(good) < 500 else 7):
            path.write_bytes(good[:place] + bytes([good[place] ^ 0x20]) + good[place + 1 :])
            assert check(folder)[0] == 1, (name, place)
        path.write_bytes(good)


def flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ chance.randrange(1, 256)]) + data[place + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def drop(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + data[place + chance.randrange(1, 40) :]


def grow(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(chance.randrange(1, 40)) + data[place:]


def shuffle(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


CHANGES: list[Callable[[bytes, random.Random], bytes]] = [flip, cut, drop, grow, shuffle]


def test_verify_when_1000_files_are_mutated_at_random_then_all_are_found(folder: Path):
    chance = random.Random(8493)
    names = files_of(folder)
    done = 0
    while done < 1000:
        name, change = chance.choice(names), chance.choice(CHANGES)
        path = folder / name
        good = path.read_bytes()
        bad = change(good, chance)
        if bad == good:
            continue
        path.write_bytes(bad)
        code, report = check(folder)
        assert code == 1, (done, name, change.__name__)
        assert name in report, (done, name, change.__name__)
        path.write_bytes(good)
        done += 1


def test_verify_when_a_file_is_missing_then_names_it(folder: Path):
    for name in files_of(folder):
        path = folder / name
        good = path.read_bytes()
        path.unlink()
        code, report = check(folder)
        assert code == 1
        assert f"MISSING: {name}\n" in report
        path.write_bytes(good)


@pytest.mark.parametrize(
    "name", ["data/extra.txt", "data/IAPB-LTGP-0000-0001/x", "extra.txt", "proofs/evil.json", "fetch.txt", ".DS_Store"]
)
def test_verify_when_a_file_was_added_then_names_it(folder: Path, name: str):
    (folder / name).write_bytes(b"x")
    code, report = check(folder)
    assert code == 1
    assert f"UNEXPECTED: {name}\n    It {'asks to fetch' if name == 'fetch.txt' else 'is not listed'}" in report


def test_verify_when_a_link_stands_for_a_file_then_it_is_not_followed(folder: Path, tmp_path: Path):
    path = folder / "README.txt"
    shutil.move(path, tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    (folder / "data/link").symlink_to(tmp_path)
    os.mkfifo(folder / "data/pipe")
    code, report = check(folder)
    assert code == 1
    for name in ("README.txt", "data/link", "data/pipe"):
        assert f"UNSAFE: {name}\n" in report


def sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()


def reseal(folder: Path) -> None:
    """All a forger without the signing key can do: make every list fit again."""
    payload = [name for name in files_of(folder) if name.startswith("data/")]
    write_list(folder, "manifest-sha512.txt", payload)
    sizes = [(folder / name).stat().st_size for name in payload]
    info = (folder / "bag-info.txt").read_text().splitlines(keepends=True)
    info = [f"Payload-Oxum: {sum(sizes)}.{len(sizes)}\n" if i.startswith("Payload-Oxum") else i for i in info]
    (folder / "bag-info.txt").write_text("".join(info))
    outside = {*verify.OUTSIDE_CONTENTS}
    inside = [n for n in files_of(folder) if n not in outside and not n.startswith("proofs/")]
    write_list(folder, "contents-sha512.txt", inside)
    tags = [n for n in files_of(folder) if not n.startswith("data/") and n != "tagmanifest-sha512.txt"]
    write_list(folder, "tagmanifest-sha512.txt", tags)


def write_list(folder: Path, name: str, paths: list[str]) -> None:
    (folder / name).write_text("".join(f"{sha512(folder / path)}  {path}\n" for path in sorted(paths)))


def describe_again(folder: Path) -> None:
    path = folder / "metadata/items.json"
    record = json.loads(path.read_text())
    for item in record["items"]:
        for file in item["files"]:
            data = (folder / file["path"]).read_bytes()
            file |= {"sha256": hashlib.sha256(data).hexdigest(), "sha512": hashlib.sha512(data).hexdigest()}
            file["size"] = len(data)
    path.write_text(json.dumps(record))


def test_verify_when_a_forger_makes_all_sums_fit_then_the_ledger_tells(folder: Path):
    reseal(folder)
    assert check(folder)[0] == 0
    (folder / "data/IAPB-LTGP-0000-0003/IAPB-LTGP-0000-0003.txt").write_bytes(b"forged")
    describe_again(folder)
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert "UNPROVED: proofs/IAPB-LTGP-0000-0003.json\n    It is about another file" in report
    assert "UNPROVED: proofs/package.json" in report


@pytest.mark.parametrize("name", ["README.txt", "custody/IAPB-LTGP-0000-0001.txt", "metadata/items.csv", "verify.py"])
def test_verify_when_a_forger_rewrites_what_describes_the_evidence_then_the_ledger_tells(folder: Path, name: str):
    (folder / name).write_text("forged")
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert "UNPROVED: proofs/package.json" in report


def test_verify_when_bagit_txt_is_of_another_version_then_it_is_named_though_all_sums_fit(folder: Path):
    (folder / "bagit.txt").write_text("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")
    reseal(folder)
    code, report = check(folder)
    assert (code, report.count("    It ")) == (1, 1)
    assert "CHANGED: bagit.txt\n    It is not the two fixed lines" in report


def test_verify_when_a_file_is_slipped_into_the_tag_list_then_the_list_of_contents_tells(folder: Path):
    (folder / "letter.txt").write_text("Dear prosecutor")
    write_list(folder, "tagmanifest-sha512.txt", [*listed_in(folder, "tagmanifest-sha512.txt"), "letter.txt"])
    code, report = check(folder)
    assert (code, report.count("    It ")) == (1, 1)
    assert "UNEXPECTED: letter.txt\n    It is not in contents-sha512.txt" in report


def listed_in(folder: Path, name: str) -> list[str]:
    return [line.split("  ", 1)[1] for line in (folder / name).read_text().splitlines()]


def test_verify_when_a_list_names_what_belongs_to_another_then_says_so(folder: Path):
    write_list(folder, "manifest-sha512.txt", [*listed_in(folder, "manifest-sha512.txt"), "README.txt"])
    reseal_tags(folder)
    assert "It lists README.txt, which does not belong there" in check(folder)[1]


def reseal_tags(folder: Path) -> None:
    write_list(folder, "tagmanifest-sha512.txt", listed_in(folder, "tagmanifest-sha512.txt"))


def test_verify_when_bag_info_states_another_number_then_says_so(folder: Path):
    path = folder / "bag-info.txt"
    path.write_text(path.read_text().replace(".5\n", ".6\n"))
    assert "CHANGED: bag-info.txt\n    It states another size or number" in check(folder)[1]


FIRST = "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001.wav"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda i: i[0]["files"][0].update(sha256="0" * 64), f"CHANGED: {FIRST}\n    It is not the file that"),
        (lambda i: i[0]["files"][0].update(size=1), f"CHANGED: {FIRST}\n    It is not the file that"),
        (lambda i: i[0]["files"][0].update(path="data/none"), "MISSING: data/none\n    It is missing, though it"),
        (lambda i: i[0]["files"].pop(0), f"UNEXPECTED: {FIRST}\n    It belongs to no item"),
        (lambda i: i[0]["files"].append(i[0]["files"][0]), f"UNEXPECTED: {FIRST}\n    It belongs to no item"),
        (lambda i: i[0]["files"].clear(), "MALFORMED: metadata/items.json\n    It was changed"),
        (lambda i: i[0].update(doc_id="../x"), "MALFORMED: metadata/items.json\n    It was changed"),
        (lambda i: i.pop(0), f"UNEXPECTED: {FIRST}\n    It belongs to no item"),
        (lambda i: i.pop(0), "UNEXPECTED: proofs/IAPB-LTGP-0000-0001.json\n    It proves nothing"),
    ],
)
def test_verify_when_the_metadata_says_otherwise_than_the_files_then_says_so(
    folder: Path, change: Callable[[list], object], words: str
):
    path = folder / "metadata/items.json"
    record = json.loads(path.read_text())
    change(record["items"])
    path.write_text(json.dumps(record))
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert words in report


def test_verify_when_proofs_are_swapped_then_both_are_named(folder: Path):
    one, two = folder / "proofs/IAPB-LTGP-0000-0001.json", folder / "proofs/IAPB-LTGP-0000-0003.json"
    first, second = one.read_text(), two.read_text()
    one.write_text(second)
    two.write_text(first)
    reseal(folder)
    report = check(folder)[1]
    assert report.count("swapped or changed") == 2
    # and with the number inside rewritten to fit
    one.write_text(second.replace("0000-0003", "0000-0001"))
    two.write_text(first.replace("0000-0001", "0000-0003"))
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert is_named("proofs/IAPB-LTGP-0000-0001.json", report)
    assert is_named("proofs/IAPB-LTGP-0000-0003.json", report)


def edit_proof(folder: Path, change: Callable[[dict], None]) -> tuple[int, str]:
    path = folder / "proofs/IAPB-LTGP-0000-0001.json"
    good = path.read_text()
    proof = json.loads(good)
    change(proof)
    path.write_text(json.dumps(proof))
    reseal(folder)
    answer = check(folder)
    path.write_text(good)
    return answer


def set_event(**values: object) -> Callable[[dict], None]:
    return lambda proof: proof["events"][0].update(values)


WRONG: dict[str, Callable[[dict], None]] = {
    "index up": set_event(index=2),
    "index as text": set_event(index="1"),
    "index true": set_event(index=True),
    "index negative": set_event(index=-1),
    "path shorter": lambda p: p["events"][0]["path"].pop(),
    "path longer": lambda p: p["events"][0]["path"].append("00" * 32),
    "node short": lambda p: p["events"][0]["path"].__setitem__(0, "00" * 31),
    "node capital": lambda p: p["events"][0]["path"].__setitem__(0, p["events"][0]["path"][0].upper()),
    "leaf other": lambda p: p["events"][0].update(leaf=p["events"][0]["leaf"].replace("received", "redacted")),
    "salt other": set_event(salt="00" * 32),
    "detail other": set_event(detail="{}"),
    "file of another": set_event(files=["data/IAPB-LTGP-0000-0003/IAPB-LTGP-0000-0003.txt"]),
    "file that is not": set_event(files=["data/none"]),
    "no file": set_event(files=[]),
    "more": set_event(note="x"),
    "more beside": lambda p: p.update(note="x"),
    "another form": lambda p: p.update(format="iapb-proof/2"),
    "no events": lambda p: p.update(events=[]),
    "size up": lambda p: p.update(tree_size=p["tree_size"] + 1),
    "not a proof": lambda p: p.update(events="all"),
}


@pytest.mark.parametrize("name", WRONG)
def test_verify_when_a_proof_was_edited_then_it_is_unproved(folder: Path, name: str):
    code, report = edit_proof(folder, WRONG[name])
    assert code == 1
    assert "UNPROVED: proofs/IAPB-LTGP-0000-0001.json" in report


def replace_checkpoint(folder: Path, text: str) -> tuple[int, str]:
    (folder / "checkpoint.txt").write_text(text)
    reseal(folder)
    return check(folder)


def test_verify_when_the_root_is_another_then_no_proof_holds(folder: Path):
    size = int((folder / "checkpoint.txt").read_text().split("\n")[1])
    code, report = replace_checkpoint(folder, cases.checkpoint(size, b"\x07" * 32))
    assert code == 1
    assert report.count("does not lead to the root") == 4


def test_verify_when_the_signature_is_of_another_key_then_says_so(folder: Path):
    lines = (folder / "checkpoint.txt").read_text().split("\n")
    root = base64.b64decode(lines[2])
    stranger = cases.Ed25519PrivateKey.generate()
    code, report = replace_checkpoint(folder, cases.checkpoint(int(lines[1]), root, stranger))
    assert code == 1
    assert "is not signed with the key it should be signed with" in report
    # the stranger puts their own key in as well: the letter's key tells, without it nothing can
    (folder / "public-key.txt").write_text(cases.public_key(stranger) + "\n")
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert "is not the key printed on the covering letter" in report
    code, report = check(folder, key=None)
    assert code == 0
    assert "Compare it with the one on the covering letter" in report


def test_verify_when_the_signature_does_not_hold_then_says_so(folder: Path):
    text = (folder / "checkpoint.txt").read_text()
    head, _, line = text.rstrip("\n").rpartition(" ")
    data = bytearray(base64.b64decode(line))
    data[20] ^= 1
    code, report = replace_checkpoint(folder, f"{head} {base64.b64encode(data).decode()}\n")
    assert code == 1
    assert "has a signature that does not hold" in report


@pytest.mark.parametrize(
    "line",
    [
        "{sum}  data/../../etc/passwd\n",
        "{sum}  /etc/passwd\n",
        "{sum}  data\\..\\x\n",
        "{sum}  c:evil\n",
    ],
)
def test_verify_when_a_list_points_outside_then_it_is_refused_and_not_read(folder: Path, line: str):
    for name in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
        path = folder / name
        good = path.read_text()
        path.write_text("".join(sorted([*good.splitlines(keepends=True), line.format(sum="0" * 128)])))
        code, report = check(folder)
        assert code == 1
        assert f"UNSAFE: {name}\n    It names a path outside the package" in report
        path.write_text(good)


def rezip(folder: Path, target: Path, extra: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name in files_of(folder):
            archive.write(folder / name, f"{cases.NUMBER}/{name}")
        for name, data in extra.items():
            archive.writestr(name, data)
    return target


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", f"{cases.NUMBER}/../../evil", f"{cases.NUMBER}/data/..\\evil", "b/x"]
)
def test_verify_when_a_zip_holds_a_path_outside_then_it_is_refused(pristine: Path, tmp_path: Path, name: str):
    code, report = check(rezip(pristine, tmp_path / "p.zip", {name: b"x"}))
    assert code == 1
    assert "UNSAFE" in report


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_verify_when_a_zip_holds_a_name_twice_then_it_is_named(pristine: Path, tmp_path: Path):
    code, report = check(rezip(pristine, tmp_path / "p.zip", {f"{cases.NUMBER}/README.txt": b"x"}))
    assert code == 1
    assert "UNEXPECTED: README.txt\n    It is in the ZIP twice" in report


def test_verify_when_bytes_inside_the_zip_change_then_the_file_is_named(archive: bytes, tmp_path: Path):
    target = tmp_path / "p.zip"
    place = archive.index(b"second" * 10) + 7
    target.write_bytes(archive[:place] + b"!" + archive[place + 1 :])
    done = run(str(target))
    assert done.returncode == 1
    assert is_named("data/IAPB-LTGP-0000-0002/IAPB-LTGP-0000-0002_2.bin", done.stdout)
    target.write_bytes(archive[: len(archive) // 2])
    assert "ZIP cannot be opened" in run(str(target)).stdout


def test_verify_when_there_is_nothing_to_check_then_exits_3(tmp_path: Path, folder: Path):
    assert run(str(tmp_path / "none")).returncode == 3
    assert run("--public-key", "abc", str(folder)).returncode == 3
    assert run("--unknown").returncode == 3


def test_verify_when_the_folder_is_empty_then_all_is_missing(tmp_path: Path):
    code, report = check(tmp_path)
    assert code == 1
    assert "MISSING: manifest-sha512.txt" in report


def test_verify_when_names_try_to_write_over_the_report_then_they_are_shown_harmless(folder: Path):
    (folder / "data/\x1b[2J\rGOOD\n").write_bytes(b"x")
    code, report = check(folder)
    assert code == 1
    assert "\x1b" not in report
    assert "data/?[2J?GOOD?" in report


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"items": [1]}', "[]", '{"items": [], "items": []}', "\ufeff{}", "9" * 9000]
)
def test_verify_when_the_metadata_is_hostile_then_it_is_named_and_the_check_goes_on(folder: Path, text: str):
    (folder / "metadata/items.json").write_text(text)
    reseal(folder)
    code, report = check(folder)
    assert code == 1
    assert "MALFORMED: metadata/items.json" in report or "UNPROVED: proofs/package.json" in report
    assert "8. Key of the signature" in report
