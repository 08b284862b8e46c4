"""Every personal name of the case. All were made up for it; none is meant to be anyone's."""

from __future__ import annotations

WITNESSES = (
    "Роман Олегович Стрижневский", "Раман Алегавіч Стрыжнеўскі", "Raman Stryzhneuski",
    "Ганна Пятроўна Лазняковіч", "Анна Петровна Лознякович", "Hanna Lazniakovich",
    "Owen Tarrandale", "Оуэн Таррандейл", "Marharyta",
)  # fmt: skip

OFFICIALS = (
    "Дробнецкий", "Драбнецкі", "Drabnetski",
    "Цыбулецкая", "Tsybuletskaya",
    "Мальвинский", "Malvinski",
    "Дзергаловіч", "Dzerhalovich",
    "Палыч", "Palych",
    "Ясень", "Yasen",
)  # fmt: skip

OTHERS = (
    "Alesia Zabrodzich", "Jowita Kraszenek", "Tomas Lindgaard-Rey", "Vesna Horakiewicz", "Ingunn Vestrepp",
    "Caoimhe Strandell", "Matthieu Orvanne", "Liv Aaberghus", "Rasmus Tvedholm", "Nadine Corvelle",
    "Petra Wolsink", "Joost Hemelaar", "Eluned Marchwood", "Austeja Virbalinte", "Benedikt Ostwaldt",
    "Oddvar Keldermark",
)  # fmt: skip

INVENTED = (*WITNESSES, *OFFICIALS, *OTHERS)
