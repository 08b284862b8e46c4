"""One measured figure beside its baseline, as the benches of pages and of the workbench print it."""

from __future__ import annotations

import json
from typing import Any


def line_of(
    name: str, value: float, unit: str, baseline: str, baseline_value: float, *, as_json: bool, **more: Any
) -> str:
    """`more` says where, how often, and against which bar."""
    figure = {
        "figure": name,
        "value": round(value, 1),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 1),
        "ratio": round(value / baseline_value, 3),
        **more,
    }
    if as_json:
        return json.dumps(figure)
    told = "; ".join(f"{what} {said}" for what, said in more.items())
    return f"{name}: {figure['value']} {unit} ({told}); {baseline} {figure['baseline_value']}"
