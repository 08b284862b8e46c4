"""Transcripts through the real box, good ones and ones that are not what they say."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from docx import Document

from iapb.jobs.box import MIB, Box, BoxError, Limits
from iapb.language import transcripts
from iapb.language.base import CannotRead

BOX = Box(Limits(seconds=20, cpu_seconds=10, memory=512 * MIB, disk=64 * MIB))
RUSSIAN = (
    "Интервьюер: Когда вас задержали?\nСвидетель: Меня задержали 11 августа 2020 года около метро.\nОн сказал: стой.\n"
)
BELARUSIAN = (
    "Інтэрв'юер: Калі вас затрымалі?\n"
    "Сведка: Мяне затрымалі 11 жніўня 2020 года, супрацоўнікі АМАПу збівалі мяне дубінкамі.\n"
)


def read(content: bytes, kind: str) -> list[transcripts.Segment]:
    return transcripts.read(BOX, content, kind)


def refusal(content: bytes, kind: str) -> str:
    with pytest.raises(CannotRead) as caught:
        read(content, kind)
    return str(caught.value.sentence)


def docx(build) -> bytes:
    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (RUSSIAN, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be cp1251 koi8_r koi8_u cp866 iso8859_5"),
        (BELARUSIAN, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be cp1251 iso8859_5"),
    ],
)
def test_read_text_when_in_a_usual_encoding_then_every_word_stands(text: str, encodings: str) -> None:
    expected = read(text.encode(), "txt")
    for encoding in encodings.split():
        assert read(text.encode(encoding), "txt") == expected, encoding
    assert " ".join(segment.text for segment in expected).count("2020") == 1


def test_read_text_when_english_with_typographic_signs_then_read_as_western() -> None:
    segments = read("“They beat me,” she said — with batons. I was there.".encode("cp1252"), "txt")
    assert [segment.text for segment in segments] == ["“They beat me,” she said — with batons. I was there."]
    assert segments[0].language == "en"


@pytest.mark.parametrize(
    "content",
    [
        "Когда вас задержали? Меня задержали летом.".encode("mac_cyrillic"),
        "Ελληνικά κείμενο εδώ και εκεί για δοκιμή".encode("iso8859_7"),
        "zażółć gęślą jaźń".encode("cp1250"),
        bytes(range(1, 256)) * 4,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64),
        "Меня".encode("utf-16-le") + b"\x00",
        RUSSIAN.encode()[:-3] + b"\xd0\n",
    ],
)
def test_read_text_when_encoding_is_unknown_then_refused_with_what_to_do(content: bytes) -> None:
    assert "UTF-8" in refusal(content, "txt")


def test_read_text_when_speakers_are_named_then_split_and_only_labels_are_believed() -> None:
    segments = read(RUSSIAN.encode(), "txt")
    assert [segment.speaker for segment in segments] == ["Интервьюер", "Свидетель", ""]
    assert segments[2].text == "Он сказал: стой."
    assert segments[1].text.startswith("Меня задержали")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("В.: Где это было?\nО.: На улице.\nВ.: Когда?\n", ["В", "О", "В"]),
        ("Q: Where?\nA: In the street.\n", ["Q", "A"]),
        ("В. Где это было?\n\nО. На улице. В доме.\n", ["В", "О"]),
        ("Алена: Так.\nБарыс: Не.\nАлена: Калі?\nБарыс: Учора.\nАлена: Дзе?\nБарыс: Тут.", ["Алена", "Барыс"] * 3),
        ("W-40312: I was there.\nInterviewer: When?\n", ["W-40312", "Interviewer"]),
        ("Свидетель:\nМеня задержали.\n\nПотом отпустили.\n", ["Свидетель", ""]),
        ("В доме было темно. А. Петров ушёл.\n", [""]),
    ],
)
def test_read_text_when_labels_differ_then_turns_are_found(text: str, speakers: list[str]) -> None:
    assert [segment.speaker for segment in read(text.encode(), "txt")] == speakers


def test_read_text_when_times_stand_before_paragraphs_then_they_become_times() -> None:
    segments = read(b"[00:00:05] Interviewer: When?\n[00:00:09] Witness: In August.\n12:30 was late.", "txt")
    assert [(one.start_ms, one.end_ms) for one in segments] == [(5000, 9000), (9000, None), (None, None)]
    assert segments[1].speaker == "Witness"
    assert segments[2].text == "12:30 was late."


def test_read_text_when_lines_are_wrapped_then_a_paragraph_is_one_segment() -> None:
    segments = read(b"I was detained\nnear the station.\n\nThen they\r\nbeat me.\n", "txt")
    assert [segment.text for segment in segments] == ["I was detained near the station.", "Then they beat me."]


def test_read_text_when_decomposed_then_composed_once() -> None:
    segments = read(unicodedata.normalize("NFD", "Ён быў тут, мой брат.").encode(), "txt")
    assert segments[0].text == "Ён быў тут, мой брат."
    assert unicodedata.is_normalized("NFC", segments[0].text)


@pytest.mark.parametrize("kind", transcripts.KINDS)
def test_read_when_there_are_no_bytes_then_says_so(kind: str) -> None:
    assert "no bytes" in refusal(b"", kind)


@pytest.mark.parametrize("content", [b"   \n\n \t", b"... --- ...", b"\xef\xbb\xbf"])
def test_read_text_when_no_words_then_says_so(content: bytes) -> None:
    assert "no text" in refusal(content, "txt")


def test_read_subtitles_when_well_formed_then_times_speakers_and_text() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:04,500\n<i>Интервьюер:</i> Когда\nвас задержали?\n\n"
        "2\n00:00:05,000 --> 00:00:09,250\n{\\an8}Меня задержали в августе.\n"
    )
    vtt = (
        "WEBVTT - title\n\nNOTE a remark\nof two lines\n\nSTYLE\n::cue { color: red }\n\nintro\n"
        "00:01.000 --> 00:04.500 align:start\n<v Интервьюер>Когда\nвас задержали?</v>\n\n"
        "00:00:05.000 --> 00:00:09.250\nМеня <c.x>задержали</c> в&nbsp;августе.\n"
    )
    expected = [
        ("Интервьюер", "Когда вас задержали?", 1000, 4500, "ru"),
        ("", "Меня задержали в августе.", 5000, 9250, "ru"),
    ]
    for content, kind in ((srt, "srt"), (vtt, "vtt"), (srt.replace("\n", "\r\n"), "srt")):
        got = [(one.speaker, one.text, one.start_ms, one.end_ms, one.language) for one in read(content.encode(), kind)]
        assert [tuple(str(part).replace("\xa0", " ") for part in one) for one in got] == [
            tuple(map(str, one)) for one in expected
        ], kind


def test_read_subtitles_when_cues_touch_then_the_number_is_not_spoken() -> None:
    segments = read(b"1\n00:00:01,000 --> 00:00:02,000\nFive men\n2\n00:00:02,000 --> 00:00:03,000\nbeat me.\n", "srt")
    assert [segment.text for segment in segments] == ["Five men", "beat me."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("1\n00:00:05,000 --> 00:00:04,000\nx\n", "line 2 the end comes before the start"),
        ("1\n00:00:05,000 --> later\nx\n", "line 2 cannot be read"),
        ("1\n00:00:75,000 --> 00:01:20,000\nx\n", "line 2 cannot be read"),
        ("Hello there\n\n1\n00:00:01,000 --> 00:00:02,000\nx\n", "Line 1 stands outside"),
        ("WEBVTT\n\n", "no subtitles"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", "no text"),
    ],
)
def test_read_subtitles_when_broken_then_names_the_line(content: str, words: str) -> None:
    assert words in refusal(content.encode(), "srt")


def test_read_docx_when_well_formed_then_paragraphs_and_breaks() -> None:
    def build(document) -> None:
        document.add_paragraph("Интервьюер: Когда вас задержали?")
        document.add_paragraph("Свидетель: Меня задержали").add_run(" ночью.").bold = True
        document.add_paragraph("")
        document.add_paragraph("Потом отпустили.")

    segments = read(docx(build), "docx")
    assert [(one.speaker, one.text) for one in segments] == [
        ("Интервьюер", "Когда вас задержали?"),
        ("Свидетель", "Меня задержали ночью."),
        ("", "Потом отпустили."),
    ]


def test_read_docx_when_text_was_tracked_then_insertions_stay_and_deletions_go() -> None:
    tracked = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:r><w:t>They </w:t></w:r><w:ins><w:r><w:t>beat</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>greeted</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> me.</w:t></w:r></w:p>"
    )

    def build(document) -> None:
        from lxml import etree

        document.element.body.insert(0, etree.fromstring(tracked))

    assert [one.text for one in read(docx(build), "docx")] == ["They beat me."]


def test_read_docx_when_laid_out_as_a_table_then_columns_are_time_speaker_words() -> None:
    rows = [
        ("00:00:05", "Интервьюер", "Когда?"),
        ("00:00:09", "Свидетель", "В августе."),
        ("00:00:12", "Интервьюер", "Где?"),
    ]

    def build(document) -> None:
        table = document.add_table(rows=0, cols=3)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    segments = read(docx(build), "docx")
    assert [(one.start_ms, one.speaker, one.text) for one in segments] == [
        (5000, "Интервьюер", "Когда?"),
        (9000, "Свидетель", "В августе."),
        (12000, "Интервьюер", "Где?"),
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a zip", b"%PDF-1.7", "просто текст".encode(), bytes(100)])
def test_read_docx_when_it_is_not_one_then_says_what_to_do(content: bytes) -> None:
    assert ".docx" in refusal(content, "docx")


def test_read_docx_when_locked_or_old_then_says_what_to_do() -> None:
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "docx")


def changed(content: bytes, member: str, replacement: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replacement if name == member else source.read(name))
    return out.getvalue()


def test_read_docx_when_it_is_a_bomb_then_the_box_ends_it() -> None:
    whole = docx(lambda document: document.add_paragraph("x"))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}]><d>&a11;</d>'.encode()
    w = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    unpacked = w + b"x" * (700 * MIB) + b"</w:t></w:r></w:p></w:body></w:document>"
    for bomb in (laughs, unpacked):
        with pytest.raises((BoxError, CannotRead)) as caught:
            read(changed(whole, "word/document.xml", bomb), "docx")
        assert str(caught.value.sentence)


def test_read_docx_when_it_points_to_a_file_then_nothing_of_it_is_read() -> None:
    whole = docx(lambda document: document.add_paragraph("x"))
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    pointing = (
        f'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///proc/self/status">]><w:document xmlns:w="{w}"><w:body><w:p><w:r>'
        "<w:t>before &f; after</w:t></w:r></w:p></w:body></w:document>"
    )
    segments = read(changed(whole, "word/document.xml", pointing.encode()), "docx")
    assert not any("NoNewPrivs" in one.text for one in segments)


@pytest.mark.parametrize("name", ["interview.pdf", "interview", "x.DOC"])
def test_kind_of_when_not_a_transcript_then_refused(name: str) -> None:
    with pytest.raises(CannotRead):
        transcripts.kind_of(name)


def test_kind_of_when_capital_ending_then_known() -> None:
    assert transcripts.kind_of("Interview 1.DOCX") == "docx"
