"""How a result came about, step by step, as codes and plain values: a sentence for each stands in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from methodologies.contract import TraceStep
from methodologies.dimensions import name_of
from methodologies.formula import Factor, Node, Run
from methodologies.numbers import Number, show
from methodologies.schema import array_with


@dataclass(frozen=True, slots=True)
class Limit:
    """A day's limit on one input, for the parts that `where` picks.  array: the list that holds them, None at the top."""

    array: str | None
    where: tuple[tuple[str, object], ...]
    input: str
    most: int
    unit: str


@dataclass(frozen=True, slots=True)
class Told:
    """What of a compiled package its trace needs.

    kept: what the discount leaves, by level.  days: the last that it prices for good, and the last that it prices until
    another version does; "" where there is none.
    """

    root: Node
    factors: Mapping[str, Mapping[str, str | int]]
    kept: Mapping[str, Number]
    impacts: Mapping[str, tuple[str, Node]]
    limits: tuple[Limit, ...]
    days: tuple[str, str]
    emits: bool


def told(
    package: Mapping[str, object],
    root: Node,
    factors: Mapping[str, Factor],
    kept: Mapping[str, Number],
    impacts: Mapping[str, tuple[str, Node]],
    *,
    emits: bool,
) -> Told:
    """What `tell` wants to know of a package that was compiled to these parts."""
    params = {key: _of_factor(factor) for key, factor in factors.items()}
    days = (str(package.get("activity_to") or ""), str(package.get("provisional_to") or ""))
    return Told(root, params, kept, impacts, _limits(package), days, emits)


def tell(
    told: Told, inputs: Mapping[str, object], evidence: str, number: Number, used: tuple[str, ...]
) -> tuple[TraceStep, ...]:
    """Inputs, factors, the sum, discount, rounding, whether it is preliminary, the day's limits, what else the act does.

    inputs: an object that the package takes.  number: what the formula makes of it.  used: keys of its factors.
    """
    run = Run(inputs)
    kept, of = told.kept[evidence]
    steps = [TraceStep("inputs", {"text": ", ".join(_leaves(inputs, "", []))})]
    steps += [TraceStep("factor", told.factors[key]) for key in used]
    steps.append(TraceStep("formula", {"text": told.root.text(inputs, run), "exact": show(number), "unit": "mg"}))
    if kept != of:
        steps.append(TraceStep("discount", {"discount": show((of - kept, of)), "evidence": evidence}))
    steps.append(_rounded(number, (kept, of), emits=told.emits))
    final_to, until = told.days
    if until and str(inputs.get("occurred_on") or "") > final_to:
        steps.append(TraceStep("provisional", {"final_to": final_to, "until": until}))
    for limit in told.limits:
        amount = counted(limit, inputs)
        if amount:
            size = {"max": limit.most, "counted": amount}
            steps.append(TraceStep("cap_limit", {"input": limit.input, **size, "unit": limit.unit}))
    for key, (unit, node) in told.impacts.items():
        top, bottom = node.value(inputs, run)
        steps.append(TraceStep("impact", {"key": key, "quantity": top // bottom, "unit": unit}))
    return tuple(steps)


def _rounded(number: Number, kept: Number, *, emits: bool) -> TraceStep:
    if emits:
        return TraceStep("rounded_up", {"emission_mg": -(-number[0] // number[1])})
    signed, reduction = number[0] // number[1], max(0, number[0] * kept[0] // (number[1] * kept[1]))
    code = "no_credit" if signed < 0 else "rounded_down"
    return TraceStep(code, {"signed_mg": signed, "reduction_mg": reduction})


def counted(limit: Limit, inputs: Mapping[str, object]) -> int:
    """How much of the limit the inputs bring; whether it is cut depends on the rest of the person's day."""
    total = 0
    parts = inputs.get(limit.array) if limit.array else [inputs]
    assert isinstance(parts, list)  # The package's schema says so.
    for part in parts:
        for name, value in limit.where:
            if part.get(name) != value:
                break
        else:
            total += part.get(limit.input, 0)
    return total


def smallest(limits: Sequence[Limit]) -> tuple[tuple[str | None, str, int], ...]:
    """Array, input and the smallest limit on it: what keeps below these needs no closer look."""
    found: dict[tuple[str | None, str], int] = {}
    for limit in limits:
        place = limit.array, limit.input
        found[place] = min(limit.most, found.get(place, limit.most))
    return tuple((*place, most) for place, most in found.items())


def above(
    limits: Sequence[Limit], least: Sequence[tuple[str | None, str, int]], inputs: Mapping[str, object]
) -> Limit | None:
    """The first limit that one act's inputs pass by themselves.  least: the `smallest` of the limits."""
    for array, name, most in least:
        parts = inputs.get(array) if array else (inputs,)
        assert isinstance(parts, list | tuple)  # The package's schema says so.
        total = 0
        for part in parts:
            total += part.get(name, 0)
        if total > most:
            return next((limit for limit in limits if counted(limit, inputs) > limit.most), None)
    return None


def _limits(package: Mapping[str, object]) -> tuple[Limit, ...]:
    caps, inputs = package.get("caps"), package.get("inputs")
    assert isinstance(inputs, Mapping)  # It has been compiled.
    limits = []
    for cap in caps if isinstance(caps, list) else []:
        name = cap["input"]
        array = array_with(inputs, name)
        limits.append(Limit(array, tuple(cap["where"].items()), name, cap["max"], name_of(name)))
    return tuple(limits)


def _leaves(values: Mapping[str, object] | list[object], path: str, found: list[str]) -> list[str]:
    """The plain values of the inputs with their paths, in the order of their names.  path: ends with its dot."""
    for name, value in sorted(values.items()) if type(values) is dict else enumerate(values):
        if type(value) is dict or type(value) is list:
            _leaves(value, f"{path}{name}.", found)
        else:
            found.append(f"{path}{name} {value if type(value) is not bool else str(value).lower()}")
    return found


def _of_factor(factor: Factor) -> dict[str, str | int]:
    names = ("key", "kind", "value", "unit", "factor_id", "published")
    return {name: getattr(factor, name) for name in names}
