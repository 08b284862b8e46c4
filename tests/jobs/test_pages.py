"""The page of jobs, through the real middleware: who sees what, and what a click does."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iapb.access import rights, waiting
from iapb.jobs import Failed, Thing, runner
from iapb.jobs.models import Job, State
from tests.cast import make_person

LIST, PROGRESS = "/jobs/", "/jobs/progress/"


def fail(claimed) -> None:
    raise Failed("The file is damaged.")


@pytest.fixture(autouse=True)
def plain_static_files(settings) -> None:
    """Pages are read here before anything was collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def page(partner) -> Client:
    return signed_in(partner)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="iapb.accounts.backends.PeopleBackend")
    return client


def without_token(content: bytes) -> str:
    return re.sub(r'(X-CSRFToken": |value=)"[^"]+"', "", content.decode())


def test_list_when_nothing_was_asked_then_says_what_comes_here(page):
    answer = page.get(LIST)
    assert answer.status_code == 200
    assert "No jobs here." in answer.content.decode()


def test_list_when_jobs_differ_then_each_says_its_state_and_why(page, ask, handle):
    handle("a", fail)
    stopped, waits = ask("a"), ask("b")
    runner.run(stopped.pk)
    text = page.get(LIST).content.decode()
    assert "Label of a" in text
    assert "The file is damaged." in text
    assert f"/jobs/{stopped.pk}/retry/" in text
    assert f"/jobs/{waits.pk}/retry/" not in text


@pytest.mark.parametrize(("state", "shown"), [("open", ["b"]), ("stopped", ["a"]), ("done", []), ("odd", ["a", "b"])])
def test_list_when_filtered_then_only_those(page, ask, handle, state, shown):
    handle("a", fail)
    runner.run(ask("a").pk)
    ask("b")
    rows = page.get(LIST, {"state": state}).context["page"].object_list
    assert [job.kind for job in rows] == shown


def test_progress_when_something_is_open_then_asks_again_and_stops_afterwards(page, ask, handle):
    handle("a", lambda job: job.progress(0.4, "Reading page 2 of 5"))
    job = ask("a")
    assert 'hx-trigger="every 2s"' in page.get(PROGRESS).content.decode()
    runner.run(job.pk)
    text = page.get(PROGRESS).content.decode()
    assert "hx-trigger" not in text
    assert "<html" not in text


def test_list_when_a_job_is_of_another_then_absent_and_retry_is_404(page, ask, handle):
    handle("a", fail)
    stranger = make_person("Stranger", "partner")
    job = ask("a", by=stranger)
    runner.run(job.pk)
    assert "The file is damaged." not in page.get(LIST).content.decode()
    missing = page.post("/jobs/7b0c2a9e-0000-4000-8000-000000000000/retry/")
    hidden = page.post(f"/jobs/{job.pk}/retry/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_token(hidden.content) == without_token(missing.content)
    assert Job.objects.get(pk=job.pk).state == State.FAILED


@pytest.mark.parametrize("role", sorted(rights.RIGHTS_OF))
def test_list_when_another_asked_then_no_role_sees_the_job(ask, handle, role):
    handle("a", fail)
    ask("a")
    client = signed_in(make_person("Other", role))
    assert len(client.get(LIST).context["page"].object_list) == 0


def test_retry_when_clicked_twice_then_one_job_and_a_sentence(page, ask, handle):
    handle("a", fail)
    job = ask("a")
    runner.run(job.pk)
    first = page.post(f"/jobs/{job.pk}/retry/", follow=True)
    assert "Started again." in first.content.decode()
    second = page.post(f"/jobs/{job.pk}/retry/")
    assert second.status_code == 422
    assert "Only a job that stopped" in second.content.decode()
    assert Job.objects.get(pk=job.pk).state == State.DUE


def test_retry_all_when_clicked_then_counted(page, ask, handle):
    handle("a", fail)
    for _ in range(3):
        runner.run(ask("a").pk)
    answer = page.post(reverse("jobs:retry_all"), follow=True)
    assert "3 jobs started again." in answer.content.decode()


@pytest.mark.parametrize("path", [LIST, PROGRESS])
def test_list_when_nobody_is_signed_in_then_sent_to_sign_in(committing, path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/jobs/retry-all/", "/jobs/7b0c2a9e-0000-4000-8000-000000000000/retry/"])
def test_retry_when_asked_by_get_then_wrong_method(page, path):
    assert page.get(path).status_code == 405


def test_list_when_long_then_queries_do_not_grow(page, ask):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page.get(LIST)
        return len(seen)

    ask("a")
    few = queries()
    for _ in range(30):
        ask("a")
    assert queries() <= few


def test_waiting_when_a_job_stopped_then_it_waits_for_who_asked(ask, handle, partner):
    handle("a", fail)
    runner.run(ask("a").pk)
    entries = [entry for group in waiting.for_person(partner).values() for entry in group]
    assert [str(entry.detail) for entry in entries] == ["The file is damaged."]


def test_list_when_the_reader_sees_the_thing_then_linked_and_otherwise_absent(page, ask, handle):
    seen, hidden = uuid4(), uuid4()

    def about(objects, by):
        return {pk: Thing("IAPB-I-02775, Transcript", "/items/12/") for pk in objects if pk == seen}

    handle("a", fail, about)
    ask("a", object=seen)
    ask("a", object=hidden)
    text = page.get(LIST).content.decode()
    assert text.count('<a href="/items/12/">IAPB-I-02775, Transcript</a>') == 1
    assert str(hidden) not in text and str(seen) not in text


def test_list_when_many_jobs_are_about_things_then_asked_for_once(page, ask, handle):
    asked = []

    def about(objects, by):
        asked.append(len(objects))
        return {}

    handle("a", fail, about)
    handle("b", fail, about)
    for _number in range(5):
        ask("a")
        ask("b")
    page.get(LIST)
    assert asked == [10]


def test_retry_all_when_a_kind_is_named_then_only_those(page, ask, handle):
    handle("a", fail)
    handle("b", fail)
    jobs = {kind: ask(kind) for kind in ("a", "b")}
    for job in jobs.values():
        runner.run(job.pk)
    answer = page.post(reverse("jobs:retry_all"), {"kind": "a"}, follow=True)
    assert "1 job started again." in answer.content.decode()
    assert [Job.objects.get(pk=job.pk).state for job in jobs.values()] == [State.DUE, State.FAILED]


def test_retry_all_when_jobs_of_another_stopped_then_those_stay(page, ask, handle):
    handle("a", fail)
    theirs = ask("a", by=make_person("Stranger", "partner"))
    runner.run(theirs.pk)
    assert "0 jobs" in page.post(reverse("jobs:retry_all"), {"kind": "a"}, follow=True).content.decode()
    assert Job.objects.get(pk=theirs.pk).state == State.FAILED


def test_list_when_a_kind_is_chosen_then_only_those_and_counted(page, ask, handle):
    handle("a", fail)
    handle("b", fail)
    runner.run(ask("a").pk)
    ask("b")
    answer = page.get(LIST, {"kind": "a"})
    assert [row.job.kind for row in answer.context["rows"]] == ["a"]
    assert answer.context["counts"]["open"]["number"] == 0
    assert [row.job.kind for row in page.get(LIST, {"kind": "nonsense", "sort": "old"}).context["rows"]] == ["a", "b"]


def test_list_when_opened_then_what_stopped_stands_before_what_waits_and_what_is_done(page, ask, handle):
    handle("a", fail)
    handle("b", lambda job: None)
    runner.run(ask("a").pk)
    ask("c")
    runner.run(ask("b").pk)
    assert [row.job.kind for row in page.get(LIST).context["rows"]] == ["a", "c", "b"]
    assert [row.job.kind for row in page.get(LIST, {"sort": "new"}).context["rows"]] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "waits for a free worker"),
        ({"attempt": 2}, "tried 2 times"),
        ({"progress": 0.4}, "goes on from where it was"),
    ],
)
def test_list_when_a_job_waits_then_says_why(page, ask, fields, words):
    Job.objects.filter(pk=ask("a").pk).update(**fields)
    assert words in page.get(LIST).content.decode()
