"""Documents with words of their own, through the real box: every word stands, nothing hidden comes along."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from iapb.jobs.box import Box, Limits
from iapb.language import documents
from iapb.language.base import CannotRead
from tests.language.pages import FONT

BOX = Box(Limits())
RUSSIAN = "Меня задержали 11 августа 2020 года около метро."
BELARUSIAN = "Мяне збівалі дубінкамі ў пастарунку, прозвішча сведкі не запісалі."
OF = {kind: media_type for media_type, kind in documents.KINDS.items()}


def read(content: bytes, kind: str) -> documents.Document:
    return documents.read(BOX, content, OF[kind])


def words(content: bytes, kind: str) -> list[str]:
    return [segment.text for segment in read(content, kind).segments]


def refusal(content: bytes, kind: str) -> str:
    with pytest.raises(CannotRead) as caught:
        read(content, kind)
    return str(caught.value.sentence)


def pdf(*pages: list[str], picture: bool = False) -> bytes:
    pdfmetrics.registerFont(TTFont("Page", str(FONT)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for lines in pages:
        canvas.setFont("Page", 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 18 * number, line)
        if picture and not lines:
            canvas.rect(100, 100, 200, 200, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def odt(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", OF["odt"])
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def rtf(text: str) -> bytes:
    spelled = "".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in text)
    return f"{{\\rtf1\\ansi\\ansicpg1251{{\\info{{\\author Somebody}}}}\\pard {spelled}\\par}}".encode()


def letter(**parts: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message["Subject"] = "Пра затрыманне"
    message["Date"] = "Tue, 11 Aug 2020 21:00:00 +0300"
    message.set_content(parts["plain"])
    return message


def test_pdf_when_it_has_text_then_words_stand_with_their_places() -> None:
    found = read(pdf([RUSSIAN], [BELARUSIAN, "", "Second line."]), "pdf")
    assert [segment.text for segment in found.segments] == [RUSSIAN, f"{BELARUSIAN} Second line."]
    assert [segment.language for segment in found.segments][:2] == ["ru", "be"]
    assert [page["number"] for page in found.pages] == [1, 2] and found.silent == ()
    word, _, left, top, width, height = found.pages[0]["words"][0]
    assert word == "Меня"
    # Drawn 72 points from the left and 760 above the lower edge of A4; a picture counts in dots from above.
    assert left == pytest.approx(72 / 72 * 300, abs=12)
    assert top + height == pytest.approx((A4[1] - 760) / 72 * 300, abs=16)
    assert 60 < width < 200


def test_pdf_when_a_page_shows_something_without_words_then_it_is_told() -> None:
    found = read(pdf([RUSSIAN], [], picture=True), "pdf")
    assert [segment.text for segment in found.segments] == [RUSSIAN] and found.silent == (2,)
    assert read(pdf([], picture=True), "pdf").silent == (1,)


def test_pdf_when_pages_are_empty_then_said() -> None:
    assert "no text" in refusal(pdf([]), "pdf")


def test_pdf_when_a_word_is_divided_then_made_whole() -> None:
    lines = ["Я стояла около станции метро, когда подъехал микроавтобус без номе-", "ров."]
    assert words(pdf(lines), "pdf") == ["Я стояла около станции метро, когда подъехал микроавтобус без номеров."]


def test_docx_when_it_has_a_table_then_each_row_is_a_paragraph() -> None:
    document = WordDocument()
    document.add_paragraph(RUSSIAN)
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "Дата", "11.08.2020"
    out = io.BytesIO()
    document.save(out)
    assert words(out.getvalue(), "docx") == [RUSSIAN, "Дата\t11.08.2020"]


def test_odt_then_every_word_stands_and_deleted_ones_do_not() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:h>Heading</text:h><text:p>{BELARUSIAN}<text:s text:c='2'/><text:span>end</text:span>"
        "<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>point</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert words(odt(body), "odt") == ["Heading", f"{BELARUSIAN}  end", "point", "a\tb"]


def test_odt_when_an_entity_names_a_file_then_nothing_of_it_comes_along() -> None:
    hostile = odt("<text:p>before</text:p>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(hostile)) as source, zipfile.ZipFile(out, "w") as packed:
        for name in source.namelist():
            content = source.read(name)
            if name == "content.xml":
                declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
                content = declared + content.replace(b"before", b"before&a;after")
            packed.writestr(name, content)
    assert words(out.getvalue(), "odt") == ["beforeafter"]


def test_rtf_then_words_stand_without_what_is_hidden() -> None:
    assert words(rtf(RUSSIAN), "rtf") == [RUSSIAN]
    old = b"{\\rtf1\\ansi\\ansicpg1251\\pard " + b"".join(b"\\'%02x" % one for one in RUSSIAN.encode("cp1251")) + b"}"
    assert words(old, "rtf") == [RUSSIAN]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_html_then_a_paragraph_for_each_block_and_no_script(encoding: str) -> None:
    page = (
        f"<!doctype html><html><head><meta charset='{encoding}'><title>Пратакол</title><style>p{{}}</style></head>"
        f"<body><script>alert(1)</script><p>{RUSSIAN}</p><div>one<br>two <b>three</b></div>"
        f"<ul><li>point</li></ul><!-- remark --><style>b{{}}</style><p>{BELARUSIAN}</p></body></html>"
    )
    assert words(page.encode(encoding), "html") == ["Пратакол", RUSSIAN, "one two three", "point", BELARUSIAN]


def test_html_when_nested_deeper_than_any_stack_then_still_read() -> None:
    page = b"<html><body>" + b"<div>" * 5000 + b"deep" + b"</div>" * 5000 + b"<p>after</p></body></html>"
    assert words(page, "html")[-1] == "after"


def test_letter_then_who_when_what_and_what_was_attached() -> None:
    message = letter(plain=f"{RUSSIAN}\n\n{BELARUSIAN}\n")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="пратакол.pdf")
    assert words(message.as_bytes(), "eml") == [
        "From: a@example.org",
        "To: b@example.org",
        "Date: Tue, 11 Aug 2020 21:00:00 +0300",
        "Subject: Пра затрыманне",
        RUSSIAN,
        BELARUSIAN,
        "[пратакол.pdf]",
    ]


def test_letter_when_only_a_page_then_its_words() -> None:
    message = letter(plain="x")
    message.set_content(f"<html><body><p>{RUSSIAN}</p><script>1</script></body></html>", subtype="html")
    assert words(message.as_bytes(), "eml")[-1] == RUSSIAN


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("pdf", b"%PDF-1.7\nnothing more", "damaged"),
        ("docx", b"PK\x03\x04 no", "not a Word document"),
        ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("odt", b"PK\x03\x04 no", "OpenDocument"),
        ("rtf", b"no rtf at all \xff", "RTF"),
        ("eml", b"no letter at all", "letter"),
        ("txt", bytes(range(128, 256)), "encoding"),
        *((kind, b"", "empty") for kind in OF),
    ],
)
def test_read_when_it_is_not_what_it_says_then_a_sentence(kind: str, content: bytes, said: str) -> None:
    assert said in refusal(content, kind)
