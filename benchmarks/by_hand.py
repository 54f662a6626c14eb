"""One methodology written by hand, beside what `methodologies.engine` compiles from a package: the same refusals,
the same result, the same trace.  Only its two constants come from the package, for they stand in no Python file.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from methodologies.contract import InputRefused, Result, TraceStep

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FROM = "2021-12-01"
_LARGEST_M = {"bev_bus": 60_000, "metro": 120_000}
_UNIT = "gCO2/passenger-km"


class ByHand:
    """Shenzhen's public transport.  factors: mode -> (decimal text with one digit behind the point, factor id)."""

    def __init__(self, factors: Mapping[str, tuple[str, str]]) -> None:
        self._factors = factors
        self._tenths = {mode: int(value.replace(".", "")) for mode, (value, _) in factors.items()}
        self._days: dict[str, bool] = {}

    def quantify(self, inputs: Mapping[str, object]) -> Result:
        """The result with its trace to be told; raises `InputRefused`."""
        if type(inputs) is not dict or inputs.keys() != {"region", "occurred_on", "segments"}:
            raise InputRefused(pointer="", reason="required")
        segments, day = inputs["segments"], inputs["occurred_on"]
        if inputs["region"] != "CN-GD-SZ":
            raise InputRefused(pointer="/region", reason="const")
        if type(day) is not str or not self._is_day(day) or day < _FROM:
            raise InputRefused(pointer="/occurred_on", reason="format")
        if type(segments) is not list or not 1 <= len(segments) <= 20:
            raise InputRefused(pointer="/segments", reason="type")
        tenths, used = 0, dict[str, None]()
        for segment in segments:
            if type(segment) is not dict or segment.keys() != {"mode", "distance_m"}:
                raise InputRefused(pointer="/segments", reason="required")
            mode, distance = segment["mode"], segment["distance_m"]
            if type(mode) is not str or mode not in self._tenths:
                raise InputRefused(pointer="/segments/mode", reason="enum")
            if type(distance) is not int or not 1 <= distance <= 120_000:
                raise InputRefused(pointer="/segments/distance_m", reason="maximum")
            tenths += distance * self._tenths[mode]
            used[mode] = None
        milligrams = tenths // 10
        return Result(milligrams, milligrams, None, tuple(used), partial(self._trace, inputs, tenths, tuple(used)))

    def _is_day(self, text: str) -> bool:
        known = self._days.get(text)
        if known is None:
            known = self._days[text] = bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
        return known

    def _trace(self, inputs: Mapping[str, object], tenths: int, used: tuple[str, ...]) -> tuple[TraceStep, ...]:
        segments = inputs["segments"]
        assert isinstance(segments, list)  # `quantify` has looked.
        given = [f"occurred_on {inputs['occurred_on']}", f"region {inputs['region']}"]
        parts, counted = [], dict.fromkeys(_LARGEST_M, 0)
        for index, segment in enumerate(segments):
            mode, distance = segment["mode"], segment["distance_m"]
            given.append(f"segments.{index}.distance_m {distance}, segments.{index}.mode {mode}")
            parts.append(f"{distance} m × {self._factors[mode][0]} mg/m")
            counted[mode] += distance
        steps = [TraceStep("inputs", {"text": ", ".join(given)})]
        for mode in used:
            value, name = self._factors[mode]
            params = {"key": mode, "kind": "reduction", "value": value, "unit": "mg/m", "factor_id": name}
            steps.append(TraceStep("factor", {**params, "published": f"{value} {_UNIT}"}))
        exact = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
        steps.append(TraceStep("formula", {"text": " + ".join(parts), "exact": exact, "unit": "mg"}))
        steps.append(TraceStep("rounded_down", {"signed_mg": tenths // 10, "reduction_mg": tenths // 10}))
        for mode, most in _LARGEST_M.items():
            if counted[mode]:
                size = {"max": most, "counted": counted[mode]}
                steps.append(TraceStep("cap_limit", {"input": "distance_m", **size, "unit": "m"}))
        return tuple(steps)
