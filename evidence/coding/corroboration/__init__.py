"""Two witnesses whose accounts put people in the same place at the same time: proposed, and judged by people."""

from evidence.coding.corroboration.pairs import GRADES, Grade, Pair, Wanted, pair_of, pairs_of

__all__ = ["GRADES", "Grade", "Pair", "Wanted", "pair_of", "pairs_of"]
