"""Household electricity against the median of its own seven days before: what a formula of data cannot say."""

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from importlib.resources import files

from methodologies.contract import Result, TraceStep


class MedianWeek:
    """`median-week/1`.  Saved: median of seven days - the day itself, at most 30 % of the median; may be negative."""

    def __init__(self) -> None:
        text = (files(__package__) / "package.json").read_text("utf-8")
        self.document: Mapping[str, object] = json.loads(text)
        self._factors: dict[str, dict[str, str]] = {row["key"]: row for row in json.loads(text)["factors"]}

    def quantify(self, inputs: Mapping[str, object], evidence: str) -> Result:
        """Milligrams of CO2 for inputs that passed the package's schema; no discount at any level of evidence."""
        region, earlier, actual = str(inputs["region"]), inputs["earlier_wh"], inputs["actual_wh"]
        assert isinstance(earlier, list) and isinstance(actual, int)
        days = sorted(day["wh"] for day in earlier)
        saved = min(days[3] - actual, Fraction(days[3] * 3, 10))
        exact = saved * Fraction(self._factors[region]["value"])
        signed = exact.numerator // exact.denominator
        return Result(signed, max(0, signed), None, (region,), partial(self._trace, region, days, actual, exact))

    def _trace(self, region: str, days: list[int], actual: int, exact: Fraction) -> tuple[TraceStep, ...]:
        row = self._factors[region]
        names = ("key", "kind", "value", "unit", "factor_id", "published")
        told = ", ".join(f"{number} Wh" for number in days)
        sum_ = f"min({days[3]} Wh − {actual} Wh, {days[3]} Wh × 0.3) × {row['value']} mg/Wh"
        signed = exact.numerator // exact.denominator
        code = "no_credit" if signed < 0 else "rounded_down"
        return (
            TraceStep("inputs", {"text": f"{told}; {actual} Wh"}),
            TraceStep("factor", {name: row[name] for name in names}),
            TraceStep("formula", {"text": sum_, "exact": str(exact), "unit": "mg"}),
            TraceStep(code, {"signed_mg": signed, "reduction_mg": max(0, signed)}),
        )


METHODOLOGY = MedianWeek()
