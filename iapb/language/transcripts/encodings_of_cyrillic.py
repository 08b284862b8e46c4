"""Which encoding a text is in. Wrong guesses would become testimony, so a doubtful one is refused.

Written apart from general guessers: on a few lines of Belarusian they answer Bulgarian,
Macedonian or Greek. Only encodings that Belarusian, Russian and English texts come in.
"""

from itertools import pairwise

SINGLE_BYTE = ("cp1251", "koi8_u", "cp866", "iso8859_5")
ALPHABET = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіў")
FREQUENT = frozenset("оеаинтсрвлкмдпуыязі")
USUAL_SHARE = 0.8  # of FREQUENT among all letters
LATIN_SIGNS = frozenset("“”‘’–—…«»éèêëàâäçñöüôîïŭźśćłžčš°§€№ \u00a0")
CYRILLIC_SIGNS = frozenset("“”„‘’–—…«»№§°• \u00a0")
ALMOST_ALL = 0.98
ENOUGH = 0.8
CLEARLY_BETTER = 0.15


class Unreadable(Exception):
    pass


def decode(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return strictly(content, encoding)
    if b"\x00" in content:
        return utf_16_without_mark(content)
    try:
        return plain(content.decode("utf-8"))
    except UnicodeDecodeError:
        return single_byte(content)


def strictly(content: bytes, encoding: str) -> str:
    try:
        return plain(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise Unreadable from error


def plain(text: str) -> str:
    """Refuses what no typist types: control characters other than tabs and line ends."""
    if any(ord(sign) < 32 and sign not in "\t\n\r\x0b\x0c" for sign in text):
        raise Unreadable
    return text


def utf_16_without_mark(content: bytes) -> str:
    # Spaces and line ends have an empty upper byte, which stands where the order says.
    even, odd = content[::2].count(0), content[1::2].count(0)
    return strictly(content, "utf-16-le" if odd > even else "utf-16-be")


def single_byte(content: bytes) -> str:
    scored = sorted(((score(content, name), name) for name in SINGLE_BYTE), reverse=True)
    (best, name), (second, _) = scored[:2]
    if best >= ENOUGH and best - second >= CLEARLY_BETTER:
        return strictly(content, name)
    return western(content)


def score(content: bytes, encoding: str) -> float:
    """Share of the non-Latin signs that stand where a Russian or Belarusian text has them,
    weighed by how many of them are frequent letters: a wrong table gives rare ones and capitals."""
    try:
        text = plain(content.decode(encoding))
    except (UnicodeDecodeError, Unreadable):
        return 0.0
    fitting = frequent = letters = small_ones = foreign = 0
    for before, sign in pairwise(" " + text):
        if ord(sign) < 128:
            continue
        foreign += 1
        small = sign.lower()
        if small in ALPHABET:
            letters += 1
            small_ones += sign == small
            fitting += sign == small or not before.islower()
            frequent += small in FREQUENT
        else:
            fitting += sign in CYRILLIC_SIGNS
    if fitting < ALMOST_ALL * foreign or small_ones < letters / 2:
        return 0.0
    return min(1.0, frequent / (letters or 1) / USUAL_SHARE)


def western(content: bytes) -> str:
    """English with typographic signs; anything more is not guessed at."""
    text = strictly(content, "cp1252")
    foreign = [sign for sign in text if ord(sign) > 127]
    letters = sum(sign.isascii() and sign.isalpha() for sign in text)
    if all(sign in LATIN_SIGNS for sign in foreign) and letters > 5 * len(foreign):
        return text
    raise Unreadable
