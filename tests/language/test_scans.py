"""Tesseract in the real box on rendered pages, and files that only pretend to be pages."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops, ImageStat

from iapb.jobs.box import MIB, Box, BoxError, Limits
from iapb.language import scans
from iapb.language.base import CannotRead
from tests.language.pages import BELARUSIAN, ENGLISH, RUSSIAN, errors, page, saved, worn

BOX = Box(Limits(**scans.NEEDS))
SMALL = Box(Limits(seconds=20, cpu_seconds=15, memory=512 * MIB, disk=64 * MIB, output=8 * MIB))


def read(content: bytes, box: Box = BOX, **rest) -> list[scans.Page]:
    return scans.read(box, content, **rest)


@pytest.mark.parametrize(
    ("language", "lines", "kind"), [("ru", RUSSIAN, "PNG"), ("be", BELARUSIAN, "JPEG"), ("en", ENGLISH, "TIFF")]
)
def test_read_when_clean_then_language_is_found_and_every_letter_right(language, lines, kind) -> None:
    (one,) = read(saved([page(lines)], kind))
    assert one.language == language
    assert errors(lines, one.text) < 0.01
    assert one.confidence > 0.85
    assert (one.width, one.height, one.rotation) == (2480, 3508, 0)


def test_read_when_worn_then_few_letters_are_wrong() -> None:
    (one,) = read(saved([worn(page(RUSSIAN))], "PNG"))
    assert one.language == "ru"
    assert errors(RUSSIAN, one.text) < 0.06


def test_read_when_a_lamp_stood_on_one_side_then_read_as_in_even_light() -> None:
    lines = RUSSIAN * 3
    shade = Image.linear_gradient("L").rotate(90).resize((2480, 3508)).point(lambda light: 90 + light // 2)
    pale = page(lines).point(lambda light: 130 + light // 4)
    (one,) = read(saved([ImageChops.multiply(pale, shade)], "PNG"), languages=["ru"])
    assert errors(lines, one.text) < 0.01


def test_read_when_it_is_white_on_black_then_read_all_the_same() -> None:
    (one,) = read(saved([ImageChops.invert(page(RUSSIAN))], "PNG"), languages=["ru"])
    assert errors(RUSSIAN, one.text) < 0.02


@pytest.mark.parametrize("size", [(1, 1), (7, 40), (199, 199)])
def test_read_when_it_is_tiny_then_nothing_is_found_and_nothing_breaks(size: tuple[int, int]) -> None:
    (one,) = read(saved([Image.new("L", size, 200)], "PNG"), languages=["ru"])
    assert one.text == ""


def test_read_when_words_are_found_then_their_boxes_hold_them() -> None:
    (one,) = read(saved([page(RUSSIAN)], "PNG"), languages=["ru"])
    (word,) = [word for word in one.words if word.text == "Пушкинская"]
    assert 0.5 < word.confidence <= 1
    # Third line of the page, see pages.page: its letters stand below 250 + 2 × 104.
    assert 450 < word.top < 530
    assert 200 < word.left < word.left + word.width < 2400
    assert 30 < word.height < 70


def test_read_when_a_pdf_has_pages_in_three_languages_then_each_is_routed_and_counted() -> None:
    told = []
    content = saved([page(RUSSIAN), page(BELARUSIAN), page(ENGLISH), page([])], "PDF", resolution=300)
    pages = read(content, on_page=lambda number, total: told.append((number, total)))
    assert [one.language for one in pages][:3] == ["ru", "be", "en"]
    assert [one.number for one in pages] == [1, 2, 3, 4]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (pages[3].text, pages[3].error, pages[3].confidence) == ("", "", 0.0)


def test_read_when_turned_then_turned_back() -> None:
    (one,) = read(saved([page(RUSSIAN * 3).rotate(90, expand=True)], "PNG"), languages=["ru"])
    assert one.rotation == 90
    assert (one.width, one.height) == (2480, 3508)
    assert errors(RUSSIAN * 3, one.text) < 0.02


def test_read_when_a_phone_turned_the_photo_then_its_own_mark_counts() -> None:
    sideways = page(RUSSIAN).rotate(90, expand=True)
    marks = Image.Exif()
    marks[0x0112] = 6  # shown turned clockwise by 90 degrees
    (one,) = read(saved([sideways], "JPEG", exif=marks), languages=["ru"])
    assert errors(RUSSIAN, one.text) < 0.02


@pytest.mark.parametrize("degrees", [3, -3])
def test_read_when_it_lay_askew_then_read_and_its_words_stand_where_they_are_on_the_page(degrees: int) -> None:
    lines = RUSSIAN * 3
    askew = page(lines).rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    (one,) = read(saved([askew], "PNG"), languages=["ru"])
    assert errors(lines, one.text) < 0.01
    assert (one.width, one.height) == askew.size
    ink = ImageChops.invert(askew)
    for word in [word for word in one.words if len(word.text) > 5]:
        box = (word.left, word.top, word.left + word.width, word.top + word.height)
        assert ImageStat.Stat(ink.crop(box)).mean[0] > 25, word


def test_segments_when_a_word_is_divided_then_whole_again() -> None:
    lines = ["Граждане были задер-", "жаны возле станции метро."]
    (one,) = read(saved([page(lines, spacing=1.3)], "PNG"), languages=["ru"])
    (segment,) = one.segments()
    assert segment.text == "Граждане были задержаны возле станции метро."
    assert segment.language == "ru"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no bytes"),
        (b"this is no picture", "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not a picture"),
        (b"%PDF-1.7\nnothing follows", "PDF is damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>", ""),
    ],
)
def test_read_when_it_is_not_what_it_says_then_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises((CannotRead, BoxError)) as caught:
        pages = read(content, SMALL)
        assert not any(one.words for one in pages)
        raise CannotRead(words or "nothing on it")
    assert words in str(caught.value.sentence)


def test_read_when_a_pdf_is_locked_then_says_so() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    locked = out.getvalue().replace(
        b"trailer\r\n<<",
        b"trailer\r\n<</Encrypt <</Filter/Standard/V 1/R 2/P -4/O("
        + b"x" * 32
        + b")/U("
        + b"y" * 32
        + b")>>/ID[<00><00>]",
    )
    with pytest.raises(CannotRead) as caught:
        read(locked, SMALL)
    assert "password" in str(caught.value.sentence)


def test_read_when_the_picture_is_cut_short_then_read_or_refused_but_never_hung() -> None:
    whole = saved([page(RUSSIAN)], "PNG")
    pages = read(whole[: len(whole) // 2], SMALL, languages=["ru"])
    assert len(pages) == 1
    assert pages[0].error or errors(RUSSIAN, pages[0].text) > 0.2


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(1 + width)) for _ in range(min(height, 2000))) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_read_when_it_is_a_flood_of_pixels_then_the_box_or_the_reader_ends_it() -> None:
    flood = png(100_000, 100_000)
    with pytest.raises((BoxError, CannotRead)):
        pages = read(flood, SMALL, languages=["ru"])
        assert pages[0].error
        raise CannotRead(pages[0].error)


def test_state_when_tesseract_is_installed_then_ready_with_its_version() -> None:
    state = scans.state()
    assert (state.ready, state.languages, str(state.sentence)) == (True, ("ru", "be", "en"), "")
    assert state.version[0].isdigit()
