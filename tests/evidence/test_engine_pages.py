"""The catalogue of engines, and the page on which older drafts are selected to be read anew."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from evidence.models import Text
from iapb.access.transaction import set_actor
from iapb.jobs.models import Job
from tests.cast import make_person, signed_in
from tests.language.sounds import put_to_use
from tests.language.test_models import card, tiny

ENGINES, AGAIN = "/engines/", "/texts/read-again/"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MODEL_ROOT", tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture(autouse=True)
def plain_static_files(settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def old_drafts(send, work, partner, machines_agreed, root, tmp_path) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    send("Когда вас задержали?".encode(), "t.txt", role="transcript", language="ru")
    work()
    newer = tiny(tmp_path / "again", "a-newer-model")
    card(newer, version="test-2")
    put_to_use(newer, root)


@pytest.fixture
def page(partner) -> Client:
    client = signed_in(partner)
    set_actor(partner.pk)
    return client


def open_translations() -> int:
    return Job.objects.open().filter(kind="translate").count()


def test_catalogue_when_opened_then_each_ability_says_for_each_language_what_serves_it(page, root, tmp_path) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    lines = {str(line.label): line.states for line in page.get(ENGINES).context["lines"]}
    russian, belarusian, english = lines["Translate by machine"]
    assert (russian.ready, belarusian.ready, english) == (True, False, None)
    assert [one.ready for one in lines["Transcribe by machine"]] == [False, False, False]
    assert all(one.engine == "tesseract" for one in lines["Read a scan"])


def test_catalogue_when_one_model_is_installed_then_hash_check_and_what_is_missing(page, root, tmp_path) -> None:
    model = put_to_use(tiny(tmp_path / "brought"), root)
    text = page.get(ENGINES).content.decode()
    assert model.sha256 in text
    assert "The judge gave me 15 days of arrest." in text
    assert "test model, knows" in text
    assert "Translate by machine (Belarusian, English)" in text
    assert "manage.py install_model PATH" in text


def test_read_again_when_a_row_is_chosen_then_first_the_number_and_then_the_deed(page, old_drafts) -> None:
    answer = page.get(AGAIN)
    (group,) = answer.context["groups"]
    assert "test-1" in answer.content.decode()
    seen = page.post(AGAIN, {"group": group.key})
    assert seen.status_code == 200
    assert "1 text would be read anew" in seen.content.decode()
    assert open_translations() == 0
    done = page.post(AGAIN, {"group": group.key, "confirmed": "on", "expected": "1"}, follow=True)
    assert "1 text will be read anew." in done.content.decode()
    assert open_translations() == 1
    again = page.post(AGAIN, {"group": group.key, "confirmed": "on", "expected": "1"})
    assert again.status_code == 422
    assert "no longer there" in again.content.decode()
    assert open_translations() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Choose at least one row."), ({"group": "nonsense"}, "no longer there")],
)
def test_read_again_when_nothing_fitting_is_chosen_then_says_so(page, old_drafts, sent, words) -> None:
    answer = page.post(AGAIN, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_read_again_when_the_number_has_changed_then_nothing_is_asked(page, old_drafts) -> None:
    (group,) = page.get(AGAIN).context["groups"]
    answer = page.post(AGAIN, {"group": group.key, "confirmed": "on", "expected": "7"})
    assert answer.status_code == 422
    assert "The number has changed" in answer.content.decode()
    assert open_translations() == 0


def test_read_again_when_the_drafts_are_of_another_body_then_absent(page, partner, old_drafts) -> None:
    stranger = signed_in(make_person("Stranger", "partner"))
    assert stranger.get(AGAIN).context["groups"] == []
    set_actor(partner.pk)
    assert Text.objects.visible_to(partner).filter(kind="translation").count() == 1


def test_read_again_when_the_witness_took_machines_back_then_left_out_and_counted(
    page, partner, witness, old_drafts
) -> None:
    from tests.consenting import make_consent, yes

    set_actor(partner.pk)
    make_consent(witness, partner, yes("store_analyse"))
    (group,) = page.get(AGAIN).context["groups"]
    answer = page.post(AGAIN, {"group": group.key, "confirmed": "on", "expected": "1"}, follow=True)
    assert "1 was left out" in answer.content.decode()
    assert open_translations() == 0
