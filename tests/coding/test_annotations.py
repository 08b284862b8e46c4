"""Tags as W3C Web Annotations: valid, in code points, bound to the layer by its hash, and told in the ledger."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from evidence.coding import actions
from evidence.models import ItemFile, Text
from iapb.custody.models import StoredFile
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, TRANSLATION, Case, code, make_case, name_on, where
from tests.coding.test_api import Script
from tests.oracles.web_annotation import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    case = make_case()
    for text, contents, words, name in (
        (case.original, ORIGINAL, "студэнтаў 😢 і не", "PHY.BEAT"),
        (case.original, ORIGINAL, "😢", "PHY.INSTR"),
        (case.translation, TRANSLATION, "gave no water", "CON.FOOD"),
    ):
        start, end = where(contents, words)
        tag = actions.place_tag(text=text, code=code(name), start=start, end=end, by=case.analyst)
    actions.add_note(tag=tag, words="Said again on page 4.", by=case.analyst)
    return case


def exported(case: Case) -> Any:
    answer = Script(case.analyst).get("api_annotations", case.item.pk)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/ld+json")
    return json.loads(answer.content)


def test_export_when_asked_then_valid_and_the_quote_stands_where_it_says(case: Case) -> None:
    told = exported(case)
    assert violations(told) == [] and told["total"] == 3
    layers = {str(case.original.pk): "\n".join(ORIGINAL), str(case.translation.pk): "\n".join(TRANSLATION)}
    for one in told["first"]["items"]:
        position, quote = one["target"]["selector"]
        layer = layers[one["target"]["source"].removeprefix("urn:uuid:")]
        start, end = position["start"], position["end"]
        assert layer[start:end] == quote["exact"]
        assert (layer[start - 32 : start] if start > 32 else layer[:start]) == quote["prefix"]
        assert layer[end : end + 32] == quote["suffix"]
    hashes = Text.objects.visible_to(case.acts_as(case.analyst)).filter(item=case.item).values_list("sha256", flat=True)
    assert {one["target"]["state"]["cached"] for one in told["first"]["items"]} == {f"urn:sha256:{h}" for h in hashes}
    assert "Said again on page 4." in [body["value"] for one in told["first"]["items"] for body in one["body"]]


def test_export_when_nothing_is_tagged_then_an_empty_collection(case: Case) -> None:
    for tag in Script(case.analyst).get("api_tags", case.item.pk).json():
        Script(case.analyst).post("api_retract", tag["id"])
    told = exported(case)
    assert violations(told) == [] and told["total"] == 0


def test_export_when_the_words_are_timed_then_the_place_in_the_recording_too(case: Case) -> None:
    case.acts_as(case.partner)
    file = StoredFile(kind="original", state="ready", size=1, media_type="audio/wav", received_by=case.partner,
                      receipt_event=uuid4())  # fmt: skip
    file.save(force_insert=True)
    ItemFile(item=case.item, file=file, role="recording_audio", added_by=case.partner, collection=case.collection).save(
        force_insert=True
    )
    told = exported(case)
    assert violations(told) == []
    heard = [one["target"][1] for one in told["first"]["items"] if isinstance(one["target"], list)]
    assert [one["selector"]["value"] for one in heard] == ["t=8,11.5"] * 2
    assert {one["source"] for one in heard} == {f"urn:uuid:{file.pk}"}


def test_export_when_made_then_an_event_and_no_names(case: Case) -> None:
    answer = signed_in(case.analyst).get(reverse("annotations", args=[case.item.pk]))
    assert violations(json.loads(answer.content)) == []
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.item.reference}.tags.jsonld"'
    assert case.analyst.name not in answer.content.decode()
    event = Event.objects.get(event="tags.exported")
    assert (event.actor, event.object) == (str(case.analyst.pk), str(case.item.pk))


def test_export_when_a_tag_is_need_to_know_then_only_for_who_is_named(case: Case) -> None:
    name_on(case.item, case.analyst)
    case.acts_as(case.analyst)
    actions.place_tag(text=case.original, code=code("SGB.THREAT"), start=0, end=3, by=case.analyst)
    assert exported(case)["total"] == 4
    assert json.loads(Script(case.colleague).get("api_annotations", case.item.pk).content)["total"] == 3
    assert Script(case.partner).get("api_annotations", case.item.pk).status_code == 403
    assert Script(case.stranger).get("api_annotations", case.item.pk).status_code == 404
