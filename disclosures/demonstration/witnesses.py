"""Who the three witnesses are, and what the decision has to know of them. All invented."""

from __future__ import annotations

from datetime import date, timedelta

from consent.facts import LifeStatus
from disclosures.demonstration.shapes import Name, RiskStory, WitnessFactsStory, WitnessStory

#: How many days before today each interview was held.
INTERVIEW_AGE = {"w1": 150, "w2": 800, "w3": 45}

STRYZHNEUSKI = WitnessStory(
    key="w1",
    body="dzviery",
    language="ru",
    languages=("ru", "be"),
    names=(
        Name("ru", "Роман", "Стрижневский", "Олегович"),
        Name("be", "Раман", "Стрыжнеўскі", "Алегавіч"),
        Name("en", "Raman", "Stryzhneuski"),
    ),
    sex="male",
    born=date(1986, 3, 14),
    citizenship="BY",
    country_now="LT",
    email="r.stryzh@mail.example.org",
    phone="+370 000 00 107",
    safe_contact="Signal after 18.00. Never by post, never through relatives in Belarus.",
    relatives=("mother, in Minsk", "wife", "daughter, born 2015"),
)

LAZNIAKOVICH = WitnessStory(
    key="w2",
    body="dzviery",
    language="be",
    languages=("be", "ru"),
    names=(
        Name("be", "Ганна", "Лазняковіч", "Пятроўна"),
        Name("ru", "Анна", "Лознякович", "Петровна"),
        Name("en", "Hanna", "Lazniakovich"),
    ),
    sex="female",
    born=date(1979, 10, 2),
    citizenship="BY",
    country_now="LT",
    email="h.lazn@mail.example.org",
    phone="+370 000 00 211",
    safe_contact="E-mail only, without subject. Her mother in Minsk has been visited twice.",
    relatives=("mother, in Minsk", "husband", "daughter, born 2012"),
)

TARRANDALE = WitnessStory(
    key="w3",
    body="aldermarsh",
    language="en",
    languages=("en", "ru"),
    names=(Name("en", "Owen", "Tarrandale"), Name("ru", "Оуэн", "Таррандейл")),
    sex="male",
    born=date(1991, 6, 21),
    citizenship="IE",
    country_now="LT",
    email="o.tarrandale@mail.example.org",
    phone="+370 000 00 318",
    safe_contact="Telephone or e-mail, weekdays.",
    relatives=(),
)

WITNESSES = (STRYZHNEUSKI, LAZNIAKOVICH, TARRANDALE)


def held_on(witness: str, today: date) -> date:
    return today - timedelta(days=INTERVIEW_AGE[witness])


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def facts(today: date) -> tuple[WitnessFactsStory, ...]:
    return (
        _facts(
            STRYZHNEUSKI,
            today,
            seen=20,
            changed="",
            risk=_risk(today, 60, "medium", "Mother in Minsk; home visited by officers in 2022."),
        ),
        _facts(
            LAZNIAKOVICH,
            today,
            seen=95,
            changed="Moved to another town; her mother was visited a third time.",
            risk=_risk(today, 700, "high", "Listed as extremist; mother in Minsk.", raised=True),
        ),
        _facts(
            TARRANDALE,
            today,
            seen=30,
            changed="",
            risk=_risk(today, 40, "low", "No relatives in Belarus. A colleague may still be there."),
        ),
    )


def _facts(witness: WitnessStory, today: date, *, seen: int, changed: str, risk: RiskStory) -> WitnessFactsStory:
    return WitnessFactsStory(
        witness=witness.key,
        age_at_interview=age_on(witness.born, held_on(witness.key, today)),
        status=LifeStatus.REACHABLE,
        status_on=today - timedelta(days=seen),
        circumstances_changed=bool(changed),
        circumstances_note=changed,
        risk=risk,
    )


def _risk(today: date, age: int, level: str, reasons: str, *, raised: bool = False) -> RiskStory:
    """Assessed ``age`` days ago; an assessment holds for 180 days."""
    assessed = today - timedelta(days=age)
    return RiskStory(
        on=assessed,
        level=level,
        valid_to=assessed + timedelta(days=180),
        raised_since_consent=raised,
        owner="Liv Aaberghus",
        reasons=reasons,
    )
