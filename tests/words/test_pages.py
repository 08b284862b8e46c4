"""A partner's pages rendered in Russian and Belarusian: whatever is asked of the catalogues is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real

from consent.models import ConsentForm
from evidence.models import ItemFile
from iapb import routes
from iapb.access.rights import RIGHTS_OF
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person, Role
from iapb.jobs.models import Job, State
from iapb.local import words
from interviews.actions import reading_back, showings, skips
from interviews.models import Interview, Witness
from tests.cast import make_person, signed_in
from tests.consenting import make_consent, make_form, make_proof
from tests.disclosures.cases import add_file
from tests.intake import make_document, make_interview, make_partner, make_witness

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("language", words.LANGUAGES)]
# Scripts' addresses, and those that answer to a form or with a file: walked by nobody.
NOT_A_PAGE = re.compile(
    r"^(api_|upload|proof$|api$|content$|health$|play$|item_progress$|looks_like$|item_holds$|register_suggest$|progress$)"
)


class Asked(NullTranslations):
    """Stands behind a catalogue and notes every sentence that is not in it."""

    def __init__(self, behind: Any) -> None:
        super().__init__()
        self.behind = behind
        self.sentences: set[str] = set()

    def gettext(self, message: str) -> str:
        self.sentences.add(message)
        return self.behind.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        self.sentences.add(one)
        return self.behind.ngettext(one, many, number)


@pytest.fixture
def asked(language: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    catalogue = trans_real.translation(language)
    asked = Asked(catalogue._fallback)
    monkeypatch.setattr(catalogue, "_fallback", asked)
    yield asked
    translation.activate("en")


def untranslated(asked: Asked) -> list[str]:
    """What was asked for in vain, but for names of languages and what has no words."""
    names = {name for _code, name in settings.LANGUAGES}
    return sorted(one for one in asked.sentences if re.search("[A-Za-z]{2}", one) and one not in names)


@pytest.fixture
def partner(language: str) -> Person:
    partner = make_partner("Олеся")
    partner.language = language
    partner.save(update_fields=["language"])
    set_actor(partner.pk)
    return partner


class Browser(Client):
    """A partner's browser; the test goes on acting as the partner after each answer."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person
        self.cookies = signed_in(person).cookies

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        set_actor(self.person.pk)
        return answer


@pytest.fixture
def browser(partner: Person) -> Client:
    return Browser(partner)


@pytest.fixture
def things(partner: Person) -> dict[str, Any]:
    """One of everything that a partner's pages show."""
    form = make_form()
    set_actor(partner.pk)
    witness = make_witness(partner)
    record = make_consent(witness, partner, form=form)
    interview = make_interview(partner, witness)
    document = make_document(partner, witness)
    file = make_proof(witness, partner)
    item = interview.item_ptr
    part = {"collection_id": item.collection_id, "closed": item.closed, "added_by": partner}
    ItemFile(item=item, file=file, role="recording_audio", **part).save(force_insert=True)
    read_back = told(interview, witness, partner)
    Job.objects.create(kind="text.read", object=interview.pk, asked_by=partner)
    for state in (State.DONE, State.FAILED, State.CANNOT_RUN):
        Job.objects.create(
            kind="text.read", object=uuid4(), asked_by=partner, state=state, error="—", finished_at=timezone.now()
        )
    return {
        "witness": witness.pk, "interview": interview.pk, "document": document.pk, "record": record.pk,
        "file": file.pk, "form": ConsentForm.objects.get(pk=form.pk).pk, "read_back": read_back,
    }  # fmt: skip


def told(interview: Interview, witness: Witness, partner: Person) -> UUID:
    """Read back with a correction and a refusal, a line-up with everything that weakens it, parts left out."""
    day = interview.held_on
    paper = add_file(interview, partner, "document", b"a statement")
    photos = tuple(add_file(interview, partner, "photo", one) for one in (b"a gate", b"a yard"))
    wanted = (reading_back.Wanted("Был вечер.", "с. 3"),)
    reading = reading_back.Reading(witness, paper, "aloud", "ru", day, "D-07", interpreter="I-02", corrections=wanted)
    row = reading_back.read_back(interview=interview, reading=reading, by=partner)
    signing = reading_back.Signing("refused", day, why="Боится за брата.")
    reading_back.answer(row=row, signing=signing, by=partner)
    for manner, pictures in (("one", photos[:1]), ("together", photos)):
        why = "Просило следствие." if manner == "together" else ""
        shown = showings.Shown(witness, manner, day, "D-07", "none", "Не узнаю.", pictures=pictures, why_shown=why)
        showings.show(interview=interview, shown=shown, by=partner)
    skips.leave_out(interview=interview, section="costs", reason="later", by=partner)
    skips.leave_out(interview=interview, section="welfare", reason="refused", note="—", by=partner)
    add_file(interview, partner, "document", b"another statement")
    return row.pk


def partner_routes() -> dict[str, str]:
    """Name and pattern of every page a partner may open."""
    allowed = {routes.PUBLIC, routes.SIGNED_IN, *(right.value for right in RIGHTS_OF[Role.PARTNER])}
    found = {}
    for where, pattern in routes.patterns():
        if pattern.callback.access_rule in allowed and not NOT_A_PAGE.match(pattern.name):
            found[pattern.name] = where
    return found


def test_pages_when_a_partner_walks_them_all_then_every_sentence_is_translated(
    language: str, asked: Asked, browser: Client, things: dict[str, Any]
) -> None:
    for address in addresses(things):
        answer = browser.get(address, follow=True)
        assert answer.status_code in (200, 403, 404, 405, 410), f"{address}: {answer.status_code}"
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert f'<html lang="{language}">' in answer.content.decode(), address
    assert not untranslated(asked), f"{len(untranslated(asked))} untranslated: {untranslated(asked)}"


def addresses(things: dict[str, Any]) -> list[str]:
    found = ["/witnesses/?", "/interviews/?", "/documents/?", f"/witnesses/{things['witness']}/consent/new/?form="]
    found.append(f"/witnesses/{things['witness']}/consent/new/?form={things['form']}")
    for name, where in partner_routes().items():
        for pk in _keys(where, things):
            found.append("/" + pk)
        assert _keys(where, things), name
    return found


def _keys(where: str, things: dict[str, Any]) -> list[str]:
    """The pattern with each thing that can stand in it."""
    if "<" not in where:
        return [where]
    first = where.split("/", 1)[0]
    named = {
        "witnesses": ["witness"], "interviews": ["interview"], "documents": ["document"], "consents": ["record"],
        "consent-forms": ["form"], "files": ["file"], "items": ["interview", "document"], "read-backs": ["read_back"],
    }  # fmt: skip
    slugs = {"registers": ["places", "facilities", "bodies", "officials", "provisions"]}
    found = []
    for key in [things[name] for name in named.get(first, [])] or [uuid4()]:
        filled = re.sub(r"<uuid:\w+>", str(key), where)
        filled = re.sub(r"<int:\w+>", "1", filled)
        filled = re.sub(r"<str:\w+>", "x", filled)
        for slug in slugs.get(first, ["x"]):
            found.append(re.sub(r"<slug:\w+>", slug, filled))
    return found


@pytest.mark.parametrize("full", [False, True])
def test_forms_when_sent_empty_or_wrong_then_every_refusal_is_translated(
    language: str, asked: Asked, browser: Client, things: dict[str, Any], full: bool
) -> None:
    witness, interview = things["witness"], things["interview"]
    sent = (
        {"held_on": "2999-01-01", "key": "x", "birth_date": "1", "languages": "xx", "status_on": "x"}
        if full
        else {"a": "b"}
    )
    refused = 0
    for address in (
        "/witnesses/new/",
        f"/witnesses/{witness}/status/",
        f"/witnesses/{witness}/risk/",
        f"/witnesses/{witness}/identity/",
        f"/witnesses/{witness}/interviews/new/",
        f"/witnesses/{witness}/documents/new/",
        f"/witnesses/{witness}/consent/new/?form={things['form']}",
        f"/witnesses/{witness}/consent/withdraw/",
        f"/witnesses/{witness}/consent/narrow/",
        f"/witnesses/{witness}/consent/invalidate/",
        f"/items/{interview}/contents/",
        f"/items/{interview}/persons/new/",
        f"/interviews/{interview}/change/",
        f"/interviews/{interview}/move/",
        f"/interviews/{interview}/read-back/",
        f"/read-backs/{things['read_back']}/sign/",
        f"/interviews/{interview}/pictures/",
        f"/interviews/{interview}/left-out/",
        f"/files/{things['file']}/original/",
        "/account/language/",
    ):
        refused += browser.post(address, sent).status_code == 422
    assert refused >= 12
    assert not untranslated(asked)


def test_refusals_when_a_partner_goes_elsewhere_then_translated(language: str, asked: Asked, browser: Client) -> None:
    for address, status in (("/people/", 403), ("/disclosures/", 403), ("/ledger/", 403), ("/nothing/", 404)):
        assert browser.get(address).status_code == status
    assert not untranslated(asked)


def test_sign_in_when_another_language_is_asked_for_then_the_page_speaks_it(language: str, asked: Asked) -> None:
    stranger = Client(headers={"accept-language": language})
    page = stranger.get("/sign-in/")
    assert f'<html lang="{language}">' in page.content.decode()
    assert page.headers["Content-Language"] == language
    for sent in ({}, {"login": "nobody@example.org", "password": "wrong"}):
        assert f'<html lang="{language}">' in stranger.post("/sign-in/", sent).content.decode()
    stranger.get("/invitation/x/", follow=True)
    assert not untranslated(asked)


def test_language_when_switched_before_the_sign_in_then_kept_for_the_browser(language: str, asked: Asked) -> None:
    stranger = Client(headers={"accept-language": "en"})
    answer = stranger.post(
        reverse("language_of_browser"), {"language": language}, headers={"referer": "http://testserver/sign-in/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    assert f'<html lang="{language}">' in stranger.get("/sign-in/").content.decode()
    stranger.post(reverse("language_of_browser"), {"language": "xx"})
    assert stranger.cookies[settings.LANGUAGE_COOKIE_NAME].value == language


def test_language_when_signed_in_then_the_persons_own_counts(language: str, asked: Asked) -> None:
    browser = signed_in(make_person("Олеся", "partner", language=language))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert f'<html lang="{language}">' in browser.get("/account/").content.decode()


def test_consent_form_when_not_english_then_says_that_no_lawyer_reviewed_it(
    language: str, asked: Asked, browser: Client, things: dict[str, Any]
) -> None:
    sign = {"ru": "не проверены юристом", "be": "не правераны юрыстам"}[language]
    for address in (
        f"/consent-forms/{things['form']}/",
        f"/witnesses/{things['witness']}/consent/new/?form={things['form']}",
    ):
        assert sign in unescape(browser.get(address).content.decode())
    english = Browser(make_person("Ann", "data_protection_officer", language="en"))
    assert "No native lawyer" not in english.get(f"/consent-forms/{things['form']}/").content.decode()


def test_dates_when_shown_then_in_the_language(language: str) -> None:
    from datetime import date

    from django.template import Context, Template
    from django.template.defaultfilters import filesizeformat
    from django.utils.timesince import timeuntil

    with translation.override(language):
        said = [Template("{{ day|date }}").render(Context({"day": date(2024, month, 2)})) for month in (3, 5, 9, 12)]
        spans = timeuntil(date(2024, 1, 24), date(2024, 1, 1)).replace("\xa0", " ")
        size = filesizeformat(1_300_000).replace("\xa0", " ")
    months, span = {
        "ru": ("марта мая сентября декабря", "3 недели, 2 дня"),
        "be": ("сакавіка мая верасня снежня", "3 тыдні, 2 дні"),
    }[language]
    assert said == [f"2 {month} 2024" for month in months.split()]
    assert (spans, size) == (span, "1,2 МБ")


def test_mail_when_something_waits_then_in_the_persons_language(language: str, asked: Asked) -> None:
    from iapb.accounts.actions.mail import _send

    _send("partner@example.org", language)
    assert not untranslated(asked)
    assert re.search("[а-яіў]", mail.outbox[-1].subject + mail.outbox[-1].body)


def test_page_when_a_sentence_is_missing_then_it_is_counted(language: str, asked: Asked) -> None:
    with translation.override(language):
        translation.gettext("Nobody ever wrote this.")
    assert untranslated(asked) == ["Nobody ever wrote this."]
