"""Who is named beside a rank or a post, and where that name is told again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.coding.suggesting.base import Proposal, data, either, plain
from evidence.coding.suggesting.titles import BETWEEN, TITLE

B = r"(?<![\w-])"
# A name is written with capitals: "Кравченко", "Игорь Кравченко", "И. П. Кравченко", "Кравченко И. П.".
CAPITAL = r"[А-ЯЁІЎ][а-яёіў'’]{2,}(?:-[А-ЯЁІЎ]?[а-яёіў]+)?"
INITIALS = r"[А-ЯЁІЎ]\.\s?(?:[А-ЯЁІЎ]\.)?"
NAME = rf"(?:{INITIALS}\s?{CAPITAL}|{CAPITAL}(?:\s+{CAPITAL}){{0,2}}(?:\s+[А-ЯЁІЎ]\.\s?[А-ЯЁІЎ]\.)?)"
# What says that a name follows, whatever stands between.
CALLED = (
    r"(?:по фамилии|па прозвішчы|фамилия|прозвішча|(?:все\s+|ўсе\s+|усе\s+|свои\s+|свае\s+)?"
    r"(?:звали|звалі|клікалі|называли|называлі)(?:\s+(?:его|ее|её|яго|яе))?(?:\s+(?:все|ўсе|усе|свои|свае))?|"
    r"(?:велел|просил|загадаў|прасіў)\s+(?:звать|называть|зваць|клікаць)|назвал\w*|назвался|назваўся|назвалася|"
    r"представил\w*|прадставі\w+|знаю только как|ведаю толькі як|по кличке|па мянушцы|мянушка|кличка|откликал\w+ на|"
    r"адгукаў\w+ на|адклікаў\w+ на|подписан\w*|падпісан\w*)"
)
BESIDE = rf"(?i:{B}(?P<cue>{TITLE}))(?!\w){BETWEEN}(?:[\s,]+(?:(?i:по фамилии|па прозвішчы)\s+)?|\s*[(«—–-]+\s*)"
AFTER = re.compile(rf"(?P<all>{BESIDE}(?P<name>{NAME}))")
CALLED_SO = re.compile(
    rf"(?P<all>(?i:{B}(?P<cue>{TITLE}))(?!\w)[^.!?\n«»]{{0,60}}?(?i:\b{CALLED})(?:\s+как)?[\s:,—«\"]+(?P<name>{NAME}))"
)
APART = re.compile(
    rf"(?P<all>(?i:{B}(?P<cue>{TITLE}))(?!\w)[^.!?,;:\n«»]{{0,45}},\s+(?P<name>{INITIALS}\s?{CAPITAL}|{CAPITAL}))(?=[,.;)])"
)
BEFORE = re.compile(
    rf"{B}(?P<all>(?P<name>{NAME})\s*[,(—–]\s*(?:(?:он|она|ён|яна|это|гэта|тот самый|той самы|местный|мясцовы)\s+)?"
    rf"(?P<cue>(?i:{TITLE}))(?!\w){BETWEEN})(?=\s*[.,;)!?\n»—])"
)
# Who gives a name to a witness is in office, as a rule, though nothing else says so.
NAMED_SO = re.compile(
    rf"(?i:\b(?P<cue>назвался|назвалась|назваўся|назвалася|представился|представилась|прадставіўся|"
    rf"прадставілася|(?:фамили[яю]|прозвішча)\b[^.!?,:\n]{{0,30}}:))(?:\s+как|\s+як)?[\s:,—«]+(?P<all>(?P<name>{NAME}))"
)
# Somebody once in office, or of another State.
ELSEWHERE = re.compile(
    r"(?:бывш\w+|былы\w*|был(?:ой|ого|ому|ога|ая|ую|ых|ыми)|отставн\w+|адстаўн\w+|пенсионер\w*|пенсіянер\w*|литовск\w+|літоўск\w+|польск\w+|латвийск\w+|"
    r"латвійск\w+|украинск\w+|украінск\w+|немецк\w+|нямецк\w+|варшавск\w+|варшаўск\w+|виленск\w+|віленск\w+|грузинск\w+|"
    r"грузінск\w+|российск\w+|расійск\w+|советск\w+|савецк\w+)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
NO_NAME = {
    "потом", "потым", "вот", "вось", "там", "тут", "тогда", "тады", "утром", "раніцай", "вечером", "увечары", "когда",
    "калі", "если", "меня", "мяне", "мне", "нас", "нам", "это", "гэта", "что", "што", "как", "один", "адзін", "другой",
    "другі", "третий", "трэці", "первый", "першы", "все", "усе", "ўсе", "нет", "няма", "беларусь", "беларуси",
    "беларусі", "республики", "рэспублікі", "статья", "артыкул", "москва", "москвы",
}  # fmt: skip
IS_TITLE = re.compile(TITLE, re.IGNORECASE)
FATHER = re.compile(r"(?:ович|евич|ыч|ич|овна|евна|ична|авіч|евіч|оўна|аўна|еўна|ічна|ыўна)(?:а|у|ем|ам|е|ы|ой|ай)?$")
SURNAME = re.compile(
    r"(?:[оеёаыяі]вич|[оеаэіы]віч|ко|[уюиаяі]к|[оеёаы]в|[оеёаэ]ў|[иыі]н|[сц]ки?й|[сц]кі|чик|чык|ец)(?:[аыуоеяю]|ом|ем|ым|ам)?$"
)
VOWELS = "аеёиоуыэюяійь"


def find_officials(text: str) -> list[Proposal]:
    """A person named beside a rank or a post, and each further mention of that name: who it is, a person decides."""
    named: list[Proposal] = []
    for pattern in (AFTER, BEFORE, CALLED_SO, APART, NAMED_SO):
        for match in pattern.finditer(text):
            one = _official(match, text)
            if one and _free(one, named):
                named.append(one)
    return sorted([*named, *_told_again(text, named)], key=lambda one: one.start)


def _official(match: re.Match[str], text: str) -> Proposal | None:
    start, end = match.span("name")
    words = text[start:end].split()
    while words and _town(words[0]) and len(words) > 1:
        start += len(words[0]) + 1
        words = words[1:]
    name = text[start:end].strip()
    first = next((word for word in words if not word.endswith(".")), "")
    if not first or plain(first) in NO_NAME or IS_TITLE.fullmatch(first) or _town(first) or first.isupper():
        return None
    if ELSEWHERE.search(text[max(0, match.start("cue") - 40) : match.start("cue")]):
        return None
    return Proposal(
        "official", min(match.start("all"), start), max(match.end("all"), end), name, "rank_or_post", match["cue"]
    )


def _town(word: str) -> bool:
    return re.match(_towns(), plain(word)) is not None


def _towns() -> str:
    return either([form for one in data("spellings")["towns"].values() for form in one["noun"]])


def _told_again(text: str, named: list[Proposal]) -> Iterator[Proposal]:
    """The same surname elsewhere, in any case, without rank and post."""
    taken = list(named)
    for one in named:
        for expression in _again(one.value):
            for match in re.finditer(expression, text):
                found = Proposal("official", match.start(), match.end(), match[0], "rank_or_post", one.cue)
                if _free(found, taken):
                    taken.append(found)
                    yield found


def _again(name: str) -> list[str]:
    """Of a whole name its surname; of a first name and a patronymic both words together."""
    words = [word for word in name.split() if not word.endswith(".") and len(word) > 2]
    if len(words) == 3:
        words = words[2:] if FATHER.search(words[1]) else words[:1]
    elif len(words) == 2 and not FATHER.search(words[1]):
        words = words[:1] if SURNAME.search(words[0]) and not SURNAME.search(words[1]) else words[1:]
    return [rf"{B}" + r"\s+".join(_in_any_case(word) for word in words) + r"(?![\w-])"] if words else []


def _in_any_case(word: str) -> str:
    """A surname as said in another case: its end, and the consonant that Belarusian changes before it."""
    stem = word
    for ending in ("ого", "ага", "ому", "аму", "ым", "ім", "ий", "ый", "ой", "ам", "ом", "ем"):
        if len(word) - len(ending) >= 4 and word.endswith(ending):
            stem = word[: -len(ending)]
            break
    else:
        stem = word[:-1] if word[-1] in VOWELS and len(word) > 3 else word
    change = {"к": "[кц]", "ц": "[кц]", "г": "[гз]", "х": "[хс]", "ў": "[ўв]", "д": "(?:дз|д)", "т": "[тц]"}.get(
        stem[-1]
    )
    return re.escape(stem[:-1]) + (change or re.escape(stem[-1])) + r"[а-яёіў]{0,3}"


def _free(one: Proposal, taken: list[Proposal]) -> bool:
    return all(one.end <= other.start or one.start >= other.end for other in taken)
