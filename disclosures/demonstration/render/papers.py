"""Papers the witnesses brought, in Russian as the State writes them. People and numbers invented.

Every paper says at its foot that it is a training sample, so that it cannot pass for a real one.
"""

from __future__ import annotations

from disclosures.demonstration.render.sheet import (
    HOOK,
    LOOPS,
    SCRAWL,
    Block,
    jpeg,
    scanned,
    signature,
    stamp,
    typed,
    with_drawing,
)

SAMPLE = "Учебный образец. Лица, номера и события вымышлены."
_RING = "УЧЕБНЫЙ ОБРАЗЕЦ • НЕ ЯВЛЯЕТСЯ ДОКУМЕНТОМ • "

#: What a reader of the scan must get right; the test of the reading engine compares with it.
RULING_LINES = (
    "Судья суда Советского района г. Минска Цыбулецкая Р. Ф., рассмотрев дело об административном "
    "правонарушении в отношении Стрижневского Романа Олеговича, 14 марта 1986 года рождения, гражданина "
    "Республики Беларусь, работающего наладчиком,",
    "10 августа 2020 года в 19 часов 15 минут Стрижневский Р. О., находясь возле дома № 50 по улице Сурганова "
    "в г. Минске, принимал участие в несанкционированном массовом мероприятии, выкрикивал лозунги и хлопал "
    "в ладоши, чем нарушил порядок проведения массовых мероприятий.",
    "В судебном заседании Стрижневский Р. О. вину не признал и пояснил, что в указанное время находился "
    "на рабочем месте.",
    "Вина подтверждается протоколом об административном правонарушении, рапортом сотрудника милиции "
    "и показаниями свидетеля Мальвинского И. П.",
    "Признать Стрижневского Романа Олеговича виновным в совершении административного правонарушения, "
    "предусмотренного частью 1 статьи 23.34 КоАП Республики Беларусь, и подвергнуть административному "
    "взысканию в виде административного ареста сроком на 12 (двенадцать) суток.",
    "Срок административного ареста исчислять с 23 часов 40 минут 10 августа 2020 года.",
    "Постановление может быть обжаловано в Минский городской суд в течение пяти суток.",
)


def ruling() -> bytes:
    before, at_work, denied, proof, guilty, term, appeal = RULING_LINES
    page, tops = typed(
        (
            Block("Суд Советского района г. Минска", 13, "centre", after=40),
            Block("Дело № 8-3417/2020", 12, "high", after=50),
            Block("<b>ПОСТАНОВЛЕНИЕ</b>", 15, "centre", after=20),
            Block("<b>по делу об административном правонарушении</b>", 13, "centre", after=44),
            Block("12 августа 2020 года, г. Минск", 12, after=40),
            Block(before, paragraph=True),
            Block("<b>УСТАНОВИЛА:</b>", 13, "centre"),
            Block(at_work, paragraph=True),
            Block(denied, paragraph=True),
            Block(proof, paragraph=True),
            Block("<b>ПОСТАНОВИЛА:</b>", 13, "centre"),
            Block(guilty, paragraph=True),
            Block(term, paragraph=True),
            Block(appeal, paragraph=True, after=110),
            Block("Судья                                                        Р. Ф. Цыбулецкая"),
        ),
        SAMPLE,
    )
    ink = signature(430, tops[-1] + 10, LOOPS) + stamp(560, tops[-1] + 130, _RING, ("СУДЕБНАЯ", "КОПИЯ"))
    return jpeg(
        scanned(with_drawing(page, ink), angle=0.55, seed=11),
        model="Flatbed A4",
        described="Fictional demonstration: court ruling",
    )


def discharge() -> bytes:
    page, tops = typed(
        (
            Block("Учреждение здравоохранения\n«Городская поликлиника (образец)», г. Минск", 13, "centre", after=50),
            Block("<b>ВЫПИСКА</b>", 15, "centre", after=20),
            Block("<b>из медицинских документов</b>", 13, "centre", after=44),
            Block("1. Фамилия, имя, отчество: Лознякович Анна Петровна"),
            Block("2. Дата рождения: 2 октября 1979 года"),
            Block("3. Обращение: 4 марта 2022 года, приём врача-эндокринолога"),
            Block("4. Полный диагноз: сахарный диабет 1-го типа, декомпенсация. Непролиферативная диабетическая "
                  "ретинопатия обоих глаз, прогрессирование."),
            Block("5. Краткий анамнез: больна с 20 лет, на инсулинотерапии. По словам пациентки, с ноября 2021 года "
                  "по февраль 2022 года режим введения инсулина был нарушен, дважды теряла сознание."),
            Block("6. Данные обследования: гликированный гемоглобин 11,2 %. Масса тела 51 кг, за четыре месяца "
                  "снижение на 9 кг. Глазное дно: микроаневризмы, точечные кровоизлияния."),
            Block("7. Рекомендации: коррекция дозы инсулина, самоконтроль гликемии не менее 5 раз в сутки, "
                  "осмотр офтальмолога через 1 месяц.", after=120),
            Block("Врач                                                   (подпись)"),
        ),
        SAMPLE,
    )  # fmt: skip
    ink = signature(430, tops[-1] + 5, HOOK) + stamp(700, tops[-1] + 120, _RING, ("ДЛЯ СПРАВОК",), turn=9)
    return jpeg(
        scanned(with_drawing(page, ink), angle=-0.4, seed=12),
        model="Flatbed A4",
        described="Fictional demonstration: medical extract",
    )


def expulsion() -> bytes:
    page, tops = typed(
        (
            Block("ГУВД Мингорисполкома", 13, "centre", after=8),
            Block("Центральное РУВД г. Минска", 13, "centre", after=50),
            Block("<b>РЕШЕНИЕ</b>", 15, "centre", after=20),
            Block("<b>о депортации иностранного гражданина</b>", 13, "centre", after=44),
            Block("23 ноября 2020 года, г. Минск", 12, after=40),
            Block("Рассмотрев материалы в отношении гражданина Ирландии Таррандейла Оуэна, 21 июня 1991 года рождения, "
                  "временно проживающего в г. Минске, и принимая во внимание, что его пребывание в Республике Беларусь "
                  "противоречит интересам общественного порядка,", paragraph=True),
            Block("<b>РЕШЕНО:</b>", 13, "centre"),
            Block("1. Депортировать Таррандейла Оуэна из Республики Беларусь под контролем."),
            Block("2. Запретить ему въезд в Республику Беларусь сроком на 5 (пять) лет."),
            Block("3. Разрешение на временное проживание аннулировать."),
            Block("4. Определить пункт пропуска Каменный Лог."),
            Block("С решением ознакомлен, порядок обжалования разъяснён, в переводчике не нуждаюсь.", after=130),
            Block("Иностранный гражданин                                             (подпись)", after=60),
            Block("Начальник отделения                                               (подпись)"),
        ),
        SAMPLE,
    )  # fmt: skip
    ink = (
        signature(660, tops[-2] + 10, HOOK, "#30303a", 0.8)
        + signature(660, tops[-1] + 10, SCRAWL)
        + stamp(760, tops[-1] + 150, _RING, ("ОТДЕЛЕНИЕ", "№ 0"), turn=14)
    )
    return jpeg(
        scanned(with_drawing(page, ink), angle=0.8, seed=13),
        model="Flatbed A4",
        described="Fictional demonstration: decision on expulsion",
    )
