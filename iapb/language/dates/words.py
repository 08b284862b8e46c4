"""How Russian and Belarusian name days, months and years: the pieces from which the patterns are put together."""

from __future__ import annotations

import re

MONTHS = (
    r"янв(?:ар(?:ь|я|е|ю|ем))?|студз(?:ень|еня|ені|еню|енем)?",
    r"февр?(?:ал(?:ь|я|е|ю|ем))?|люты|лютага|лютаму|лютым|лют",
    r"март(?:а|е|у|ом)?|сак(?:авік(?:а|у|ом)?)?",
    r"апр(?:ел(?:ь|я|е|ю|ем))?|крас(?:авік(?:а|у|ом)?)?",
    r"ма(?:й|я|е|ю|ем|і)|трав(?:ень|нем)|траў(?:ня|ні|ню|нем)",
    r"июн(?:ь|я|е|ю|ем)|чэрв(?:ень|еня|ені|еню|енем)",
    r"июл(?:ь|я|е|ю|ем)|ліп(?:ень|еня|ені|еню|енем)",
    r"авг(?:уст(?:а|е|у|ом)?)?|жні(?:вень|ўня|ўні|ўню|ўнем)",
    r"сент(?:ябр(?:ь|я|е|ю|ем))?|верас(?:ень|ня|ні|ню|нем)",
    r"окт(?:ябр(?:ь|я|е|ю|ем))?|кастр(?:ычнік(?:а|у|ам)?)?",
    r"нояб(?:р(?:ь|я|е|ю|ем))?|ліст(?:апад(?:а|зе|у|ам)?)?",
    r"дек(?:абр(?:ь|я|е|ю|ем))?|снеж(?:ань|ня|ні|ню|нем)",
)
MONTH = "|".join(MONTHS)
# Short for a month only beside a day or a year; by themselves they are other words, or "my".
SHORT = re.compile(r"янв|студз|февр?|лют|сак|апр|крас|авг|сент|окт|кастр|нояб|ліст|дек|мая|мае|маю|маем")

ORDINALS = {
    1: "перв|перш", 2: "втор|друг", 3: "треть|трэц", 4: "четверт|чацверт|чацвёрт", 5: "пят", 6: "шест|шост",
    7: "седьм|сем|сём", 8: "восьм|восьм|васьм", 9: "девят|дзевят|дзявят", 10: "десят|дзесят|дзясят",
    11: "одиннадцат|адзінаццат", 12: "двенадцат|дванаццат", 13: "тринадцат|трынаццат",
    14: "четырнадцат|чатырнаццат", 15: "пятнадцат|пятнаццат", 16: "шестнадцат|шаснаццат",
    17: "семнадцат|сямнаццат|семнаццат", 18: "восемнадцат|васямнаццат|васемнаццат",
    19: "девятнадцат|дзевятнаццат|дзевятнацат", 20: "двадцат|дваццат", 30: "тридцат|трыццат",
}  # fmt: skip
TENS = {20: "двадцать|дваццаць", 30: "тридцать|трыццаць"}
# Genitive and prepositional: "десятого", "у дваццатым".
ENDING = r"(?:ого|его|ьего|ага|яга|ога|ему|ему|ому|аму|ом|ем|ым|ім|ое|ее|ае)"

NUMBERS = {
    "один|одну|одно|адзін|адну|адно": 1, "два|две|дзве": 2, "три|тры": 3, "четыре|чатыры": 4, "пять|пяць": 5,
    "шесть|шэсць": 6, "семь|сем": 7, "восемь|восем": 8, "девять|дзевяць": 9, "десять|дзесяць": 10,
    "двенадцать|дванаццаць": 12, "двадцать|дваццаць": 20,
}  # fmt: skip
NUMBER = r"\d{1,2}|" + "|".join(NUMBERS)


def _ordinal_pattern(least: int, most: int) -> str:
    alone = [stems for number, stems in ORDINALS.items() if least <= number <= most]
    ones = "|".join(stems for number, stems in ORDINALS.items() if number < 10)
    parts = [f"(?:{'|'.join(alone)}){ENDING}"]
    for ten, words in TENS.items():
        if least <= ten + 1 <= most or ten <= most:
            parts.append(f"(?:{words}) (?:{ones}){ENDING}")
    return "|".join(reversed(parts))


def _year_pattern() -> str:
    ones = "|".join(stems for number, stems in ORDINALS.items() if number < 10)
    return f"(?:{TENS[20]}) (?:{ones}){ENDING}|(?:{ORDINALS[20]}){ENDING}"


ORDINAL = _ordinal_pattern(1, 31)
# Of a year said as a word only the twenties are meant: "в двадцатом", "у дваццаць першым".
YEAR_ORDINAL = _year_pattern()
DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:-?(?:го|га|е|ое|ае))?(?![\d.]\d|\d)|(?:{ORDINAL}))"
YEAR_WORD = r"(?:\s*(?:года|году|годзе|годам|год|гг?\b\.?))"
THOUSANDS = r"(?:две тысячи |дзве тысячы )?"
YEAR = (
    rf"(?:(?:19|20)\d\d(?:-?(?:го|га|м|ом|ым|й|х))?{YEAR_WORD}?"
    rf"|['’]?[12]\d(?:-?(?:го|га|м|ом|ым))?{YEAR_WORD}|['’]?[12]\d-(?:го|га|м|ым)"
    rf"|{THOUSANDS}(?:{YEAR_ORDINAL}){YEAR_WORD}"
    r"|(?:этого|сего|гэтага|сёлетняга|прошлого|мінулага|того же|таго ж|таго самага|тога ж)\s+(?:же\s+)?года?)"
)


def month_of(word: str) -> int:
    return next(number for number, forms in enumerate(MONTHS, 1) if re.fullmatch(forms, word))


def day_of(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ordinal_of(word)


def ordinal_of(words: str) -> int:
    """Of "десятого", "двадцать первого"."""
    total = 0
    for word in words.split():
        tens = [ten for ten, forms in TENS.items() if word in forms.split("|")]
        if tens:
            total += tens[0]
            continue
        total += next((n for n, stems in ORDINALS.items() if re.fullmatch(f"(?:{stems}){ENDING}", word)), 0)
    return total


def count_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for forms, number in NUMBERS.items() if word in forms.split("|"))
