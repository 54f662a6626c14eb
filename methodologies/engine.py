"""The evaluator: a package and inputs in, exact milligrams out.  Pure, and all that a verifier needs to recompute.

It needs the standard library, `kernel.errors` and its neighbours contract, numbers, schema, dimensions, formula,
arithmetic, checks and tracing; no file, clock, locale or float.  A package is compiled once and kept by identity, so
never change a package that was handed in: a published one is frozen anyway.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial

from methodologies import dimensions
from methodologies.arithmetic import OPERATIONS
from methodologies.checks import Holds, compile_check, compile_intensity
from methodologies.contract import (
    EVIDENCE_LEVELS,
    OPEN,
    ActivityOutOfDate,
    EvidenceNotAccepted,
    InputRefused,
    PackageInvalid,
    RegionNotCovered,
    Result,
)
from methodologies.dimensions import EMITTED
from methodologies.formula import Compiler, Factor, Node, Run, place_of
from methodologies.numbers import Number, exact, is_decimal, less
from methodologies.schema import Problem, compile_schema, is_region, property_at, refuse
from methodologies.tracing import above, counted, smallest, tell, told

Package = Mapping[str, object]

LARGEST_MG = 2**53 - 1
"""Milligrams of one entry must be a safe JSON integer (RFC 8785)."""
_UNITS = frozenset({"mg/m", "mg/g", "mg/Wh", "mg/L", "mg/h", "mg/event"})
_KINDS = ("emission", "reduction")
_BOUNDARIES = ("direct", "life_cycle")
_IMPACT_UNITS = ("g", "L", "Wh", "m", "event")
_IMPACT_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEPT = 256


class Gate:
    """What a package lets in: its schema and its days, those included that it prices provisionally."""

    __slots__ = ("_from", "_input", "_regions", "_to", "final_to", "name")

    def __init__(self, package: Package) -> None:
        self.name = f"{package.get('id')}/{package.get('version')}"
        self._input = compile_schema(package.get("inputs"))
        self._regions = _regions(package["inputs"])
        self._from, self.final_to = str(package.get("activity_from") or ""), str(package.get("activity_to") or "")
        self._to = str(package.get("provisional_to") or self.final_to)

    def check(self, inputs: Mapping[str, object]) -> None:
        """Raises `InputRefused`, of a region `RegionNotCovered`, or `ActivityOutOfDate` for what it does not take."""
        problem = self._input(inputs)
        if problem is not None:
            raise self._not_covered(problem, inputs) or refuse(problem)
        day = inputs.get("occurred_on")
        if isinstance(day, str) and (day < self._from or (self._to and day > self._to)):
            raise ActivityOutOfDate(
                methodology=self.name,
                occurred_on=day,
                activity_from=self._from,
                activity_to=self._to or OPEN,
                pointer="/occurred_on",
            )

    def _not_covered(self, problem: Problem, inputs: Mapping[str, object]) -> RegionNotCovered | None:
        """A region that exists and that the package does not reach is told as such."""
        region = inputs.get("region") if problem[0] == "/region" else None
        if not isinstance(region, str) or not is_region(region):
            return None
        return RegionNotCovered(
            pointer=problem[0],
            reason=problem[1],
            region=region,
            methodology=self.name,
            covered=", ".join(self._regions),
        )

    def provisional(self, inputs: Mapping[str, object]) -> bool:
        """Whether the day lies after those that the package prices for good."""
        return bool(self.final_to) and str(inputs.get("occurred_on") or "") > self.final_to


def _regions(inputs: object) -> tuple[str, ...]:
    """The regions that an inputs schema lists; none where it takes any or asks for none."""
    found = property_at(inputs, "region") if isinstance(inputs, Mapping) else None
    listed = found[0].get("enum", [found[0].get("const")]) if found else []
    return tuple(str(one) for one in listed if one is not None) if isinstance(listed, list) else ()


class Quantifier:
    """One compiled package.

    misfit: reason and place of the first units in it that do not fit, None where all do.  The loader refuses them.
    """

    __slots__ = (
        "_bounded",
        "_checks",
        "_discounts",
        "_emits",
        "_gate",
        "_impacts",
        "_intensity",
        "_kept",
        "_least",
        "_root",
        "_told",
        "misfit",
    )

    def __init__(self, package: Package) -> None:
        self._gate = Gate(package)
        schema = package.get("inputs")
        assert isinstance(schema, Mapping)  # The gate refuses anything else.
        factors = read_factors(package.get("factors"))
        compiler = Compiler(schema, factors, OPERATIONS)
        self._root = compiler.node(package.get("formula"), schema, "/formula")
        self._emits = _emits(package)
        if self._root.carbon != ("emission" if self._emits else "reduction"):
            raise PackageInvalid(file=self._gate.name, reason="result_kind", at="/formula")
        if self._root.unit not in (None, EMITTED):
            compiler.misfits("unit_of_result", "/formula")
        self._checks = _checks(package, compiler)
        self._intensity = compile_intensity(compiler, package.get("intensity"))
        self._bounded = place_of(package.get("intensity"))
        self._discounts = _discounts(package.get("discount", "0"))
        self._kept = _kept(self._discounts)
        self._impacts = _impacts(package, compiler)
        self._told = told(package, self._root, factors, self._kept, self._impacts, emits=self._emits)
        self._least = smallest(self._told.limits)
        self.misfit = compiler.misfit

    def quantify(self, inputs: Mapping[str, object], evidence: str) -> Result:
        """The result for `inputs` at one of the three evidence levels."""
        self._gate.check(inputs)
        if evidence not in self._kept:
            raise EvidenceNotAccepted(evidence=evidence[:40], methodology=self._gate.name)
        run = Run(inputs)
        for name, place, holds in self._checks:
            if not holds(inputs, run):
                raise InputRefused(pointer=place, reason=name)
        run.used.clear()
        numerator, denominator = self._root.value(inputs, run)
        used = tuple(run.used)
        if self._intensity is not None and not self._intensity(inputs, run, numerator, denominator):
            raise InputRefused(pointer=self._bounded, reason="magnitude")
        kept, of = self._kept[evidence]
        if self._emits:
            signed, reduction, emission = 0, 0, -(-numerator // denominator)
        else:
            signed, emission = numerator // denominator, None
            reduction = max(0, numerator * kept // (denominator * of))
        if abs(signed) > LARGEST_MG or (emission or 0) > LARGEST_MG:
            raise InputRefused(pointer="", reason="too_large")
        explain = partial(tell, self._told, inputs, evidence, (numerator, denominator), used)
        if not self._impacts:
            return Result(signed, reduction, emission, used, explain)
        impacts = {key: _floored(node, inputs, run) for key, (_, node) in self._impacts.items()}
        return Result(signed, reduction, emission, used, explain, impacts)

    def recompute(self, entry: Mapping[str, object]) -> tuple[int, int]:
        """As `recompute` below."""
        inputs = entry.get("inputs")
        if not isinstance(inputs, Mapping):
            raise InputRefused(pointer="", reason="type")
        result = self.quantify(inputs, str(entry.get("evidence")))
        if "factors" in entry and entry["factors"] != list(result.factors):
            raise InputRefused(pointer="/factors", reason="factors")
        if "discount" in entry and entry["discount"] != self._discounts[str(entry.get("evidence"))]:
            raise InputRefused(pointer="/discount", reason="discount")
        over = above(self._told.limits, self._least, inputs)
        if over is not None:
            raise InputRefused(pointer=f"/inputs/{over.array or over.input}", reason="cap")
        if "cap_applied" in entry and not self._cut(inputs, entry["cap_applied"]):
            raise InputRefused(pointer="/cap_applied", reason="cap_applied")
        if self._gate.provisional(inputs) is not ("provisional" in entry):
            raise InputRefused(pointer="/provisional", reason="provisional")
        return result.signed_mg, result.reduction_mg

    def _cut(self, inputs: Mapping[str, object], applied: object) -> bool:
        """Whether `cap_applied` says more of each input than was counted of it."""
        if not isinstance(applied, Mapping) or not applied:
            return False
        for name, full in applied.items():
            kept = [counted(limit, inputs) for limit in self._told.limits if limit.input == name]
            least = min(kept) if kept else inputs.get(str(name), 0)
            if type(full) is not int or type(least) is not int or full <= least:
                return False
        return True


_compiled: OrderedDict[int, tuple[Package, Quantifier]] = OrderedDict()


def compiled(package: Package) -> Quantifier:
    """The quantifier of `package`, compiled at the first call; the last 256 compiled are kept.

    Raises `PackageInvalid` where the package breaks the format.
    """
    kept = _compiled.get(id(package))
    if kept is not None and kept[0] is package:
        return kept[1]
    quantifier = Quantifier(package)
    _compiled[id(package)] = (package, quantifier)
    while len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return quantifier


def quantify(package: Package, inputs: Mapping[str, object], evidence: str) -> Result:
    """What `package` says about `inputs` at the level `evidence` (attested, corroborated, self_reported).

    Exact, rounded once.  Caps are not applied: they need the rest of the person's day.  Raises `InputRefused`,
    `ActivityOutOfDate`, `FactorMissing`, `EvidenceNotAccepted`, and `PackageInvalid` for a broken package.
    """
    return compiled(package).quantify(inputs, evidence)


def recompute(package: Package, entry: Mapping[str, object]) -> tuple[int, int] | None:
    """(signed_mg, reduction_mg) that `entry` should stand on, from its `inputs` and `evidence`; None for a plugin.

    package: the document of the log's `methodology.published` entry.  Raises like `quantify`, and `InputRefused` for
    pinned factors or a discount that were not the ones used, for a provisional result that does not say so, or the
    reverse, for inputs above a day's limit and for a `cap_applied` that says no more than they do.
    """
    return None if "plugin" in package else compiled(package).recompute(entry)


def read_factors(rows: object) -> dict[str, Factor]:
    """A package's factors by key; raises `PackageInvalid` for a number, unit, kind or boundary off the lists."""
    if not isinstance(rows, list):
        raise PackageInvalid(reason="factors", at="/factors")
    factors: dict[str, Factor] = {}
    for index, row in enumerate(rows):
        factor = _factor(row, f"/factors/{index}")
        if factor.key in factors:
            raise PackageInvalid(reason="factor_twice", at=f"/factors/{index}")
        factors[factor.key] = factor
    return factors


def _factor(row: object, at: str) -> Factor:
    if not isinstance(row, Mapping):
        raise PackageInvalid(reason="factor", at=at)
    for name in ("key", "kind", "value", "unit", "factor_id", "published"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise PackageInvalid(reason="factor_field", at=f"{at}/{name}")
    boundary, per, year = row.get("boundary"), row.get("per", "unit"), row.get("year")
    faults = {
        "value": not is_decimal(row["value"]),
        "unit": row["unit"] not in _UNITS,
        "kind": row["kind"] not in _KINDS,
        "boundary": boundary not in _BOUNDARIES and (row["kind"] == "emission" or boundary is not None),
        "per": per not in ("unit", "passenger", "vehicle"),
        "year": year is not None and type(year) is not int,
        "row_sha256": not isinstance(row.get("row_sha256", ""), str),
    }
    for name, wrong in faults.items():
        if wrong:
            raise PackageInvalid(reason="factor_field", at=f"{at}/{name}")
    return Factor(
        **{name: row[name] for name in ("key", "kind", "value", "unit", "factor_id", "published")},
        boundary=boundary,
        per=per,
        year=year,
        number=exact(row["value"]),
    )


def _emits(package: Package) -> bool:
    output, rounding = package.get("output", "reduction"), package.get("rounding")
    mode = "ceil" if output == "emission" else "floor"
    if output not in _KINDS or rounding != {"mode": mode, "to_mg": 1, "times": 1}:
        raise PackageInvalid(reason="rounding", at="/rounding")
    return output == "emission"


def _checks(package: Package, compiler: Compiler) -> list[tuple[str, str, Holds]]:
    """Name, place and rule of each."""
    rows = package.get("checks", [])
    if not isinstance(rows, list):
        raise PackageInvalid(reason="checks", at="/checks")
    checks = []
    for index, row in enumerate(rows):
        at = f"/checks/{index}"
        if (
            not isinstance(row, Mapping)
            or set(row) != {"name", "that"}
            or not isinstance(row["name"], str)
            or not row["name"]
        ):
            raise PackageInvalid(reason="checks", at=at)
        holds = compile_check(compiler, row["that"], compiler.schema, f"{at}/that")
        checks.append((row["name"], place_of(row["that"]), holds))
    return checks


def _impacts(package: Package, compiler: Compiler) -> dict[str, tuple[str, Node]]:
    """Unit and formula of what a package counts beside CO2e, by its key."""
    rows = package.get("impacts", [])
    if not isinstance(rows, list):
        raise PackageInvalid(reason="impacts", at="/impacts")
    impacts: dict[str, tuple[str, Node]] = {}
    for index, row in enumerate(rows):
        at = f"/impacts/{index}"
        if not isinstance(row, Mapping) or set(row) != {"key", "unit", "formula"} or row["unit"] not in _IMPACT_UNITS:
            raise PackageInvalid(reason="impacts", at=at)
        if not isinstance(row["key"], str) or not _IMPACT_KEY.fullmatch(row["key"]) or row["key"] in impacts:
            raise PackageInvalid(reason="impacts", at=f"{at}/key")
        node = compiler.node(row["formula"], compiler.schema, f"{at}/formula")
        if node.carbon != "number":
            # What is made of a factor is CO2e, and belongs into the one sum.
            raise PackageInvalid(reason="impact_of_carbon", at=f"{at}/formula")
        if node.unit not in (None, dimensions.unit(row["unit"])):
            compiler.misfits("unit_of_impact", f"{at}/formula")
        impacts[row["key"]] = (str(row["unit"]), node)
    return impacts


def _floored(node: Node, inputs: Mapping[str, object], run: Run) -> int:
    numerator, denominator = node.value(inputs, run)
    if abs(numerator) > LARGEST_MG * denominator:
        raise InputRefused(pointer="", reason="too_large")
    return numerator // denominator


def _discounts(discount: object) -> dict[str, str]:
    """What is taken off by evidence level, as decimal text."""
    levels = discount if isinstance(discount, Mapping) else dict.fromkeys(EVIDENCE_LEVELS, discount)
    if set(levels) != set(EVIDENCE_LEVELS):
        raise PackageInvalid(reason="discount", at="/discount")
    for level, text in levels.items():
        if not isinstance(text, str) or not is_decimal(text):
            raise PackageInvalid(reason="discount", at=f"/discount/{level}")
    return dict(levels)


def _kept(discounts: Mapping[str, str]) -> dict[str, Number]:
    """What is left after the discount, by evidence level."""
    kept = {}
    for level, text in discounts.items():
        taken, of = exact(text)
        if taken < 0 or less((1, 1), (taken, of)):
            raise PackageInvalid(reason="discount", at=f"/discount/{level}")
        kept[level] = (of - taken, of)
    return kept
