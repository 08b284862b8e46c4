"""Places and bodies of the registers by name, and State bodies that no register holds, by their kind and place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence.coding.suggesting.base import Proposal, data, either, plain
from evidence.coding.suggesting.spellings import B, longest, spans, whole

# Short names in their cases; $ ends a word.
SHORT = {
    "omon-minsk": "омон(?:а|у|ом|е)?$|амап(?:а|у|ам|е)?$|омоновц|амапаўц",
    "gubopik": "губопик|губопіка|губазік|губоп(?:а|у|ом|е)?$|губаз(?:а|у|ам)?$|убоп(?:а|у|ом|е)?$|"
    "главн\\w+ управлени\\w+ по борьбе с организованн\\w+ преступност\\w+|"
    "галоўн\\w+ упраўленн\\w+ па барацьбе з арганізаван\\w+ злачыннасц\\w+",
    "kgb": "кгб$|кдб$|кгбист|кадэбіст|гэбист|гэбіст|комитет\\w* госбезопасности|камітэт\\w* дзяржбяспекі|"
    "(?<=из )комитета$|(?<=з )камітэта$",
    "sk": "следственн\\w+ комитет\\w*|сь?ледч\\w+ камітэт\\w*|следком\\w*",
    "internal-troops": "внутренн\\w+ войск\\w*|[уў]нутран\\w+ войск\\w*|вв мвд$|уваўшн\\w*|вэвэшник\\w*|вэвэшнік\\w*",
    "mvd": "мвд$|мус$",
    "gpk": "погранкомитет\\w*|памежн\\w+ камітэт\\w*|(?:дзярж)?пагранкамітэт\\w*|госпогранкомитет\\w*",
    "almaz": "«?алмаз(?:а|у|ом|е|ам)?»?$", "prosecutor-general": "генпрокуратур\\w*|генпракуратур\\w*",
    "mininform": "мининформ\\w*|мінінфарм\\w*", "guvd-minsk": "гувд$|гуус$",
    "kgb-alpha": "«?альфа»?$|«?альф(?:ы|у|ой|ай|е)»?$", "din": "дин$|двп$", "oac": "оац$|аац$",
    "mu-3214": "(?:в/ч|войсков\\w+ част\\w+|воинск\\w+ част\\w+|вайсков\\w+ час\\w+|част[ьи]ю?|часц[ьіюи]+|бригад\\w+|"
    "брыгад\\w+) (?:№\\s?|номер |нумар )?3214",
    "mu-5448": "(?:в/ч|част[ьи]|часц[ьі]|воинск\\w+ част\\w+|вайсков\\w+ час\\w+) (?:№\\s?|номер |нумар )?5448",
    "dfr": "дфр$|финмилици\\w*|фінміліцы\\w*", "kgk": "кгк$|кдк$|госконтрол\\w*|дзяржкантрол\\w*",
    "minjust": "минюст\\w*|мінюст\\w*", "minzdrav": "минздрав\\w*|міністэрств\\w+ здаро\\w+",
    "minedu": "минобр\\w*|мінадукац\\w*",
    "cec": "центризбирком\\w*|цвк$|цик$", "mod": "минобороны$", "gkse": "гксэ$|дксэ$", "mfa": "мид(?:а|у|е|ом)?$|мзс$",
    "mingorispolkom": "мингорисполком\\w*|мінгарвыканкам\\w*", "sbp": "служб\\w+ безопасности президента",
    "btrc": "белтелерадиокомпани\\w*|белтэлерадыёкампані\\w*|белтэлерадыекампані\\w*",
}  # fmt: skip
_ADJECTIVE = r"[а-яёіў-]+(?:ск|цк|нск|ьн)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|і|ага|аму|ім|ай|ае|ия|ія|ие|их|іх)"
_OF_AREA = (
    rf"(?:\s+{_ADJECTIVE}\s+(?:района|раёна|раена|р-на|области|вобласці|обл\.?|городск\w+|гарадск\w+)"
    r"(?:\s+г\.?\s*\w+|\s+минска|\s+мінска)?|"
    r"\s+(?:по|па)\s+(?:г\.\s*)?[а-яёіў]+(?:\.\s*|\s+)(?:обл\w*\.?|вобл\w*\.?|районе|раёне)?|\s+г(?:орода|орада|\.)\s*\w+|"
    r"\s+(?:района|раёна|области|вобласці|горада|города)(?!\w))"
)
_OFFICE = (
    r"(?:прокуратур[аыуеойю]*|пракуратур[аыуеойю]*|военкомат\w*|ваенкамат\w*|сельсовет\w*|сельсавет\w*|опек[аиуеой]+|"
    r"апек[аіуеой]+)"
)
# Bodies of a kind of which there are many: named by kind and place.
UNLISTED = [
    re.compile(one)
    for one in (
        rf"{B}{_ADJECTIVE}\s+(?:районн\w+\s+|раённ\w+\s+|раенн\w+\s+|городск\w+\s+|гарадск\w+\s+|областн\w+\s+|абласн\w+\s+|"
        rf"межрайонн\w+\s+|міжраённ\w+\s+|міжраенн\w+\s+)*(?:{_OFFICE}|(?:рай|гор|обл|абл|гар)(?:исполком|выканкам)\w*|"
        r"отдел\w*\s+(?:образования|следственн\w+\s+комитета|ск)|аддзел\w*\s+(?:адукацыі|следчага\s+камітэта|ск)|"
        r"исполком\w*|выканкам\w*|исполнительн\w+\s+комитет\w*|выканаўч\w+\s+камітэт\w*|погранотряд\w*|пагранатрад\w*|"
        r"таможн\w+|мытн\w+|(?:администраци|адміністрацы)\w+)(?!\w)",
        rf"{B}(?:прокуратур|пракуратур|администраци|адміністрацы)[аыуеойюияіяю]*{_OF_AREA}",
        rf"{B}(?:отдел|аддзел|управлени|упраўленн)\w*\s+(?:образования|здравоохранения|идеологии|культуры|адукацыі|аховы\s+здароўя|"
        rf"ідэалогіі|культуры)\s+{_ADJECTIVE}\s+(?:рай|гор|обл|абл|гар)(?:исполком|выканкам)\w*",
        rf"{B}(?:{_ADJECTIVE}\s+|областн\w+\s+|абласн\w+\s+)?(?:управлени|[уў]праўленн)\w+\s+(?:кгб|кдб)(?!\w)",
        rf"{B}(?:отдел|аддзел)\w*\s+(?:опеки|апекі){_OF_AREA}",
        rf"{B}(?:уск|ск)\s+(?:по|па)\s+[а-яёіў]+\.?\s+(?:обл\w*\.?|вобл\w*\.?|району|раёну|раёне)",
        rf"{B}(?:посольств|пасольств|амбасад|консульств|генконсульств|консулат)\w*\s+(?:республики\s+|рэспублікі\s+)?(?:в|во|у|ў)?\s*"
        r"(?:беларус\w+|республик\w+\s+беларусь|вильнюсе|вільнюсе|вільні|варшаве|польш\w+|літв\w+|литв\w+|берлине|берліне|киеве|"
        r"кіеве|тбилиси|тбілісі|риге|рызе|праге|празе|грузии|грузіі|украине|украіне|германии|германіі|белостоке|беластоку)"
        r"(?:\s+(?:в|у|ў)\s+\w+)?",
        rf"{B}(?:в/ч|войсков\w+\s+част\w+|воинск\w+\s+част\w+|вайсков\w+\s+час\w+)\s*(?:№\s?|номер\s+|нумар\s+)?\d{{4,5}}",
        rf"{B}(?:омон|амап)\w{{0,2}}\s+(?:из\s+|з\s+)?{_ADJECTIVE}\s+\w+",
        rf"{B}(?:министерств|міністэрств)\w+\s+(?:[а-яёіў]+(?:их|ой|ых|ага|ай|ныx)\s+)?[а-яёіў]+",
    )
]


def find_places(text: str, places: dict[str, list[str]]) -> list[Proposal]:
    """Towns of the gazetteer in their cases, and other places by their whole name."""
    towns = data("spellings")["towns"]
    small = plain(text)
    found = []
    for key, spellings in places.items():
        latin = [one for one in spellings if one.isascii()]
        every = [either(towns[key]["noun"]), whole(latin)] if key in towns else [whole(spellings)]
        found += [
            Proposal("place", start, end, key, "register", text[start:end])
            for expression in every
            for start, end in spans(small, expression)
        ]
    return found


def find_bodies(text: str, bodies: dict[str, list[str]]) -> list[Proposal]:
    """Bodies of the register by their key; those it does not hold by the words themselves."""
    small = plain(text)
    found = []
    for key, spellings in bodies.items():
        expressions = [whole([*spellings, *_bare(spellings)])]
        if key in SHORT:
            expressions.append(f"(?:{SHORT[key]})".replace("$", r"(?!\w)") + r"\w*")
        found += [
            Proposal("body", start, end, key, "register", text[start:end])
            for expression in expressions
            for start, end in spans(small, expression)
        ]
    found += [
        Proposal(
            "body", *match.span(), text[match.start() : match.end()], "kind_and_town", text[match.start() : match.end()]
        )
        for pattern in UNLISTED
        for match in pattern.finditer(small)
    ]
    return longest(found)


def _bare(spellings: Iterable[str]) -> list[str]:
    """Names as people say them: without a short form in brackets and without the ministry they belong to."""
    return [re.sub(r"\s*(?:\([^)]*\)|(?<=\w)\s(?:МВД|МУС|КГК|КДК|КГБ|КДБ)\b)", "", one).strip() for one in spellings]
