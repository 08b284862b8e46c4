"""Bodies, teams and the people of every role. All invented."""

from __future__ import annotations

from disclosures.demonstration.shapes import Body, Member, Team

BODIES = (
    Body("dzviery", "Dzviery Documentation Group", "partner", "LT"),
    Body("aldermarsh", "Aldermarsh Centre for Testimony", "partner", "PL"),
    Body("secretariat", "Platform Secretariat", "secretariat", "DK"),
    Body("kelpwater", "Kelpwater Support Service", "care", "DK"),
)

TEAMS = (
    Team("dzviery-interviews", "Dzviery interviewers", "dzviery"),
    Team("aldermarsh-interviews", "Aldermarsh interviewers", "aldermarsh"),
    Team("minsk-2020", "Minsk 2020 analysis team", "secretariat"),
    Team("desk", "Disclosure desk", "secretariat"),
    Team("care", "Psychosocial support team", "kelpwater"),
)

MEMBERS = (
    Member("partner", "Alesia Zabrodzich", "alesia.zabrodzich@dzviery.example.org",
           "dzviery", ("dzviery-interviews",), "D-07", "ru"),
    Member("partner", "Jowita Kraszenek", "jowita.kraszenek@aldermarsh.example.org",
           "aldermarsh", ("aldermarsh-interviews",), "A-03"),
    Member("analyst", "Tomas Lindgaard-Rey", "tomas.lindgaardrey@platform.example.org",
           "secretariat", ("minsk-2020",)),
    Member("analyst", "Vesna Horakiewicz", "vesna.horakiewicz@platform.example.org",
           "secretariat", ("minsk-2020",)),
    Member("reviewer", "Ingunn Vestrepp", "ingunn.vestrepp@platform.example.org",
           "secretariat", ("minsk-2020",)),
    # Two people are needed to publish a version of the coding framework.
    Member("reviewer", "Oddvar Keldermark", "oddvar.keldermark@platform.example.org",
           "secretariat", ("minsk-2020",)),
    Member("disclosure_officer", "Caoimhe Strandell", "caoimhe.strandell@platform.example.org",
           "secretariat", ("desk",)),
    Member("legal_approver", "Matthieu Orvanne", "matthieu.orvanne@platform.example.org",
           "secretariat", ("desk",)),
    Member("safety_approver", "Liv Aaberghus", "liv.aaberghus@platform.example.org",
           "secretariat", ("desk",)),
    Member("data_protection_officer", "Rasmus Tvedholm", "rasmus.tvedholm@platform.example.org",
           "secretariat"),
    Member("carer", "Nadine Corvelle", "nadine.corvelle@kelpwater.example.org",
           "kelpwater", ("care",)),
    Member("account_administrator", "Petra Wolsink", "petra.wolsink@platform.example.org",
           "secretariat"),
    Member("account_administrator", "Joost Hemelaar", "joost.hemelaar@platform.example.org",
           "secretariat"),
    Member("auditor", "Eluned Marchwood", "eluned.marchwood@platform.example.org",
           "secretariat"),
)  # fmt: skip
