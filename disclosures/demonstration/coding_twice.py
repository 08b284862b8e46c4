"""Two interviews coded by two people who see nothing of each other, and what a third decides. All invented.

The third interview is drawn, coded twice as a whole and settled. Of the first only the passages about who gave orders
are coded a second time; what differs there waits. Then a better transcript of the third comes, and its tags follow.
"""

from __future__ import annotations

from disclosures.demonstration.coding import COMMAND, STOOD_BY, SURNAME

Coding = tuple[tuple[str, str], ...]  # a code, and words that stand once in the text

TWISTED = "They twisted my arm up behind my back until something in the shoulder gave way."
BY_THE_ELBOWS = "Two men in olive uniforms and balaclavas took me by the elbows"
IN_THE_FACE = "a man hit her in the face with an open hand"
SAW_IT = "I saw that myself, from about one metre."
AGAINST_A_WALL = "We were put against a wall in the yard, legs wide apart, foreheads to the bricks."
UNTIL_MIDNIGHT = "I stood there from four in the afternoon until after midnight"
NO_TOILET = "nobody was allowed to use the toilet"
FROM_THE_CITY = "the order is from the city"
CONSUL = "I asked for the consul nine or ten times."
TWELVE = "There were twelve of us in a cell for eight"
MATTRESSES = "they took away the mattresses at six each morning"
NO_INTERPRETER = "There was no interpreter."
UNSEEN = "A policeman whose face I could not see said I had shouted slogans in Belarusian."
FOUR_MINUTES = "It lasted four minutes, and I got fifteen days."

THIRD_FIRST: Coding = (
    ("DUE.NOID", BY_THE_ELBOWS),
    ("PHY.RESTRAINT", TWISTED),
    ("PHY.BEAT", IN_THE_FACE),
    ("PSY.WITNESS", SAW_IT),
    ("PHY.STRESS", AGAINST_A_WALL),
    ("CON.HYGIENE", NO_TOILET),
    ("LNK.ORDER", FROM_THE_CITY),
    ("CON.INCOMM", CONSUL),
    ("CON.CROWD", TWELVE),
    ("CON.BED", MATTRESSES),
    ("DUE.FAKEWIT", UNSEEN),
    ("DUE.SHORT", FOUR_MINUTES),
)
THIRD_SECOND: Coding = (
    ("DUE.NOID", BY_THE_ELBOWS),
    ("PHY.RESTRAINT", TWISTED),
    ("PHY.BEAT", IN_THE_FACE),
    ("PHY.STRESS", AGAINST_A_WALL.removesuffix(", foreheads to the bricks.")),
    ("PHY.STRESS", UNTIL_MIDNIGHT),
    ("CON.HYGIENE", NO_TOILET),
    ("LNK.ORDER", FROM_THE_CITY),
    ("DUE.NOLAWYER", CONSUL),
    ("CON.CROWD", TWELVE),
    ("CON.SLEEP", MATTRESSES),
    ("DUE.SHORT", NO_INTERPRETER),
    ("DUE.FAKEWIT", UNSEEN),
    ("DUE.SHORT", FOUR_MINUTES),
)
# The passages of the first interview that go to a second coder: about who commanded, and who stood by.
FIRST_SECOND: Coding = (
    ("LNK.ORDER", COMMAND),
    ("LNK.PRESENT", SURNAME.strip("«»")),
    ("LNK.NOPUNISH", STOOD_BY),
)

# By the kind of difference: what is decided, and why.
DECIDED = {
    "missing": ("present", "Checked against the definition: the words carry the code."),
    "code": ("first", "The definition of the first coder's code fits; the other asks for more than is said here."),
    "bounds": ("first", "The whole sentence, as rule 4 has it."),
}
RULE = (
    "CON.INCOMM",
    "Is a consul whom somebody asks for in vain refused counsel, or refused any word to the outside?",
    "A consul is no counsel: the code for being kept from the outside, unless a lawyer was asked for as well.",
)

# What a second listener heard otherwise. One tag loses its words, others only their neighbours.
CORRECTED = (
    ("They twisted my arm up behind my back", "They twisted my right arm up behind my back"),
    ("It was about two degrees.", "It was about two degrees, and raining."),
    ("and nobody was allowed to use the toilet.", "and they let none of us go out."),
    ("There were twelve of us in a cell for eight", "There were twelve of us in the cell for eight"),
)
