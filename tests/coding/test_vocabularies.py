"""The starting vocabularies: whole, once, and by every spelling."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.core.management import call_command

from evidence.coding.frameworks import FRAMEWORK, load_framework
from evidence.coding.models import Code, FrameworkVersion
from evidence.models import BodyRelation, Country, Facility, LegalProvision, Official, Place, StateBody
from evidence.models.registers import fold
from evidence.registers.kinds import REGISTERS
from evidence.vocabularies import DATA
from iapb.access.errors import Invalid
from iapb.ledger.models import Event
from tests.cast import make_person

pytestmark = pytest.mark.django_db


def test_framework_when_loaded_then_whole() -> None:
    version = FrameworkVersion.objects.get(current=True)
    assert (version.scheme, version.version, version.single_choice) == ("iapb-by", "0.1", ["CTX"])
    codes = list(Code.objects.filter(framework=version))
    assert (len(codes), sum(code.assignable for code in codes)) == (168, 152)
    data = {row["code"]: row for row in yaml.safe_load(FRAMEWORK.read_text(encoding="utf-8"))["codes"]}
    for code in codes:
        row = data[code.code]
        assert (code.label_en, code.label_ru, code.label_be) == (
            row["label"]["en"], row["label"]["ru"], row["label"]["be"])  # fmt: skip
        assert (code.parent.code if code.parent else None) == row["parent"]
    assert {code.code for code in codes if code.restricted} == {
        row["code"] for row in data.values() if {"sgbv", "restricted"} & set(row.get("handling", []))
    }


def test_gazetteer_when_loaded_then_whole() -> None:
    data = yaml.safe_load((DATA / "gazetteer.yaml").read_text(encoding="utf-8"))
    assert Place.objects.count() == len(data["places"]) == 75
    assert Facility.objects.count() == len(data["facilities"]) == 78
    assert StateBody.objects.count() == len(data["state_bodies"]) == 80
    assert LegalProvision.objects.count() == len(data["legal_provisions"]) == 18
    assert Country.objects.count() == 249
    parents = sum(bool(row["parent"]) for row in data["state_bodies"])
    assert BodyRelation.objects.count() == parents + len(data["extra_relations"])
    assert Official.objects.unscoped("the register starts empty").count() == 0
    assert Place.objects.get(key="minsk-pushkinskaya").parent.key == "minsk-frunzenski"


def test_load_when_run_again_then_nothing_changes() -> None:
    before = Event.objects.count()
    Facility.objects.filter(key="sizo-1").update(note="corrected by a person")
    out = io.StringIO()
    call_command("load_vocabularies", stdout=out)
    assert {line.split(": ")[1] for line in out.getvalue().splitlines()} == {"0 added"}
    assert Facility.objects.get(key="sizo-1").note == "corrected by a person"
    assert Event.objects.count() == before


def test_load_when_an_entry_is_missing_then_it_is_added_and_recorded() -> None:
    LegalProvision.objects.get(key="cc-411").delete()
    call_command("load_vocabularies", stdout=io.StringIO())
    assert LegalProvision.objects.filter(key="cc-411").exists()
    assert Event.objects.filter(event="vocabulary.loaded").count() == 1


def test_framework_when_a_new_version_comes_then_the_old_one_is_kept(tmp_path: Path) -> None:
    text = FRAMEWORK.read_text(encoding="utf-8").replace('version: "0.1"', 'version: "0.2"')
    file = tmp_path / "framework.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_framework(partial(apps.get_model, "coding"), file) == 168
    assert FrameworkVersion.objects.get(current=True).version == "0.2"
    assert Code.objects.filter(code="PHY.BEAT").count() == 2


def test_framework_when_a_loaded_version_was_edited_then_refused(tmp_path: Path) -> None:
    file = tmp_path / "framework.yaml"
    file.write_text(FRAMEWORK.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    with pytest.raises(Invalid):
        load_framework(partial(apps.get_model, "coding"), file)


@pytest.mark.parametrize(
    ("register", "typed", "key"),
    [
        ("facilities", "akrescina", "tsip-minsk"),
        ("facilities", "Окрестина ЦИП", "tsip-minsk"),
        ("facilities", "акрэсціна ічу", "ivs-minsk"),
        ("facilities", "ЖОДИНО", "prison-8"),
        ("places", "Menśk", None),
        ("places", "менск", "BY-HM"),
        ("places", "Могилёв", "mahiliou"),
        ("places", "могилев", "mahiliou"),
        ("bodies", "МВД", "mvd"),
        ("countries", "літва", "LT"),
        ("provisions", "342", "cc-342"),
    ],
)
def test_search_when_typed_in_any_script_then_found(register: str, typed: str, key: str | None) -> None:
    found = list(REGISTERS[register].spelled(typed, make_person("Rita", "analyst")).values_list("key", flat=True))
    assert (key in found) if key else found == []


def test_fold_when_accents_and_quotes_differ_then_the_same() -> None:
    assert fold("«Акрэ́сціна»") == fold("акрэсціна") == "акрэсціна"
    assert fold("Ёлка  N°1") == fold("елка n°1")
