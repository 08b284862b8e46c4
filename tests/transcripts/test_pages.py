"""The pages of transcripts in work: who sees what, in which state, and how much they ask."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evidence.models import Item, ItemFile, Text
from evidence.transcripts import actions
from evidence.transcripts.models import Clash, Work, WorkSegment
from iapb.access import waiting
from iapb.accounts.models import Person
from iapb.care import actions as care
from iapb.language.base import Segment as Spoken
from interviews.actions import facts
from tests.cast import make_body, make_person, signed_in
from tests.coding.cases import give_set
from tests.intake import make_partner
from tests.statements import asked_of
from tests.transcripts.conftest import acts, add_layer, put, rows, type_in

pytestmark = pytest.mark.django_db
BAR = 15


def get(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return answer.content.decode()


def without_token(answer: HttpResponse) -> str:
    """Each answer has a form token of its own."""
    return re.sub(r'value="\w{64}"|: "\w{64}"', "", answer.content.decode())


def mode(page: str) -> str:
    found = re.search(r'data-mode="(\w+)"', page)
    return found[1] if found else ""


@pytest.fixture
def analyst(item: Item, partner: Person) -> Person:
    """Of the secretariat, on whose case the interview is."""
    person = make_person("Anna", "analyst", body=make_body(f"Secretariat {uuid4()}"))
    give_set(item, acts(partner), person)
    acts(partner)
    return person


def test_page_when_opened_then_each_sees_what_is_theirs_to_do(
    typed: Work, partner: Person, colleague: Person, analyst: Person
) -> None:
    assert mode(get(signed_in(partner), "work", typed.pk)) == "type"
    assert mode(get(signed_in(colleague), "work", typed.pk)) == "read"
    away = get(signed_in(analyst), "work", typed.pk)
    assert mode(away) == "" and partner.name in away and "Где вы были" not in away
    stranger = signed_in(make_partner("Stranger"))
    missing = stranger.get(reverse("work", args=[typed.pk]))
    nowhere = stranger.get(reverse("work", args=[uuid4()]))
    assert missing.status_code == 404 and without_token(missing) == without_token(nowhere)
    actions.hand_in(work=typed.pk, by=acts(partner))
    assert mode(get(signed_in(partner), "work", typed.pk)) == "read"
    assert mode(get(signed_in(colleague), "work", typed.pk)) == "check"
    actions.accept(work=typed, by=acts(colleague))
    assert "accepted by Colleague" in get(signed_in(partner), "work", typed.pk)


def test_page_when_there_are_many_rows_then_no_more_is_asked(item: Item, recording: ItemFile, partner: Person) -> None:
    def asked(number: int) -> int:
        spoken = [Spoken(f"слово {n}", "A", n * 1000, n * 1000 + 900, "ru") for n in range(number)]
        draft = add_layer(item, spoken, recording, partner)
        work = actions.begin_transcript(item=item, recording=recording, began_from=draft, by=acts(partner))
        client = signed_in(partner)
        client.get(reverse("work", args=[work.pk]))
        with CaptureQueriesContext(connection) as captured:
            page = get(client, "work", work.pk)
        assert f"слово {number - 1}" in page.encode().decode("unicode_escape", "ignore") or f"{number - 1}" in page
        actions.give_up(work=work, by=acts(partner))
        return len(asked_of(captured))

    few, many = asked(3), asked(300)
    assert few == many <= BAR, (few, many)


def test_saving_when_sent_then_few_statements(typed: Work, partner: Person) -> None:
    client = signed_in(partner)

    def send(text: str) -> None:
        row = rows(typed, partner)[0]
        one = {"id": str(row.pk), "version": row.version, "text": text, "speaker": "Q", "start_ms": 0}
        body = {"key": str(uuid4()), "puts": [one]}
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(reverse("api_work_changes", args=[typed.pk]), body, content_type="application/json")
        assert answer.status_code == 200 and answer.json()["applied"], answer.content
        counts.append(len(asked_of(captured)))

    counts: list[int] = []
    send("один")
    send("два")
    assert counts[-1] <= BAR + 2, counts


def test_begin_when_chosen_on_the_page_then_the_editor(
    item: Item, recording: ItemFile, draft: Text, partner: Person
) -> None:
    client = signed_in(partner)
    page = get(client, "begin_work", item.pk)
    assert "Correct: Transcript (Russian), Machine draft, not checked" in page
    sent = {"kind": "transcript", "transcript-recording": recording.pk, "transcript-began_from": draft.pk}
    answer = client.post(reverse("begin_work", args=[item.pk]), sent)
    work = Work.objects.visible_to(acts(partner)).get()
    assert answer.headers["Location"] == reverse("work", args=[work.pk])
    sent = {"kind": "translation", "translation-source": draft.pk, "translation-language": "ru"}
    assert "in this language already" in client.post(reverse("begin_work", args=[item.pk]), sent).content.decode()
    client.post(reverse("begin_work", args=[item.pk]), {**sent, "translation-language": "en"})
    assert Work.objects.visible_to(acts(partner)).filter(kind="translation", source=draft).count() == 1


def test_item_when_something_is_in_work_then_its_page_says_whose(
    typed: Work, item: Item, partner: Person, colleague: Person
) -> None:
    page, where = get(signed_in(colleague), "item", item.pk), reverse("begin_work", args=[item.pk])
    assert f'hx-get="{where}" hx-trigger="load" hx-select="[data-in-work]"' in page
    (in_work,) = re.findall("(?s)<div data-in-work>(.*?)</div>", get(signed_in(colleague), "begin_work", item.pk))
    assert f"In the hands of {partner.name}" in in_work


def test_checks_when_opened_then_findings_and_the_button(typed: Work, partner: Person, colleague: Person) -> None:
    page = get(signed_in(partner), "work_checks", typed.pk)
    assert "1 uncertain place is marked." in page and reverse("hand_in_work", args=[typed.pk]) in page
    assert "Only who has it in hand" in get(signed_in(colleague), "work_checks", typed.pk)
    first = rows(typed, partner)[0]
    type_in(typed, partner, put(first, start_ms=9000, end_ms=None))
    page = get(signed_in(partner), "work_checks", typed.pk)
    assert "This comes first." in page and reverse("hand_in_work", args=[typed.pk]) not in page


def test_list_when_filtered_then_mine_and_what_waits(
    typed: Work, partner: Person, colleague: Person, analyst: Person
) -> None:
    assert typed.item.reference in get(signed_in(colleague), "works")
    assert typed.item.reference not in get(signed_in(analyst), "works")
    mine = signed_in(colleague).post(reverse("works"), {"whose": "mine"}).content.decode()
    assert typed.item.reference not in mine and "Nothing fits" in mine
    actions.hand_in(work=typed.pk, by=acts(partner))
    waits = signed_in(colleague).post(reverse("works"), {"whose": "to_check"}).content.decode()
    assert typed.item.reference in waits


def test_waiting_when_it_moves_on_then_it_waits_for_the_next(
    typed: Work, partner: Person, colleague: Person, analyst: Person
) -> None:
    def groups(person: Person) -> list[str]:
        return [str(one.group) for one in waiting.of_rows(acts(person))]

    assert (groups(partner), groups(colleague)) == (["Transcripts in your hands"], [])
    actions.hand_in(work=typed.pk, by=acts(partner))
    assert (groups(partner), groups(colleague)) == ([], ["To be checked by a second person"])
    assert groups(analyst) == []
    actions.send_back(work=typed, comment="Ещё раз", by=acts(colleague))
    assert (groups(partner), groups(colleague)) == (["Sent back to you"], [])
    Item.objects.unscoped("a test withdraws").filter(pk=typed.item_id).update(withdrawn_at=timezone.now())
    assert groups(partner) == []


def test_work_when_its_holder_wishes_to_be_asked_then_asked_first_and_it_can_be_given_on(
    typed: Work, partner: Person, colleague: Person, analyst: Person
) -> None:
    said = {"contains": ["medical"], "nothing_else": True, "carries_name": False, "others": "none", "sgbv": False}
    facts.state_material(item=typed.item, restricted_art18=False, by=acts(partner), **said)
    care.choose(ask=["injury"], veil="house", limit=None, by=partner)
    asked = get(signed_in(partner), "work", typed.pk)
    way = reverse("hand_over_work", args=[typed.pk])
    assert mode(asked) == "" and "<li>injuries and illness</li>" in asked and way in asked
    assert colleague.name in get(signed_in(partner), "hand_over_work", typed.pk)
    assert "injuries and illness" in get(signed_in(partner), "works")
    assert "injuries and illness" in get(signed_in(partner), "item_holds", typed.item_id)
    for other, expected in ((colleague, "read"), (analyst, "")):
        page = get(signed_in(other), "work", typed.pk)
        assert mode(page) == expected and "<li>" + "injuries" not in page
        assert "<select" not in get(signed_in(other), "hand_over_work", typed.pk)


def test_buttons_when_pressed_on_the_pages_then_the_whole_way(typed: Work, partner: Person, colleague: Person) -> None:
    mine, theirs = signed_in(partner), signed_in(colleague)

    def press(client: Client, name: str, **sent: object) -> int:
        return client.post(reverse(name, args=[typed.pk]), sent).status_code

    assert press(mine, "hand_over_work", to=colleague.pk) == 302
    assert press(mine, "hand_in_work") == 422
    assert press(theirs, "hand_over_work", to="nobody") == 422
    assert press(theirs, "hand_over_work", to=uuid4()) == 422
    assert press(theirs, "hand_over_work", to=partner.pk) == 302
    assert press(mine, "hand_in_work") == 302
    third = signed_in(make_person("Third", "partner", body=partner.body))
    assert press(theirs, "accept_work") == 422
    assert press(third, "send_back_work", comment="") == 422
    assert press(third, "send_back_work", comment="Ещё раз, пожалуйста") == 302
    assert "Ещё раз, пожалуйста" in get(mine, "work", typed.pk)
    assert press(mine, "hand_in_work") == 302
    assert press(mine, "take_back_work") == 302
    assert press(mine, "hand_in_work") == 302
    assert press(third, "accept_work") == 302
    assert Work.objects.visible_to(acts(partner)).get(pk=typed.pk).state == "checked"
    assert press(mine, "give_up_work") == 422


def test_api_when_asked_then_rows_and_clashes_and_choices(
    typed: Work, partner: Person, colleague: Person, analyst: Person
) -> None:
    client, first = signed_in(partner), rows(typed, partner)[0]
    told = client.get(reverse("api_work", args=[typed.pk])).json()
    assert (told["mode"], [one["text"] for one in told["segments"]][0]) == ("type", "Где вы были?")
    assert signed_in(analyst).get(reverse("api_work", args=[typed.pk])).json()["segments"] == []
    body = {"key": str(uuid4()), "puts": [{"id": str(first.pk), "version": 1, "text": "старое окно"}]}
    beside = client.post(reverse("api_work_changes", args=[typed.pk]), body, content_type="application/json").json()
    assert beside["applied"] is False and beside["clashes"][0]["text"] == "старое окно"
    settle = reverse("api_settle_clash", args=[beside["clashes"][0]["id"]])
    assert client.post(settle, {"keep": "none"}, content_type="application/json").status_code == 400
    assert client.post(settle, {"keep": "other"}, content_type="application/json").json()["clashes"] == []
    assert not Clash.objects.visible_to(acts(partner)).filter(settled_at=None).exists()
    for name in ("api_work", "api_work_changes"):
        assert signed_in(make_partner("Stranger")).get(reverse(name, args=[typed.pk])).status_code in (404, 405)


def test_api_when_a_remark_is_made_while_checking_then_kept(
    handed_in: Work, partner: Person, colleague: Person
) -> None:
    row = rows(handed_in, colleague)[0]
    address = reverse("api_work_remark", args=[row.pk])
    answer = signed_in(colleague).post(address, {"text": "не так"}, content_type="application/json")
    assert answer.json()["remark"] == "не так"
    assert signed_in(partner).post(address, {"text": "я"}, content_type="application/json").status_code == 400
    assert WorkSegment.objects.visible_to(acts(partner)).get(pk=row.pk).remark == "не так"
