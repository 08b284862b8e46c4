"""Russian, Belarusian or English, by letters only one of them has and by frequent words.

People mix: one answer may hold both. Then it is `mixed`; what cannot be told is `unknown`,
never a guess, since a model of the wrong language is worse than none.
"""

from __future__ import annotations

import re

RUSSIAN, BELARUSIAN, ENGLISH, MIXED, UNKNOWN = "ru", "be", "en", "mixed", "unknown"
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")

# Letters decide most words: Belarusian has no и, щ, ъ; Russian no і, ў; Ukrainian has ї, є, ґ.
LETTERS = {RUSSIAN: set("ищъ"), BELARUSIAN: set("іўŭ"), "uk": set("їєґ")}
RUSSIAN_WORDS = """
что это как меня был было была но они чтобы потом когда его еще ещё после там тоже очень нас нам мне мы он она
если только уже нет да от без для до под со во из с в я не за на по около были есть где там потому день
"""
BELARUSIAN_WORDS = """
што гэта як мяне быў была было але яны каб потым калі яго яшчэ пасля там таксама вельмі нас нам мне мы ён яна
толькі ўжо няма так ад без для да пад са ва з у я не за на па каля былі ёсць дзе бо дзень а ды ж
"""
ENGLISH_WORDS = """
the a an and of to in was were is are i he she they we you that this it for on with at by from not but be been
had have has my his her their our me him them us as or who when where what which there would could no yes
"""
WORDS = {
    RUSSIAN: frozenset(RUSSIAN_WORDS.split()),
    BELARUSIAN: frozenset(BELARUSIAN_WORDS.split()),
    ENGLISH: frozenset(ENGLISH_WORDS.split()),
}
ONLY = {
    RUSSIAN: WORDS[RUSSIAN] - WORDS[BELARUSIAN],
    BELARUSIAN: WORDS[BELARUSIAN] - WORDS[RUSSIAN],
    ENGLISH: WORDS[ENGLISH],
}
SPELLING = {
    RUSSIAN: re.compile(
        r"(?:ого|его|ться|тся|жи|ши|чи|ть|ет|ешь|[бвгдзклмнпрстфх]ы[йх]|рь|ря|рю|тё|те|де|ть)$|ё?е?тс|ре|тя|дя|чё|жё"
    ),
    BELARUSIAN: re.compile(
        r"дз[еіёяюь]|ць|ц[еіёяю]|рэ|ры|ра[жш]|[жшч]ы|шч|дж|ага$|ыя$|[аяую]й?ся$|ння|лл|цц|чч|эн|зь|сьц|ŭ|što"
    ),
}
A_QUARTER = 0.25
LEAST_OF_MIXED = 1.0  # words of the lesser language


def identify(text: str) -> str:
    """One of ru, be, en, mixed, unknown."""
    weights = _weights(text)
    total = sum(weights.values())
    if not total:
        return UNKNOWN
    ordered = sorted(weights, key=weights.__getitem__, reverse=True)
    best, second = ordered[0], ordered[1]
    if best == "uk":
        return UNKNOWN
    if weights[second] >= max(LEAST_OF_MIXED, A_QUARTER * weights[best]) and _in_whole_sentences(text, best, second):
        return MIXED
    return best if weights[best] > weights[second] else UNKNOWN


def languages_of(text: str) -> dict[str, float]:
    """The share of each language among the words that tell one."""
    weights = {name: weight for name, weight in _weights(text).items() if weight and name != "uk"}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _weights(text: str) -> dict[str, float]:
    weights = {RUSSIAN: 0.0, BELARUSIAN: 0.0, ENGLISH: 0.0, "uk": 0.0}
    for word in WORD.findall(text.lower()):
        for name, weight in _votes(word).items():
            weights[name] += weight
    return weights


def _votes(word: str) -> dict[str, float]:
    letters = set(word)
    # и and і are alphabets, not spellings; a word with both is a misreading and tells nothing.
    own = [name for name, marks in LETTERS.items() if letters & marks]
    if "uk" in own:
        return {"uk": 2.0}
    if len(own) == 1:
        return {own[0]: 1.0}
    if own:
        return {}
    if word.isascii():
        return {ENGLISH: 1.0 if word in ONLY[ENGLISH] else 0.2}
    votes = {name: 1.0 for name in (RUSSIAN, BELARUSIAN) if word in ONLY[name]}
    if not votes:
        votes = {name: 0.4 for name, marks in SPELLING.items() if marks.search(word)}
    return votes if len(votes) == 1 else {}


def _in_whole_sentences(text: str, *names: str) -> bool:
    """A borrowed word is no second language: both must win a sentence, or share a long one."""
    winners = set()
    for sentence in SENTENCE.split(text):
        weights = _weights(sentence)
        winner = max(weights, key=weights.__getitem__)
        if weights[winner] > 0:
            winners.add(winner)
    return set(names) <= winners
