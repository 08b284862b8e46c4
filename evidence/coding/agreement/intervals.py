"""How sure a figure is: the units drawn again and again, with the same seed every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from evidence.coding.agreement.nominal import Cells

DRAWS = 2000
FEWEST_DRAWS = 1000
SEED = 11  # of standards.md 11: the same data give the same interval on every machine
DEFINED = 0.95  # a figure that is undefined in more of the draws has no interval
Drawn = NDArray[numpy.float64]


class Interval(NamedTuple):
    low: float
    high: float


def intervals(counted: Cells, *, draws: int = DRAWS, seed: int = SEED) -> dict[str, Interval | None]:
    """Of observed, positive, kappa and alpha: 95 % of the draws lie in each.

    To draw as many units with replacement is to draw their four kinds from a multinomial distribution.
    """
    if draws < FEWEST_DRAWS:
        raise ValueError(f"an interval takes {FEWEST_DRAWS} draws at least")
    if not counted.units:
        return dict.fromkeys(_OF)
    kinds = numpy.array([counted.both, counted.first, counted.second, counted.neither], dtype=numpy.float64)
    drawn = numpy.random.default_rng(seed).multinomial(counted.units, kinds / counted.units, size=draws)
    columns = drawn.T.astype(numpy.float64)
    return {name: _middle(measure(*columns)) for name, measure in _OF.items()}


def _middle(values: Drawn) -> Interval | None:
    defined = values[~numpy.isnan(values)]
    if len(defined) < DEFINED * len(values):
        return None
    low, high = numpy.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))


def _share(part: Drawn, whole: Drawn) -> Drawn:
    return numpy.divide(part, whole, out=numpy.full_like(part, numpy.nan), where=whole != 0)


def _observed(both: Drawn, first: Drawn, second: Drawn, neither: Drawn) -> Drawn:
    return _share(both + neither, both + first + second + neither)


def _positive(both: Drawn, first: Drawn, second: Drawn, neither: Drawn) -> Drawn:
    return _share(2 * both, 2 * both + first + second)


def _kappa(both: Drawn, first: Drawn, second: Drawn, neither: Drawn) -> Drawn:
    units = both + first + second + neither
    expected = (both + first) * (both + second) + (second + neither) * (first + neither)
    return _share((both + neither) * units - expected, units * units - expected)


def _alpha(both: Drawn, first: Drawn, second: Drawn, neither: Drawn) -> Drawn:
    differing = first + second
    units = both + differing + neither
    return 1 - _share((2 * units - 1) * differing, (2 * both + differing) * (2 * neither + differing))


_OF: dict[str, Callable[..., Drawn]] = {
    "observed": _observed,
    "positive": _positive,
    "kappa": _kappa,
    "alpha": _alpha,
}
