"""A whole transcript in real Chromium, by keyboard alone, over a line that breaks: nothing is lost, nothing doubled."""

from __future__ import annotations

import io
import os
import re
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from evidence.models import Item, ItemFile, Segment, Text
from evidence.transcripts import actions
from evidence.transcripts.models import Clash, Work, WorkSegment
from iapb import jobs
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.actions import receive
from iapb.custody.keys import FileKeyProvider
from iapb.custody.models import StoredFile
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.language.base import Segment as Spoken
from tests.browser import check_accessibility
from tests.cast import make_person
from tests.intake import make_interview, make_partner, make_witness
from tests.keyboard import Keys
from tests.server import Server
from tests.transcripts.conftest import MACHINE, add_layer

pytestmark = pytest.mark.browser
MINUTES = 10
SEGMENTS = 120  # of five seconds each
Database = Callable[[Callable[[], Any]], Any]
SHOTS = os.environ.get("IAPB_SHOTS", "")


def noise(seconds: int) -> bytes:
    """Louder and softer by the second, so that the waveform shows something."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        for second in range(seconds):
            loud = 10 + second % 7 * 16
            sound.writeframes(bytes((128 + loud, 128 - loud)) * 4000)
    return file.getvalue()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=False)


@dataclass
class Story:
    partner: Person
    colleague: Person
    item: Item
    recording: ItemFile
    draft: Text


def drafted(number: int) -> str:
    return f"Слова черновика номер {number}, как их услышала машина."


@pytest.fixture
def story(server: Server, database: Database) -> Story:
    """Ten minutes."""
    return database(lambda: _story(MINUTES))


@pytest.fixture
def short(server: Server, database: Database) -> Story:
    """One minute of sound, for what is not about the sound."""
    return database(lambda: _story(1))


def _story(minutes: int) -> Story:
    FileKeyProvider.create(Path(settings.KEY_ROOT))
    partner = make_partner()
    colleague = make_person("Colleague", "partner", body=partner.body)
    with actor_transaction(partner):
        interview = make_interview(partner, make_witness(partner))
        item = Item.objects.visible_to(partner).get(pk=interview.pk)
    recording = _recording(item, partner, minutes)
    spoken = [Spoken(drafted(n), "Q" if n % 3 == 0 else "A", n * 5000, n * 5000 + 5000, "ru") for n in range(SEGMENTS)]
    with actor_transaction(partner):
        recording = ItemFile.objects.visible_to(partner).select_related("file").get(pk=recording)
    draft = add_layer(item, spoken, recording, partner, **MACHINE)
    return Story(partner, colleague, item, recording, draft)


def _recording(item: Item, partner: Person, minutes: int) -> Any:
    made: list[Any] = []

    def attach(file: StoredFile) -> None:
        part = {"collection_id": item.collection_id, "closed": True, "added_by": partner}
        row = ItemFile(item=item, file=file, role="recording_audio", language="ru", **part)
        row.save(force_insert=True)
        made.append(row.pk)
        jobs.ask("derive_file", file.pk, by=partner, collection=item.collection_id)

    receive([noise(minutes * 60)], subjects=[item.subject], media_type="audio/wav", name="a.wav", by=partner,
            within=attach)  # fmt: skip
    assert run(Job.objects.get(kind="derive_file").pk)
    return made[0]


def begin(story: Story, database: Database, **said: Any) -> Work:
    def make() -> Work:
        with actor_transaction(story.partner):
            return actions.begin_transcript(
                item=story.item, recording=story.recording, language="ru", by=story.partner, **said
            )

    return database(make)


def kept(story: Story, work: Work, database: Database) -> list[WorkSegment]:
    def read() -> list[WorkSegment]:
        with actor_transaction(story.partner):
            found = WorkSegment.objects.visible_to(story.partner).filter(work=work, gone=False)
            return list(found.order_by("place", "pk"))

    return database(read)


def open_editor(page: Page, server: Server, work: Work) -> None:
    page.goto(f"{server.url}/works/{work.pk}/")
    expect(page.locator("[data-editor][data-ready='yes']")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-save-words]")).to_have_text("saved", timeout=20_000)


def out(page: Page, keys: Keys) -> None:
    """From wherever somebody types to what comes after, and on."""
    keys.press("Control+Enter")
    with page.expect_navigation():
        keys.press("Enter")


class Line:
    """The line to the server: whole, gone, or such that the next answer is lost on the way back."""

    def __init__(self, page: Page) -> None:
        self.state, self.lost, self.refused = "whole", 0, 0
        page.route("**/api/works/**", self._on)

    def _on(self, route: Route) -> None:
        if self.state == "whole" or route.request.method != "POST":
            route.continue_()
        elif self.state == "answer lost":
            route.fetch()
            self.lost, self.state = self.lost + 1, "gone"
            route.abort("connectionreset")
        else:
            self.refused += 1
            route.abort("internetdisconnected")


def test_story_when_ten_minutes_are_corrected_by_keyboard_over_a_broken_line_then_nothing_is_lost_or_doubled(
    story: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page = browse(story.partner)
    page.set_viewport_size({"width": 1280, "height": 900})
    keys = Keys(page)
    page.goto(f"{server.url}/items/{story.item.pk}/")
    keys.skip()
    keys.go("Transcribe, correct or translate")
    check_accessibility(page)
    shot(page, "begin")
    keys.go("Begin the transcript")
    expect(page.locator("[data-editor][data-ready='yes']")).to_be_visible()
    expect(page.locator(".editor-row")).to_have_count(SEGMENTS)
    expect(page.locator("textarea").first).to_be_focused()
    check_accessibility(page)
    shot(page, "editor")
    line = Line(page)
    wanted = correct_all(page, keys, line)
    line.state = "whole"
    saved(page)
    assert line.lost == 1 and line.refused > 0
    work = database(lambda: _work(story))
    assert [(row.content, row.speaker) for row in kept(story, work, database)] == wanted
    # And the same stands in the page, and in what is frozen.
    assert page.locator("[data-row-text]").evaluate_all("all => all.map((one) => one.value)") == [t for t, _s in wanted]
    keys.press("Control+Home")
    page.reload()
    expect(page.locator(".editor-row")).to_have_count(len(wanted))
    out(page, keys)
    expect(page.locator("main")).to_contain_text("uncertain place")
    check_accessibility(page)
    shot(page, "checks")
    keys.skip()
    keys.go("Hand in")
    expect(page.locator("main")).to_contain_text("Handed in.")
    layer = database(lambda: _layer(story))
    assert layer == [(text.strip(), speaker) for text, speaker in wanted]


def correct_all(page: Page, keys: Keys, line: Line) -> list[tuple[str, str]]:
    """Each segment gets words of its own; some are split, joined, marked, given another speaker."""
    wanted: list[tuple[str, str]] = []
    for number in range(SEGMENTS):
        if number == 40:
            line.state = "answer lost"
        if number == 60:
            expect(page.locator("[data-save-words]")).to_contain_text("not saved", timeout=10_000)
            line.state = "whole"
        said = f" Исправлено {number}."
        keys.press("Control+End")
        page.keyboard.insert_text(said) if number % 4 else page.keyboard.type(said)
        text, speaker = drafted(number) + said, "Q" if number % 3 == 0 else "A"
        if number % 10 == 5:  # the next speaker
            keys.press("F10")
            speaker = "A" if speaker == "Q" else "Q"
        if number % 10 == 7:  # a place that was not heard
            keys.press("Shift+F9")
            text += " [???] "
        if number % 10 == 8:  # the last word is uncertain
            keys.press("Control+Shift+ArrowLeft", "Control+Shift+ArrowLeft", "F9")
            text = page.evaluate("document.activeElement.value")
            assert "[?" in text and "]" in text
        if number % 10 == 9:  # joined with the one before
            keys.press("Control+Home", "Backspace")
            before, whose = wanted.pop()
            text, speaker = f"{before} {text}", whose
        wanted.append((text, speaker))
        if number % 10 == 3:  # a turn that the machine missed
            keys.press("Control+End", "Enter")
            page.keyboard.insert_text(f"Новый {number}")
            wanted.append((f"Новый {number}", speaker))
        keys.press("Alt+ArrowDown")
    return wanted


def _work(story: Story) -> Work:
    with actor_transaction(story.partner):
        return Work.objects.visible_to(story.partner).get(item=story.item)


def _layer(story: Story) -> list[tuple[str, str]]:
    with actor_transaction(story.partner):
        text = Text.objects.visible_to(story.partner).exclude(pk=story.draft.pk).get(item=story.item)
        found = Segment.objects.visible_to(story.partner).filter(text=text).order_by("number")
        return list(found.values_list("content", "speaker"))


def test_sound_when_moved_by_keys_then_times_are_taken_where_it_stands(
    story: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page, work = browse(story.partner), begin(story, database, began_from=story.draft)
    open_editor(page, server, work)
    keys = Keys(page)
    keys.press("Alt+ArrowDown", "Alt+ArrowDown", "Shift+F2")  # plays the third from its beginning
    clock = page.locator("[data-player-clock]")
    expect(clock).to_contain_text("0:10 / 10:00", timeout=15_000)
    keys.press("F4", "F4")
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    keys.press("F3")
    expect(page.get_by_label("Speed")).to_have_value("1.25")
    page.wait_for_timeout(1200)
    keys.press("Escape")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stands = page.evaluate("document.querySelector('[data-player-audio]').currentTime")
    assert 10.3 < stands < 15
    keys.press("Control+End", "Enter")
    page.keyboard.type("Здесь начинается другое.")
    saved(page)
    third, made = kept(story, work, database)[2:4]
    assert third.end_ms == made.start_ms and abs(made.start_ms - stands * 1000) < 60
    assert made.content == "Здесь начинается другое."
    keys.press("F2")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    keys.press("F8")
    expect(page.locator("[data-player-loop]")).to_have_attribute("aria-pressed", "true")
    keys.press("F8", "Escape", "F6", "F7")
    saved(page)
    made = kept(story, work, database)[3]
    assert made.start_ms <= made.end_ms
    keys.press("Alt+z")
    expect(page.locator(".editor-row")).to_have_count(SEGMENTS)
    saved(page)
    assert kept(story, work, database)[2].content == f"{drafted(2)} Здесь начинается другое."


def test_windows_when_two_write_the_same_segment_then_both_texts_and_a_choice(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    one, work = browse(short.partner), begin(short, database, began_from=short.draft)
    open_editor(one, server, work)
    second = one.context.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    second.add_cookies(one.context.cookies())
    other = second.new_page()
    open_editor(other, server, work)
    Keys(one).press("Control+End")
    one.keyboard.type(" Из первого окна.")
    saved(one)
    other.bring_to_front()
    other.locator("textarea").first.focus()
    Keys(other).press("Control+End")
    other.keyboard.type(" Из второго окна.")
    clash = other.locator(".editor-clash").first
    expect(clash).to_contain_text("Из второго окна.", timeout=15_000)
    expect(other.locator("textarea").first).to_have_value(f"{drafted(0)} Из первого окна.")
    check_accessibility(other)
    shot(other, "clash")
    clash.get_by_role("button", name="Keep both").press("Enter")
    expect(other.locator(".editor-clash").first).to_be_hidden()
    saved(other)
    content = kept(short, work, database)[0].content
    assert content == f"{drafted(0)} Из первого окна.\n{drafted(0)} Из второго окна."


def test_session_when_it_ends_then_said_and_saved_after_signing_in_again(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page, work = browse(short.partner), begin(short, database, began_from=short.draft)
    open_editor(page, server, work)
    page.context.clear_cookies()
    Keys(page).press("Control+End")
    page.keyboard.type(" Ещё не отправлено.")
    expect(page.locator("[data-save-words]")).to_contain_text("you are signed out", timeout=10_000)
    browse(short.partner)  # in another tab
    saved(page)
    assert kept(short, work, database)[0].content == f"{drafted(0)} Ещё не отправлено."


def test_name_when_typed_then_the_code_stands_in_the_field_and_typing_goes_on(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page, work = browse(short.partner), begin(short, database)
    open_editor(page, server, work)
    page.keyboard.type("Меня зовут Роман Стрижневский")
    field = page.locator("textarea").first
    expect(field).to_have_value(re.compile(r"W-\d{5}"), timeout=15_000)
    page.keyboard.type(", я из Минска.")
    saved(page)
    content = kept(short, work, database)[0].content
    assert field.input_value() == content
    assert content.startswith("Меня зовут W-") and content.endswith(", я из Минска.") and "Стриж" not in content


def test_pedal_when_learnt_then_it_works_and_is_kept_in_this_browser(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page, work = browse(short.partner), begin(short, database, began_from=short.draft)
    open_editor(page, server, work)
    keys = Keys(page)
    keys.press("F1")
    expect(page.get_by_role("dialog")).to_be_visible()
    check_accessibility(page)
    shot(page, "keys")
    keys.to("Learn: Back some seconds and play")
    keys.press("Enter", "a")
    expect(page.get_by_role("dialog")).to_contain_text("types something")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'F14', code: 'F14', bubbles: true}))"
    )
    expect(page.get_by_role("dialog")).to_contain_text("F14")
    keys.press("Escape")
    open_editor(page, server, work)
    expect(page.locator("[data-key='back']")).to_have_text("F14")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'F14', code: 'F14', bubbles: true}))"
    )
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=15_000)
    assert page.evaluate("Object.keys(localStorage)") == ["editor-keys"]


def test_check_when_read_along_by_a_second_person_then_remarked_sent_back_mended_and_accepted(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    work = begin(short, database, began_from=short.draft)
    database(lambda: actions.hand_in(work=work.pk, by=short.partner))
    page = browse(short.colleague)
    keys = Keys(page)
    page.goto(f"{server.url}/")
    keys.skip()
    keys.go("Transcript of")
    expect(page.locator("[data-editor][data-ready='yes']")).to_be_visible()
    check_accessibility(page)
    keys.to("Segment 1, Remark")
    page.keyboard.type("Здесь «вчера»")
    keys.press("Tab")
    saved(page)
    shot(page, "check")
    keys.press("Control+Enter")
    keys.to("What is to be changed")
    page.keyboard.type("Первый ответ неполон.")
    keys.go("Send back")
    page = browse(short.partner)
    page.goto(f"{server.url}/")
    keys.skip()
    keys.go("Transcript of")
    expect(page.locator("main")).to_contain_text("Первый ответ неполон.")
    expect(page.locator(".editor-remark").first).to_have_text("Здесь «вчера»")
    check_accessibility(page)
    shot(page, "sent_back")
    page.keyboard.type("Вчера. ")
    saved(page)
    database(lambda: actions.hand_in(work=work.pk, by=short.partner))
    page = browse(short.colleague)
    open_editor(page, server, work)
    page.locator("textarea").first.focus()
    out(page, keys)
    expect(page.locator("main")).to_contain_text("Accepted.")

    def checked() -> list[str]:
        with actor_transaction(short.partner):
            found = Text.objects.visible_to(short.partner).filter(checked_by=short.colleague)
            return [one.segments.visible_to(short.partner).order_by("number").first().content for one in found]

    assert database(checked) == [f"Вчера. {drafted(0)}"]


@pytest.mark.parametrize("width", [360, 1280])
def test_translation_when_begun_beside_the_original_then_typed_split_and_frozen_with_its_sources(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
    width: int,
) -> None:
    def make() -> Work:
        with actor_transaction(short.partner):
            source = Text.objects.visible_to(short.partner).select_related("item").get(pk=short.draft.pk)
            return actions.begin_translation(source=source, language="en", by=short.partner)

    work, page = database(make), browse(short.partner)
    page.set_viewport_size({"width": width, "height": 740})
    open_editor(page, server, work)
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keys = Keys(page)
    page.keyboard.type("Words of the draft. Heard by the machine.")
    keys.press("Alt+ArrowDown")
    page.keyboard.type("The second.")
    keys.press("Alt+ArrowUp", "Control+Home", *["Control+ArrowRight"] * 4, "ArrowRight", "Enter")
    saved(page)
    shot(page, f"translation-{width}")
    found = kept(short, work, database)
    assert " ".join(f"{found[0].content} {found[1].content}".split()) == "Words of the draft. Heard by the machine."
    assert found[0].sources == found[1].sources and found[2].content == "The second."
    keys.press("Backspace")
    saved(page)
    assert kept(short, work, database)[0].content == "Words of the draft. Heard by the machine."


def test_phone_when_a_partner_types_on_it_then_everything_is_within_reach(
    short: Story,
    server: Server,
    database: Database,
    browse: Callable[[Person], Page],
) -> None:
    page, work = browse(short.partner), begin(short, database, began_from=short.draft)
    page.set_viewport_size({"width": 360, "height": 740})
    open_editor(page, server, work)
    check_accessibility(page)
    shot(page, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("textarea").nth(1).click()
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".editor-row")).to_have_count(SEGMENTS - 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".editor-row")).to_have_count(SEGMENTS)
    saved(page)
    assert not database(lambda: _clashes(short))


def _clashes(short: Story) -> int:
    with actor_transaction(short.partner):
        return Clash.objects.visible_to(short.partner).count()
