"""Known answers for measures of agreement between coders (standards.md 11), worked out by hand.

Plain data. Values are exact fractions; `None` means undefined and is shown as "n/a", never as 0 or 1.
`test_agreement_answers.py` recomputes each one by literal enumeration, apart from any code of the product.

The rules these answers follow:

1. Presence is judged per segment (paragraph or answer): a code is present for a coder where one of the
   coder's spans under the code shares at least one character that is not white space with the segment.
2. White space at either end of a span is cut off before anything is compared. A span of nothing but white
   space is no span.
3. Spans of one coder under one code that overlap are, for presence and for the unitised alpha, one stretch
   (their union). Spans that only touch stay two. For F1 every span stays what it is.
4. Segments that nobody was asked to code are missing, not "no". Text inside a segment that nobody coded
   counts for nothing but the one segment it belongs to, however long it is.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import NamedTuple

Span = tuple[int, int]


class Kappa(NamedTuple):
    """Two coders, one code, `1` present and `0` absent per segment; a, b, c, d = both, first, second, neither."""

    name: str
    first: str
    second: str
    cells: tuple[int, int, int, int]
    observed: F | None
    chance: F | None
    kappa: F | None
    positive: F | None


# kappa = (Po - Pe) / (1 - Pe), Po = (a + d) / n, Pe = ((a+b)(a+c) + (c+d)(b+d)) / n^2; positive = 2a / (2a+b+c).
KAPPAS = [
    # Po 1, Pe (2*2 + 2*2)/16 = 1/2.
    Kappa("equal", "1100", "1100", (2, 0, 0, 2), F(1), F(1, 2), F(1), F(1)),
    # Po 0, Pe 1/2: (0 - 1/2)/(1/2).
    Kappa("opposite", "1100", "0011", (0, 2, 2, 0), F(0), F(1, 2), F(-1), F(0)),
    # a1 b1 c1 d1: Po 1/2, Pe (2*2 + 2*2)/16 = 1/2: no better than chance, yet half of the coding meets.
    Kappa("chance", "1100", "1010", (1, 1, 1, 1), F(1, 2), F(1, 2), F(0), F(1, 2)),
    # n 10: Po 8/10, Pe (4*4 + 6*6)/100 = 52/100: (80-52)/(100-52) = 28/48.
    Kappa("usual", "1111000000", "1110100000", (3, 1, 1, 5), F(4, 5), F(13, 25), F(7, 12), F(3, 4)),
    # n 10, first 2, second 4: Po 6/10, Pe (2*4 + 8*6)/100 = 56/100: (60-56)/44 = 4/44.
    Kappa("first of the alphas", "0100000010", "1110010000", (1, 1, 3, 5), F(3, 5), F(14, 25), F(1, 11), F(1, 3)),
    # A rare code: Po 18/20, Pe (1*1 + 19*19)/400 = 362/400: (360-362)/(400-362) = -2/38. High agreement, kappa below 0.
    Kappa("rare and never met", "1" + "0" * 19, "01" + "0" * 18, (0, 1, 1, 18), F(9, 10), F(181, 200), F(-1, 19), F(0)),
    # First 6, second 1 of 10: Po 5/10, Pe (6*1 + 4*9)/100 = 42/100: 8/58.
    Kappa("one marks much more", "1111110000", "1000000000", (1, 5, 0, 4), F(1, 2), F(21, 50), F(4, 29), F(2, 7)),
    # Only one of them used the code: Pe (2*0 + 2*4)/16 = 1/2 = Po.
    Kappa("one never", "1100", "0000", (0, 2, 0, 2), F(1, 2), F(1, 2), F(0), F(0)),
    # Pe = 1: kappa undefined. Nobody used the code: the positive agreement is undefined as well.
    Kappa("nobody", "0000", "0000", (0, 0, 0, 4), F(1), F(1), None, None),
    # Pe = 1 again, but every segment is met: positive agreement 1.
    Kappa("everywhere", "1111", "1111", (4, 0, 0, 0), F(1), F(1), None, F(1)),
    # One all, the other nothing: Po 0, Pe 0: kappa 0, defined.
    Kappa("all against nothing", "1111", "0000", (0, 4, 0, 0), F(0), F(0), F(0), F(0)),
    # Nothing to compare.
    Kappa("no segment", "", "", (0, 0, 0, 0), None, None, None, None),
    # Segments only one of them was asked to code (*) are left out: what remains is 1101 against 1000:
    # Po 2/4, Pe (3*1 + 1*3)/16 = 3/8: (1/8)/(5/8).
    Kappa("gaps", "11*001*", "1010*0*", (1, 2, 0, 1), F(1, 2), F(3, 8), F(1, 5), F(1, 2)),
]

# The same coding with more and more segments that neither coded: cells (4, 1, 1, d). Observed agreement runs
# towards 1 whatever the coders do; kappa stays below the positive agreement (4/5), which does not move at all.
# kappa = 2(ad - bc) / ((a+b)(b+d) + (a+c)(c+d)) = 2(4d - 1) / (10(d + 1)).
SWAMPED: list[tuple[int, F, F, F]] = [  # d, observed, kappa, positive
    (4, F(4, 5), F(3, 5), F(4, 5)),
    (14, F(9, 10), F(11, 15), F(4, 5)),
    (94, F(49, 50), F(15, 19), F(4, 5)),
    (994, F(499, 500), F(159, 199), F(4, 5)),
]


class Alpha(NamedTuple):
    """Krippendorff's alpha, nominal: one string per coder, one character per unit, `*` missing."""

    name: str
    coders: list[str]
    alpha: F | None


# A unit that m coders valued (m >= 2) adds 1/(m-1) to o[c, k] for each ordered pair of values c, k given by two
# different coders; n[c] = sum of row c, n = sum of all. alpha = 1 - (n-1) * off / cross, where off = sum of o[c, k]
# over c != k and cross = sum of n[c] n[k] over c != k; undefined when cross = 0 (fewer than two values met).
ALPHAS = [
    # off 0.
    Alpha("equal", ["0011", "0011"], F(1)),
    # Both units differ: off 4, n0 = n1 = 2, cross 8: 1 - 3*4/8.
    Alpha("opposite", ["01", "10"], F(-1, 2)),
    # 00 00 10 11: off 2, n0 5, n1 3, cross 30: 1 - 7*2/30.
    Alpha("one of four differs", ["0011", "0001"], F(8, 15)),
    # Third and fourth unit have one value each and drop out; what is left is 0 0 only: cross 0.
    Alpha("missing leaves one value", ["001*", "00*1"], None),
    # The fifth unit drops out; the other four are equal.
    Alpha("missing drops a unit", ["0011*", "00111"], F(1)),
    # Nothing can be paired.
    Alpha("one coder only", ["0101"], None),
    Alpha("second coder silent", ["0101", "****"], None),
    # All equal: cross 0, undefined, not 1.
    Alpha("all equal", ["0000", "0000"], None),
    Alpha("all equal, three coders", ["11", "11", "1*"], None),
    # 000 | 010 | 111: o00 3+1, o01 1, o10 1, o11 3: off 2, n0 5, n1 4, cross 40: 1 - 8*2/40.
    Alpha("three coders", ["001", "011", "001"], F(3, 5)),
    # 000 | 11 | 10: o00 3, o11 2, o01 1, o10 1: off 2, n0 4, n1 3, cross 24: 1 - 6*2/24.
    Alpha("three coders, gaps", ["01*", "011", "0*0"], F(1, 2)),
    # The same and a fourth coder who gave nothing: nothing changes.
    Alpha("a silent fourth", ["01*", "011", "0*0", "***"], F(1, 2)),
    # The same and two units that nobody, or one alone, valued: nothing changes.
    Alpha("units nobody valued", ["01**1", "011**", "0*0**"], F(1, 2)),
    # aa bb cb: off 2, n 2 3 1, cross 36 - 14 = 22: 1 - 5*2/22.
    Alpha("three categories", ["abc", "abb"], F(6, 11)),
    # Four units, all differ: off 8, each n 2, cross 64 - 16 = 48: 1 - 7*8/48.
    Alpha("four categories, never met", ["abcd", "bcda"], F(-1, 6)),
    # aaa | abc | bbb: the middle unit gives 6 pairs of weight 1/2: off 3, n 4 4 1, cross 81 - 33 = 48: 1 - 8*3/48.
    Alpha("three coders, three categories", ["aab", "abb", "acb"], F(1, 2)),
    # 0001 | 1111: o00 6/3, o01 1, o10 1, o11 4: off 2, n0 3, n1 5, cross 30: 1 - 7*2/30.
    Alpha("four coders", ["01", "01", "01", "11"], F(8, 15)),
    # Rare and never met: off 4, n0 18, n1 2, cross 72: 1 - 19*4/72.
    Alpha("rare", ["1000000000", "0100000000"], F(-1, 18)),
    # The three of standards.md 11. First: 4 of 10 units differ: off 8, n0 14, n1 6, cross 168: 1 - 19*8/168 = 2/21.
    Alpha("known 0.0952", ["0100000010", "1110010000"], F(2, 21)),
    # Units 1, 5, 12 differ (ab, db, ad): off 6, n a 4 b 6 c 6 d 6 e 2, cross 576 - 128 = 448: 1 - 23*6/448.
    Alpha("known 0.6920", ["aabbdcccedda", "babbbccceddd"], F(155, 224)),
    # Unit 12 has one value and drops out. Units 2 (2232: 6 of 12 ordered pairs differ, weight 1/3), 6 (1234: all 12)
    # and 8 (1121: 6): off 2 + 4 + 2 = 8. n 9 13 10 5 3, cross 1600 - 384 = 1216: 1 - 39*8/1216.
    Alpha("known 0.7434", ["123321412***", "1233224125*3", "*3332342251*", "12332441251*"], F(113, 152)),
]


class Positive(NamedTuple):
    """Positive agreement 2a / (2a + b + c)."""

    cells: tuple[int, int, int]
    value: F | None


POSITIVES = [
    Positive((3, 1, 1), F(3, 4)),
    Positive((1, 0, 0), F(1)),
    Positive((0, 2, 3), F(0)),
    Positive((7, 0, 7), F(2, 3)),
    Positive((0, 0, 0), None),  # nobody used the code: nothing to agree on
]


class Presence(NamedTuple):
    """Spans of one coder under one code, and the segments in which the code is present."""

    name: str
    segments: list[Span]
    spans: list[tuple[int, int, str]]  # start, end, the words
    present: str


# 0         1         2         3
# 0123456789012345678901234567890123456
TEXT = "They beat me.\nThen  a cell.\n\nHome."
#       |____ 0-13 __| |__14-27____| |30-34 .. 29 is the empty line
SEGMENTS: list[Span] = [(0, 13), (14, 27), (29, 34)]
PRESENCES = [
    Presence("inside one", SEGMENTS, [(5, 12, "beat me")], "100"),
    Presence("over two", SEGMENTS, [(5, 21, "beat me.\nThen  a")], "110"),
    # The span runs on over the line's end, or starts before it: white space makes no presence.
    Presence("stray newline at the end", SEGMENTS, [(5, 14, "beat me.\n")], "100"),
    Presence("stray newline in front", SEGMENTS, [(13, 18, "\nThen")], "010"),
    Presence("spaces round it", SEGMENTS, [(18, 22, "  a ")], "010"),
    Presence("nothing but spaces", SEGMENTS, [(18, 20, "  "), (27, 29, "\n\n")], "000"),
    Presence("overlapping spans of one coder", SEGMENTS, [(0, 9, "They beat"), (5, 12, "beat me")], "100"),
    Presence("none", SEGMENTS, [], "000"),
]


class Overlap(NamedTuple):
    """F1 of the spans of two coders under one code: exact, and with an overlap of at least half of the union."""

    name: str
    first: list[Span]
    second: list[Span]
    exact: F | None
    half: F | None


# F1 = 2 * pairs / (len(first) + len(second)); a span belongs to one pair at most, and there are as many pairs as can
# be. IoU = shared length / length of the union, >= 1/2. Undefined when neither coder has a span.
OVERLAPS = [
    Overlap("equal", [(0, 10), (20, 30)], [(0, 10), (20, 30)], F(1), F(1)),
    Overlap("another order", [(20, 30), (0, 10)], [(0, 10), (20, 30)], F(1), F(1)),
    # 8/12 >= 1/2: near, not exact.
    Overlap("shifted a little", [(0, 10)], [(2, 12)], F(0), F(1)),
    # 5/10: exactly half counts.
    Overlap("exactly half", [(0, 10)], [(0, 5)], F(0), F(1)),
    # 4/10 < 1/2.
    Overlap("under half", [(0, 10)], [(0, 4)], F(0), F(0)),
    # 5/15 < 1/2, though half of each is shared.
    Overlap("half of each", [(0, 10)], [(5, 15)], F(0), F(0)),
    Overlap("touching", [(0, 10)], [(10, 20)], F(0), F(0)),
    Overlap("one of two", [(0, 10), (20, 30)], [(0, 10)], F(2, 3), F(2, 3)),
    Overlap("one silent", [(0, 10)], [], F(0), F(0)),
    Overlap("both silent", [], [], None, None),
    # Two overlapping spans of one coder against one of the other: 10/15 both, but one pair only: 2*1/3.
    Overlap("two overlapping against one", [(0, 10), (5, 15)], [(0, 15)], F(0), F(2, 3)),
    # Nested: [0,20) with [0,20), [5,10) with nothing.
    Overlap("nested", [(0, 20), (5, 10)], [(0, 20)], F(2, 3), F(2, 3)),
    # One long span against its halves: 10/20 each, one pair only: 2*1/3.
    Overlap("split", [(0, 20)], [(0, 10), (10, 20)], F(0), F(2, 3)),
    # [0,10) goes with either ([0,8): 8/10, [0,20): 10/20), [0,6) with [0,8) only (6/8). Taking the best overlap first
    # ([0,10)-[0,8)) leaves one pair; as many as can be are two.
    Overlap("best first is not most", [(0, 10), (0, 6)], [(0, 8), (0, 20)], F(0), F(1)),
    # A mixed day: exact [0,10); near [20,30)-[21,30) 9/10; [40,50) alone; [60,90) against [60,70) 10/30.
    Overlap(
        "mixed",
        [(0, 10), (20, 30), (40, 50), (60, 90)],
        [(0, 10), (21, 30), (60, 70)],
        F(2, 7),
        F(4, 7),
    ),
]


class Stray(NamedTuple):
    """What each coder selected in TEXT, and what F1 is once white space at the ends is cut off."""

    name: str
    first: list[Span]
    second: list[Span]
    exact: F | None
    half: F | None


STRAYS = [
    # "beat me" against " beat me": the same words.
    Stray("space in front", [(5, 12)], [(4, 12)], F(1), F(1)),
    # "a" against "  a ": 1 character of 4 before the cut, the same after it.
    Stray("short word in spaces", [(20, 21)], [(18, 22)], F(1), F(1)),
    Stray("newlines behind", [(20, 27)], [(20, 29)], F(1), F(1)),
    # The second span of the second coder is white space only: there is no such span.
    Stray("a span of spaces", [(5, 12)], [(5, 12), (18, 20)], F(1), F(1)),
    Stray("spaces alone on both sides", [(18, 20)], [(27, 29)], None, None),
    # White space *inside* a span stays: "Then  a" (7) against "a" (1).
    Stray("spaces inside", [(14, 21)], [(20, 21)], F(0), F(0)),
]


class Unitised(NamedTuple):
    """Unitised alpha (Krippendorff, Mathet, Bouvry and Widloecher 2016): per coder the units as (start, end, code)."""

    name: str
    length: int
    coders: list[list[tuple[int, int, str]]]
    alpha: F | None


# Every coder cuts the whole continuum of `length` characters into stretches: units, which carry a code, and gaps
# between them. Two different coders meet at each character; l[c, k] is how many characters the one calls c where the
# other calls them k (a gap is a value too, written -), over all ordered pairs of coders, divided by (coders - 1). Its
# row sums l[c] are the characters called c by all coders together, its whole sum is l = coders * length.
# Expected are all pairs of characters that chance could bring together, less those within one and the same stretch:
# s[c] = the sum of squared lengths of the units called c, and for gaps, which have no inner unity, the sum of their
# plain lengths; S = sum of all s[c].
#     e[c, k] = (l[c] l[k] - (s[c] where c = k)) / (l - S / l)
#     alpha = 1 - off / expected, both summed over c != k, that is
#     alpha = 1 - off * (l^2 - S) / (l * cross), cross = sum of l[c] l[k] over c != k; undefined when cross = 0.
# This is the form of 2016 (its first form, of 1995, squares differences of boundaries and misbehaves with more than two
# coders). With one code it is at once the binary one (coded or not). White space is cut off and overlapping units of
# one coder under one code are made one before it is computed, per code.
UNITISED = [
    # off 0.
    Unitised("equal", 10, [[(2, 5, "k")], [(2, 5, "k")]], F(1)),
    # [2,6) and [4,8): l[k,k] 2+2, l[k,-] 2+2, l[-,k] 4: off 8. l[k] 8, l[-] 12, l 20, cross 2*96 = 192.
    # S = 16 + 16 + 12 = 44: 1 - 8*(400-44)/(20*192) = 1 - 2848/3840.
    Unitised("half shared", 10, [[(2, 6, "k")], [(4, 8, "k")]], F(31, 120)),
    # Apart: off 8, l[k] 4, l[-] 16, cross 128, S = 4 + 4 + 16 = 24: 1 - 8*376/(20*128) = 1 - 3008/2560.
    Unitised("apart", 10, [[(0, 2, "k")], [(5, 7, "k")]], F(-7, 40)),
    # One marks nothing: off 4+4, l[k] 4, l[-] 16, cross 128, S = 16 + 16 = 32: 1 - 8*368/2560.
    Unitised("one silent", 10, [[(0, 4, "k")], []], F(-3, 20)),
    # One value only: cross 0.
    Unitised("both silent", 10, [[], []], None),
    Unitised("everything coded", 10, [[(0, 10, "k")], [(0, 10, "k")]], None),
    # Three coders, [0,3) [0,3) [1,4) of 6: pairs share 3, 2, 2: l[k,k] = 2*7/2 = 7, l[k,-] = 9-7 = 2: off 4.
    # l[k] 9, l[-] 9, l 18, cross 162, S = 27 + 9 = 36: 1 - 4*288/(18*162) = 1 - 1152/2916.
    Unitised("three coders", 6, [[(0, 3, "k")], [(0, 3, "k")], [(1, 4, "k")]], F(49, 81)),
    # A boundary off by one: [0,5) and [0,4) of 10: off 2, l[k] 9, l[-] 11, cross 198, S = 25 + 16 + 11 = 52:
    # 1 - 2*348/(20*198) = 1 - 696/3960.
    Unitised("one character off", 10, [[(0, 5, "k")], [(0, 4, "k")]], F(136, 165)),
    # Two codes, boundaries equal, the second unit called b by one, a by the other: l[a,a] 8, l[a,b] 3, l[b,a] 3: off 6.
    # l[a] 11, l[b] 3, l[-] 6, cross 400 - (121+9+36) = 234, S = 16+9+16+9+6 = 56: 1 - 6*344/(20*234) = 1 - 2064/4680.
    Unitised("two codes", 10, [[(0, 4, "a"), (6, 9, "b")], [(0, 4, "a"), (6, 9, "a")]], F(109, 195)),
    # Overlapping units of one coder under one code are one: [0,4) and [2,6) make [0,6).
    Unitised("overlapping of one coder", 10, [[(0, 4, "k"), (2, 6, "k")], [(0, 6, "k")]], F(1)),
    # Touching units stay two, and no character differs: the measure says nothing against a cut.
    Unitised("touching", 10, [[(0, 3, "k"), (3, 6, "k")], [(0, 6, "k")]], F(1)),
    # "half shared" with ten more characters nobody coded: l[k] 8, l[-] 32, l 40, cross 512, S = 32 + 32 = 64:
    # 1 - 8*1536/(40*512) = 1 - 12288/20480. However much more there is, it stays under 1/2, the shared part of what
    # was coded (2*2/(4+4)).
    Unitised("half shared, more text", 20, [[(2, 6, "k")], [(4, 8, "k")]], F(2, 5)),
    # 990 more: l[k] 8, l[-] 1992, l 2000, cross 31872, S = 32 + 1992 = 2024:
    # 1 - 8*(4000000-2024)/(2000*31872) = 1 - 31983808/63744000.
    Unitised("half shared, much more text", 1000, [[(2, 6, "k")], [(4, 8, "k")]], F(31760192, 63744000)),
]

# Spans of 10 characters in text whose uncoded part grows inside the same segments: offsets move, nothing else. Every
# measure by segment and every F1 is the same before and after.
GROWN = [
    # segments, first, second
    ([(0, 40), (41, 80)], [(0, 10)], [(2, 10), (50, 60)]),
    ([(0, 4000), (4001, 9000)], [(1000, 1010)], [(1002, 1010), (8000, 8010)]),
]
#: presence first, presence second, cells, kappa (Po 1/2, Pe (1*2+1*0)/4 = 1/2), positive, exact, half (8/10).
GROWN_ANSWER = ("10", "11", (1, 0, 1, 0), F(0), F(2, 3), F(0), F(2, 3))
