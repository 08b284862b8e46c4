"""From the page: sent sealed, looked through, brought in, reported, given away. Others never learn of it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from evidence.importing import archives, books
from evidence.importing.models import Archive
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.custody.models import StoredFile
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from interviews.models import Witness
from tests.cast import make_person, signed_in
from tests.importing.conftest import WITNESS, write
from tests.importing.test_packed import zip_of
from tests.intake import make_partner

pytestmark = pytest.mark.django_db


def send(client: Client, content: bytes, name: str = "archive.zip") -> Any:
    return client.put(
        reverse("send_archive"), content, content_type="application/octet-stream", headers={"X-File-Name": name}
    )


def work(by: Person) -> None:
    while job := Job.objects.open().filter(kind__in=[archives.EXAMINE, archives.BRING_IN]).first():
        run(job.pk)
    set_actor(by.pk)


@pytest.fixture
def sent(folder: Path, partner: Person) -> Callable[[], Archive]:
    def call() -> Archive:
        answer = send(signed_in(partner), zip_of(folder))
        assert answer.status_code == 201, answer.content
        set_actor(partner.pk)
        work(partner)
        return Archive.objects.visible_to(partner).select_related("file", "run").get(pk=answer.json()["id"])

    return call


def test_archive_when_sent_then_sealed_looked_through_and_nothing_written(
    sent: Callable[[], Archive], partner: Person
) -> None:
    archive = sent()
    assert archive.examined_at
    assert archive.problems == []
    assert archive.read == {"witnesses": 1, "interviews": 1, "documents": 1, "files": 1}
    assert list(archive.file.wrapped_keys.values_list("subject", flat=True)) == [archive.pk]
    assert not Witness.objects.visible_to(partner).exists()
    page = signed_in(partner).get(reverse("import", args=[archive.pk])).content.decode()
    assert "archive.zip" in page
    assert "No problem was found." in page


def test_archive_when_brought_in_twice_then_reported_and_nothing_doubled(
    sent: Callable[[], Archive], partner: Person
) -> None:
    archive, client = sent(), signed_in(partner)
    for expected in ((1, 1, 0), (1, 0, 1)):
        assert client.post(reverse("bring_in_archive", args=[archive.pk])).status_code == 302
        set_actor(partner.pk)
        work(partner)
        counts = Archive.objects.visible_to(partner).select_related("run").get().run.counts
        assert [counts["files"][name] for name in ("read", "created", "same")] == list(expected)
    report = client.get(reverse("import_report", args=[archive.pk])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(report)))
    assert ["witnesses", "1", "0", "1", "0", "0", "0", "0", ""] in rows
    assert "Recounted" in client.get(reverse("import", args=[archive.pk])).content.decode()


def test_problems_when_found_then_told_by_row_in_the_language_of_the_reader(
    sent: Callable[[], Archive], folder: Path, partner: Person
) -> None:
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2", "given_ru": "Иван", "birth_date": "yesterday"}])
    archive, client = sent(), signed_in(partner)
    assert [(one[0], one[1], one[2]) for one in archive.problems] == [("witnesses", 3, "birth_date")]
    kept = client.get(reverse("import_problems", args=[archive.pk])).content.decode("utf-8-sig")
    assert 'witnesses,3,birth_date,"Give a day' in kept
    client.cookies["iapb_language"] = "ru"
    told = client.get(reverse("import", args=[archive.pk]), headers={"accept-language": "ru"}).content.decode()
    assert "yesterday" not in told + kept


def test_report_when_rows_were_refused_then_the_page_says_which_and_why(
    sent: Callable[[], Archive], folder: Path, partner: Person
) -> None:
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2", "given_ru": "Иван", "birth_date": "yesterday"}])
    archive, client = sent(), signed_in(partner)
    client.post(reverse("bring_in_archive", args=[archive.pk]))
    set_actor(partner.pk)
    work(partner)
    shown = client.get(reverse("import", args=[archive.pk]))
    sums = {str(label): number for label, number in shown.context["sums"]}
    assert (sums["Brought in"], sums["Refused"]) == (4, 1)
    part = shown.content.decode().split("Rows that did not simply go through")[1].split("</ul>")[0]
    assert "Witnesses, row 3" in part and "Refused" in part and "Give a day" in part


def test_archive_when_given_away_then_its_key_is_gone_and_what_was_brought_in_stays(
    sent: Callable[[], Archive], partner: Person, django_capture_on_commit_callbacks: Any
) -> None:
    archive, client = sent(), signed_in(partner)
    client.post(reverse("bring_in_archive", args=[archive.pk]))
    work(partner)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("give_away_archive", args=[archive.pk]))
    assert keys.provider().is_destroyed(archive.pk)
    set_actor(partner.pk)
    assert Witness.objects.visible_to(partner).count() == 1
    page = client.get(reverse("import", args=[archive.pk]))
    assert page.status_code == 200
    assert client.post(reverse("bring_in_archive", args=[archive.pk])).status_code == 422


def test_table_alone_when_sent_then_read(partner: Person) -> None:
    answer = send(signed_in(partner), "id,family_ru,languages\nw1,Стрижневский,ru\n".encode(), "witnesses.csv")
    assert answer.status_code == 201
    set_actor(partner.pk)
    work(partner)
    assert Archive.objects.visible_to(partner).get().read == {"witnesses": 1}


def test_no_zip_when_sent_then_a_finding_and_no_failed_job(partner: Person) -> None:
    send(signed_in(partner), b"no zip at all")
    set_actor(partner.pk)
    work(partner)
    archive = Archive.objects.visible_to(partner).get()
    assert [one[3] for one in archive.problems] == [
        "This ZIP cannot be read: it is damaged, or it is no ZIP. Pack the folder anew."
    ]
    assert not Job.objects.filter(object=archive.pk, state="failed").exists()


def test_empty_or_unknown_when_sent_then_told_and_nothing_kept(partner: Person) -> None:
    client = signed_in(partner)
    for content, name in ((b"", "archive.zip"), (b"words", "archive.rar")):
        answer = send(client, content, name)
        assert answer.status_code == 400
        assert answer.json()["detail"]
    set_actor(partner.pk)
    assert not Archive.objects.visible_to(partner).exists()


def test_colleague_and_stranger_when_asking_then_absent(sent: Callable[[], Archive], partner: Person) -> None:
    archive = sent()
    colleague = make_person("Colleague", "partner", body=partner.body)
    partner.body.group.user_set.add(colleague)
    for other in (colleague, make_partner("Stranger")):
        client = signed_in(other)
        for name in ("import", "import_progress", "import_problems", "import_report", "api_import"):
            assert client.get(reverse(name, args=[archive.pk])).status_code == 404, name
    with connection.cursor() as cursor:
        set_actor(make_partner("Another").pk)
        cursor.execute("select count(*) from importing_archive")
        assert cursor.fetchone() == (0,)


def test_templates_when_downloaded_then_the_columns_of_their_tables(partner: Person) -> None:
    client = signed_in(partner)
    page = client.get(reverse("import_templates")).content.decode()
    assert "family_ru" in page
    assert "codings" not in page  # not a partner's
    table = client.get(reverse("import_template", args=["documents"])).content.decode("utf-8-sig")
    assert table.strip() == "id,witness,interview,document_kind,title,dated_on"
    assert client.get(reverse("import_template", args=["all"])).content.startswith(b"PK")
    assert client.get(reverse("import_template", args=["codings"])).status_code == 404


def test_book_when_downloaded_filled_in_and_sent_then_its_rows_are_read(partner: Person) -> None:
    """As a spreadsheet fills it: the empty book of the page, one row put into a sheet of it."""
    client = signed_in(partner)
    answer = client.get(reverse("import_template", args=["book"]))
    assert 'filename="manifest.xlsx"' in answer.headers["Content-Disposition"]
    filled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as empty, zipfile.ZipFile(filled, "w") as target:
        names = [one.get("name") for one in ElementTree.fromstring(empty.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        assert names[:3] == ["witnesses", "interviews", "documents"]
        for part in empty.namelist():
            ElementTree.fromstring(content := empty.read(part))
            if part == "xl/worksheets/sheet1.xml":
                assert b"formula1" in content  # what may be chosen is offered
                content = content.replace(b"</row>", f"</row>{row_of(content)}".encode(), 1)
            target.writestr(part, content)
    assert send(client, filled.getvalue(), "manifest.xlsx").status_code == 201
    set_actor(partner.pk)
    work(partner)
    archive = Archive.objects.visible_to(partner).get()
    assert (archive.read["witnesses"], archive.problems) == (1, [])


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def row_of(sheet: bytes) -> str:
    """The witness of the tests under the names that stand in the first row."""
    columns = [words.text or "" for words in ElementTree.fromstring(sheet).iter(f"{MAIN}t")]
    cells = (
        f'<c r="{books.letters(columns.index(name))}2" t="inlineStr"><is><t>{value}</t></is></c>'
        for name, value in sorted(WITNESS.items(), key=lambda one: columns.index(one[0]))
    )
    return f'<row r="2">{"".join(cells)}</row>'


@pytest.mark.parametrize(("place", "called"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters_when_counted_then_as_spreadsheets_do(place: int, called: str) -> None:
    assert books.letters(place) == called


def test_archive_when_it_lies_here_then_no_name_of_it_in_clear(sent: Callable[[], Archive], partner: Person) -> None:
    archive = sent()
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(a)::text from importing_archive a")
        assert "Стрижневский" not in cursor.fetchone()[0]
    assert StoredFile.objects.unscoped("the test looks").get(pk=archive.file_id).name_sealed
