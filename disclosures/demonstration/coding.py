"""What an analyst has marked in the first interview, and the incident stated from it."""

from __future__ import annotations

from datetime import date

from disclosures.demonstration.shapes import (
    ActStory,
    HarmStory,
    IncidentStory,
    InterventionStory,
    Name,
    OfficialStory,
    TagExample,
)

_W1 = "w1.interview"

GRENADE = "начали бросать светошумовые гранаты. Одна разорвалась метрах в пяти от меня"
NO_BADGES = "Никто не представился, нашивок не было, лица закрыты балаклавами"
TIED = "стянули руки за спиной пластиковой стяжкой так, что пальцы через пару минут онемели"
RIBBON = "Один увидел ленту и спросил: «Что, перемен захотел?»"
KICKED = "После этого меня били уже лежачего, ногами по рёбрам и по бёдрам"
COMMAND = "«Работаем жёстко, команда дана, никого не отпускать»"
VAN = "Нас складывали на пол, друг на друга, в три слоя"
HEELS = "По дороге заставляли петь гимн, и кто сбивался, того били дубинкой по пяткам"
PAINT = "Мне на куртку, на спину, поставили крест красной краской"
CORRIDOR = "От машины до входа стоял коридор, человек по пятнадцать с каждой стороны"
BLOWS = "Били дубинками по спине и по ногам. Я насчитал больше двадцати ударов"
KNEES = "поставили на колени лицом к стене, руки на затылок. Так мы стояли до рассвета, часов пять"
SURNAME = "«Майор Дробнецкий сказал всех меченых отдельно»"
STOOD_BY = "Он стоял в двух метрах от нас, всё видел и ничего не остановил"
CROWDED = "Камера на шесть коек, нас в ней было тридцать четыре человека"
NO_DOCTOR = "«Врач вам не положен»"
HEARD = "А ночью из коридора было слышно, как бьют других, и женские голоса тоже"
TRIAL = "Всё вместе заняло минут пять. Защитника не было, хотя я просил"
MASKED = "Свидетелем был человек в балаклаве, он читал показания с листа"
HOSPITAL = "сотрясение мозга, разрыв барабанной перепонки справа, множественные гематомы"
REFUSED = "оснований для возбуждения дела нет"
LEFT = "Мы поняли, что второй раз я могу и не выйти"
BEHIND = "с дочкой и двумя сумками. Квартира, мама, всё осталось там"

TAGS = tuple(
    TagExample(_W1, code, quote)
    for code, quote in (
        ("PHY.LESSLETH", GRENADE),
        ("INS.GRENADE", GRENADE),
        ("DUE.NOID", NO_BADGES),
        ("PHY.RESTRAINT", TIED),
        ("INS.CUFFS", "пластиковой стяжкой"),
        ("GRD.POLIT", RIBBON),
        ("PHY.BEAT", KICKED),
        ("LNK.ORDER", COMMAND),
        ("CTX.TRANSPORT", VAN),
        ("PSY.HUMIL", "По дороге заставляли петь гимн"),
        ("PHY.INSTR", HEELS),
        ("INS.BATON", "били дубинкой по пяткам"),
        ("PHY.MARK", PAINT),
        ("PHY.CORRIDOR", CORRIDOR),
        ("PHY.INSTR", BLOWS),
        ("INS.BATON", "Били дубинками по спине и по ногам"),
        ("PHY.STRESS", KNEES),
        ("LNK.PRESENT", SURNAME),
        ("LNK.PRESENT", STOOD_BY),
        ("CON.CROWD", CROWDED),
        ("CON.MEDICAL", NO_DOCTOR),
        ("PSY.WITNESS", HEARD),
        ("DUE.FAKEWIT", MASKED),
        ("DUE.SHORT", TRIAL),
        ("DUE.NOLAWYER", "Защитника не было, хотя я просил"),
        ("HRM.HEAD", HOSPITAL),
        ("DUE.NOINVEST", REFUSED),
        ("DEP.FEAR", LEFT),
        ("DEP.FAMSEP", BEHIND),
    )
)

OFFICIAL = OfficialStory(
    names=(
        Name("ru", "", "Дробнецкий"),
        Name("be", "", "Драбнецкі"),
        Name("en", "", "Drabnetski"),
    ),
    rank="major of militia",
    state_body="guvd-minsk",
    identification="named_by_witness",
    quote=SURNAME,
)

INCIDENT = IncidentStory(
    interview=_W1,
    title="Arrival of detainees in the yard of Akrestsina",
    context="CTX.ADMDET",
    start=date(2020, 8, 11),
    end=date(2020, 8, 11),
    precision="exact",
    place="minsk-maskouski",
    facility="ivs-minsk",
    certainty="moderate",
    summary=(
        "Detainees brought by van run between two lines of men who strike them with batons, "
        "then kneel facing a wall for about five hours, until dawn. An officer addressed as "
        "major, named by a man on duty, stands two metres away."
    ),
    acts=(
        ActStory("PHY.CORRIDOR", "", 1, "experienced", "guvd-minsk", (CORRIDOR,)),
        ActStory("PHY.INSTR", "INS.BATON", None, "experienced", "guvd-minsk", (BLOWS,)),
        ActStory("PHY.STRESS", "", 1, "experienced", "guvd-minsk", (KNEES,)),
    ),
    harm=HarmStory("HRM.HEAD", "medical", "Note of the hospital, as the witness reads it out", HOSPITAL),
    intervention=InterventionStory(
        "complaint",
        "2020-08",
        "Investigative Committee",
        "refused",
        "Half a page in October: no grounds to open a case. A week later two men came to the workplace.",
        "DUE.NOINVEST",
        REFUSED,
    ),
    official=OFFICIAL,
    official_degree="present",
    official_confidence="moderate",
)
