"""The case speaks the project's own vocabulary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from disclosures.demonstration import story
from evidence.coding.models.facts import Act, Harm, Intervention, Involvement, Level
from evidence.dates import Precision

ROOT = Path(__file__).resolve().parents[2]
TOLD = story.tell(date(2026, 3, 1))


def listed(path: str) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_tags_when_looked_up_then_every_code_can_be_assigned_and_needs_no_special_handling() -> None:
    codes = {one["code"]: one for one in listed("evidence/coding/data/framework.yaml")["codes"]}
    used = {tag.code for tag in TOLD.tags} | {act.code for act in TOLD.incident.acts} | {TOLD.incident.context}
    used |= {act.instrument for act in TOLD.incident.acts if act.instrument}

    assert all(codes[code]["assignable"] for code in used)
    # A restricted code would hold back the first interview (decision row 11).
    assert not [code for code in used if {"restricted", "sgbv"} & set(codes[code].get("handling", ()))]


def test_instrument_when_tagged_then_an_act_is_tagged_on_the_same_words() -> None:
    text = story.text("w1.ru.txt")
    spans = [(tag.code, text.index(tag.quote), text.index(tag.quote) + len(tag.quote)) for tag in TOLD.tags]
    acts = [span for span in spans if span[0].startswith(("PHY.", "SGB.", "KIL."))]

    for code, start, end in spans:
        if code.startswith("INS."):
            assert any(first <= start and end <= last for _, first, last in acts), code


def test_incident_when_looked_up_then_place_facility_and_bodies_are_real_institutions() -> None:
    gazetteer = listed("evidence/data/gazetteer.yaml")
    ids = {kind: {one["id"] for one in gazetteer[kind]} for kind in ("places", "facilities", "state_bodies")}

    assert TOLD.incident.place in ids["places"]
    assert TOLD.incident.facility in ids["facilities"]
    assert {act.actor_body for act in TOLD.incident.acts} | {TOLD.incident.official.state_body} <= ids["state_bodies"]


def test_texts_when_they_name_an_institution_then_the_gazetteer_knows_it() -> None:
    """Spelled as the witnesses say it, against the gazetteer's own labels and other names."""
    gazetteer = listed("evidence/data/gazetteer.yaml")
    known = " ".join(
        " ".join([*one["label"].values(), *one.get("aka", ())])
        for kind in ("places", "facilities", "state_bodies")
        for one in gazetteer[kind]
    )
    said = "Окрестин", "Жодино", "ГУБОПиК", "Каменный Лог", "Амерыканк", "КДБ", "Zhodzina", "Kamenny Loh", "Stela"

    texts = "".join(story.text(name) for name in ("w1.ru.txt", "w2.be.txt", "w3.en.txt"))
    assert [name for name in said if name not in texts] == []
    assert [name for name in said if name not in known] == []


def test_incident_when_entered_then_every_choice_is_one_the_workbench_offers() -> None:
    incident = TOLD.incident

    assert {act.knowledge_basis for act in incident.acts} <= set(Act.Knowledge.values)
    assert incident.harm.documented in Harm.Documented.values
    assert (incident.harm.code, incident.harm.quote) in {(tag.code, tag.quote) for tag in TOLD.tags}
    assert incident.intervention.form in Intervention.Form.values
    assert incident.intervention.outcome in Intervention.Outcome.values
    assert incident.official_degree in Involvement.Degree.values
    assert incident.official.identification in Involvement.Identification.values
    assert {incident.certainty, incident.official_confidence} <= set(Level.values)
    assert incident.precision in Precision.values
