"""The auditor's pages: found by filter, told in words, checked while one looks."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iapb.accounts.models import Person
from iapb.ledger import checkpoint, leaf, record, tables, words
from iapb.ledger.actions import erase_detail
from iapb.ledger.memory import log_key
from iapb.ledger.models import Event, Position
from tests.cast import make_person
from tests.ledger.conftest import ACTOR, Ledger, superuser, walls_down

OBJECT = str(uuid4())


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What rooms above register when the house starts."""
    for registry in ("_sentences", "_names", "_ids"):
        monkeypatch.setattr(words, registry, getattr(words, registry).copy())
    words.register({"consent.given": _("Consent was recorded"), "item.viewed": _("An original was read")})
    words.register_names(lambda ids: {OBJECT: "W-40312"} if OBJECT in ids else {})
    words.register_ids(lambda text: [OBJECT] if text == "W-40312" else [])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="iapb.accounts.backends.PeopleBackend")
    return client


@pytest.fixture
def auditor(db: None) -> Client:
    return signed_in(make_person("Auditor", "auditor"))


def write(event: str = "consent.given", object: str = OBJECT, actor: str = ACTOR, **detail: Any) -> Event:
    return record(event, actor=actor, object=object, detail=detail)


def text_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


@pytest.mark.parametrize("name", ["list", "api_list"])
def test_list_when_asked_by_others_then_refused(db: None, name: str) -> None:
    url = reverse(f"ledger:{name}")
    assert Client().get(url).status_code in (302, 401)
    for role in ("partner", "analyst", "legal_approver", "account_administrator"):
        assert signed_in(make_person(f"Other {role}", role)).get(url).status_code == 403


def test_list_when_events_stand_then_words_and_state(auditor: Client, told: None) -> None:
    write()
    page = text_of(auditor.get(reverse("ledger:list")))
    assert "Consent was recorded" in page and "W-40312" in page and "waiting to be sealed" in page


def test_list_when_empty_then_says_what_will_stand_here(auditor: Client) -> None:
    page = text_of(auditor.get(reverse("ledger:list")))
    assert "Everything that people do here" in page


def test_list_when_filtered_then_only_what_was_asked_for(auditor: Client, told: None) -> None:
    wanted, other = write(), write("item.viewed", object="other", actor="other")
    today = wanted.at.astimezone(UTC).date()
    for query, shown in [
        ({"object": OBJECT}, wanted),
        ({"object": "W-40312"}, wanted),
        ({"actor": ACTOR}, wanted),
        ({"event": "item.viewed"}, other),
        ({"event": "item.viewed", "object": OBJECT}, None),
        ({"since": today + timedelta(days=1)}, None),
        ({"until": today - timedelta(days=1)}, None),
    ]:
        page = text_of(auditor.get(reverse("ledger:list"), query))
        for event in (wanted, other):
            assert (str(event.id) in page) == (event is shown), query
    page = text_of(auditor.get(reverse("ledger:list"), {"since": today, "until": today}))
    assert str(wanted.id) in page and str(other.id) in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "2025-02-02", "until": "2025-02-01"}, "The end lies before the start."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"object": "x" * 10_000}, "at most 100 characters"),
    ],
)
def test_list_when_filter_makes_no_sense_then_says_so(auditor: Client, query: dict[str, str], sentence: str) -> None:
    write()
    answer = auditor.get(reverse("ledger:list"), query)
    assert answer.status_code == 200 and sentence in text_of(answer)


def test_list_when_more_than_a_page_then_every_event_once(auditor: Client) -> None:
    written = {str(write(number=number).id) for number in range(tables.PAGE * 2 + 7)}
    seen: list[str] = []
    after: str = ""
    for _page in range(3):
        answer = auditor.get(reverse("ledger:list"), {"after": after})
        seen += [str(row.id) for row in answer.context["page"].rows]
        after = answer.context["page"].next
    assert after == "" and len(seen) == len(written) and set(seen) == written


@pytest.mark.parametrize(
    "after", ["x", "2025-01-01_x", "2025-01-01T00:00:00_718ed1cb-da79-4e88-bd1b-b87d4f40e34f", "_", "é" * 300]
)
def test_list_when_key_was_never_given_then_first_page(auditor: Client, after: str) -> None:
    event = write()
    assert str(event.id) in text_of(auditor.get(reverse("ledger:list"), {"after": after}))


def test_list_when_a_hundred_times_more_events_then_no_more_queries(
    auditor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3 * tables.PAGE):
        write(number=number)
    with django_assert_max_num_queries(15):
        auditor.get(reverse("ledger:list"))


def test_story_when_asked_then_oldest_first(auditor: Client, told: None) -> None:
    events = [write(number=number) for number in range(tables.PAGE + 3)]
    write(object="other")
    url = reverse("ledger:story", args=[OBJECT])
    first = auditor.get(url)
    second = auditor.get(url, {"after": first.context["page"].next})
    rows = first.context["page"].rows + second.context["page"].rows
    assert [row.id for row in rows] == [event.id for event in events]
    assert "W-40312" in text_of(first)


def test_story_when_object_is_unknown_then_absent(auditor: Client) -> None:
    assert auditor.get(reverse("ledger:story", args=["nothing"])).status_code == 404


def test_event_when_waiting_then_says_so(auditor: Client, told: None) -> None:
    event = write(sha256="ab" * 32)
    page = text_of(auditor.get(reverse("ledger:event", args=[event.id])))
    assert "Waiting to be sealed" in page and "ab" * 32 in page and "Consent was recorded" in page
    assert "broken" not in page


def test_event_when_signed_then_every_check_holds_and_proof_can_be_saved(ledger: Ledger) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    (event,) = ledger.write()
    ledger.seal()
    answer = auditor.get(reverse("ledger:event", args=[event.id]))
    assert answer.context["examination"].worst == "good"
    assert "bears the log" in text_of(answer)
    saved = auditor.get(reverse("ledger:proof_file", args=[event.id]))
    assert saved["Content-Disposition"] == f'attachment; filename="{event.id}.tlog-proof"'
    checkpoint.read_proof(saved.content.decode()).verify(event.leaf, log_key())


def test_event_when_changed_behind_the_walls_then_broken(ledger: Ledger) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    events = ledger.write(4)
    ledger.seal()
    with walls_down("ledger_event", "ledger_eventdetail", "ledger_position") as one:
        one.execute("update ledger_event set actor = 'x' where id = %s", [events[0].id])
        one.execute("update ledger_eventdetail set detail = '{}' where event_id = %s", [events[1].id])
        one.execute("delete from ledger_eventdetail where event_id = %s", [events[2].id])
        one.execute("update ledger_position set leaf_hash = sha256('x') where event_id = %s", [events[3].id])
    for event in events:
        answer = auditor.get(reverse("ledger:event", args=[event.id]))
        assert answer.status_code == 200 and answer.context["examination"].worst == "bad"


def test_event_when_detail_was_erased_then_still_good(ledger: Ledger) -> None:
    from django.db import transaction

    auditor = signed_in(make_person("Auditor", "auditor"))
    (event,) = ledger.write()
    with transaction.atomic():
        erase_detail(event.id, by=ACTOR, reason="decision 7")
    ledger.seal()
    answer = auditor.get(reverse("ledger:event", args=[event.id]))
    assert answer.context["examination"].worst == "good" and "The detail was erased" in text_of(answer)


def test_event_when_key_is_out_of_reach_then_signature_said_not_checked(
    ledger: Ledger, settings: Any, tmp_path: Any
) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    (event,) = ledger.write()
    ledger.seal()
    settings.KEY_ROOT = tmp_path / "elsewhere"
    answer = auditor.get(reverse("ledger:event", args=[event.id]))
    assert answer.context["examination"].worst == "open" and "NOT checked" in text_of(answer)


def test_event_when_unknown_then_absent(auditor: Client) -> None:
    for name in ("event", "proof_file", "proof", "api_event", "api_proof"):
        assert auditor.get(reverse(f"ledger:{name}", args=[uuid4()])).status_code == 404


def test_proof_when_asked_by_the_auditor_then_position_and_for_strangers_no_such_event(ledger: Ledger) -> None:
    auditor, partner = signed_in(make_person("Auditor", "auditor")), signed_in(make_person("Partner", "partner"))
    (event,) = ledger.write()
    ledger.seal()
    for name in ("proof", "api_proof"):
        answer = auditor.get(reverse(f"ledger:{name}", args=[event.id]))
        told = answer.json()
        assert (told["state"], told["position"], told["tree_size"]) == ("signed", 0, 1)
        assert ACTOR not in answer.content.decode() and "thing" not in answer.content.decode()
        assert partner.get(reverse(f"ledger:{name}", args=[event.id])).status_code == 404


@pytest.mark.parametrize("details", [False, True])
def test_export_when_csv_then_every_event_can_be_checked_elsewhere(ledger: Ledger, details: bool) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    ledger.write(5)
    ledger.seal()
    ledger.write(1)
    answer = auditor.post(reverse("ledger:export"), {"format": "csv"} | ({"details": "on"} if details else {}))
    assert answer["Content-Type"].startswith("text/csv") and ".csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))
    assert [row["position"] for row in rows] == ["0", "1", "2", "3", "4", "", ""]
    assert rows[-1]["event"] == "ledger.exported"
    for row in rows:
        read = leaf.read(row["leaf"].encode())
        assert str(read.id) == row["id"]
        assert ("detail" in row) == details
        if details:
            leaf.check_commit(read.commit, bytes.fromhex(row["salt"]), row["detail"].encode())


def test_export_when_json_then_filter_counts_and_is_on_record(ledger: Ledger) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    ledger.write(2, object="wanted")
    ledger.write(3, object="other")
    answer = auditor.post(reverse("ledger:export"), {"format": "json", "object": "wanted"})
    assert [row["object"] for row in json.loads(text_of(answer))] == ["wanted", "wanted"]
    told = Event.objects.get(event="ledger.exported")
    assert json.loads(bytes(told.detail.detail)) == {"format": "json", "object": "wanted"}


def test_export_when_nothing_fits_then_empty_list(ledger: Ledger) -> None:
    auditor = signed_in(make_person("Auditor", "auditor"))
    answer = auditor.post(reverse("ledger:export"), {"format": "json", "object": "nothing"})
    assert json.loads(text_of(answer)) == []


def test_export_when_format_is_unknown_then_refused_and_not_on_record(auditor: Client) -> None:
    assert auditor.post(reverse("ledger:export"), {"format": "xlsx"}).status_code == 422
    assert not Event.objects.exists()
    assert auditor.get(reverse("ledger:export")).status_code == 405


def test_api_when_read_then_pages_filters_and_leaf(auditor: Client, told: None) -> None:
    events = [write(number=number) for number in range(60)]
    write(object="other")
    first = auditor.get(reverse("ledger:api_list"), {"object": OBJECT}).json()
    second = auditor.get(first["next"]).json()
    results = first["results"] + second["results"]
    assert [row["id"] for row in results] == [str(event.id) for event in reversed(events)]
    one = auditor.get(reverse("ledger:api_event", args=[events[3].id])).json()
    assert one["sentence"] == "Consent was recorded" and one["leaf"] == events[3].leaf.decode()
    assert one["position"] is None and datetime.fromisoformat(one["at"]) == events[3].at


def test_api_when_filter_makes_no_sense_then_field_is_named(auditor: Client) -> None:
    answer = auditor.get(reverse("ledger:api_list"), {"since": "yesterday"})
    assert (answer.status_code, answer.json()["field"]) == (400, "since")


def test_list_when_ten_thousand_events_then_count_is_capped_and_page_is_quick(ledger: Ledger) -> None:
    import time

    auditor = signed_in(make_person("Auditor", "auditor"))
    with superuser() as one:
        one.execute("set session_replication_role = origin")
        one.execute(
            "insert into ledger_event (id, event, actor, object, commit)"
            " select gen_random_uuid(), 'a.b', 'me', 'x' || n % 100, repeat('0', 64) from generate_series(1, 12000) n"
        )
        one.execute("analyze ledger_event")
    ledger.seal()
    assert Position.objects.count() == 12000
    auditor.get(reverse("ledger:list"))
    began = time.perf_counter()
    page = text_of(auditor.get(reverse("ledger:list")))
    assert time.perf_counter() - began < 0.5
    assert "More than 10,000 events" in page
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def test_words_when_no_room_knows_an_event_then_its_name() -> None:
    assert words.describe("room.unheard_of") == "room.unheard_of"
    assert str(words.describe("ledger.exported")) == "The ledger was exported"


def test_event_when_a_detail_is_called_items_then_it_is_shown(auditor: Client) -> None:
    event = write(items=["one", "two"])
    page = auditor.get(reverse("ledger:event", args=[event.pk]))
    assert page.status_code == 200
    assert "<dt>items</dt>" in page.content.decode()
