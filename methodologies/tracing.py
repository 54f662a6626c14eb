"""How a result came about, step by step, as codes and plain values: a sentence for each stands in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from methodologies.contract import TraceStep
from methodologies.formula import UNITS, Factor, Node, Run
from methodologies.numbers import Number, show


@dataclass(frozen=True, slots=True)
class Told:
    """What of a compiled package its trace needs.  kept: what the discount leaves, by level.  caps: as the file says."""

    root: Node
    factors: Mapping[str, Factor]
    kept: Mapping[str, Number]
    impacts: Mapping[str, tuple[str, Node]]
    caps: object
    emits: bool


def tell(told: Told, inputs: Mapping[str, object], evidence: str) -> tuple[TraceStep, ...]:
    """Inputs, factors, the sum, discount, rounding, the day's limits, and what else the act does.

    inputs: an object that the package takes.
    """
    run = Run(inputs)
    number = told.root.value(inputs, run)
    used = tuple(run.used)
    kept, of = told.kept[evidence]
    steps = [TraceStep("inputs", {"text": ", ".join(f"{path} {value}" for path, value in _leaves(inputs))})]
    steps += [TraceStep("factor", _of_factor(told.factors[key])) for key in used]
    steps.append(TraceStep("formula", {"text": told.root.text(inputs, run), "exact": show(number), "unit": "mg"}))
    if kept != of:
        steps.append(TraceStep("discount", {"discount": show((of - kept, of)), "evidence": evidence}))
    steps.append(_rounded(number, (kept, of), emits=told.emits))
    steps += _limits(told.caps, inputs)
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


def _limits(caps: object, inputs: Mapping[str, object]) -> Iterator[TraceStep]:
    """The day's limits on what the inputs hold; whether they cut depends on the rest of the person's day."""
    for cap in caps if isinstance(caps, list) else []:
        where, name = cap["where"], str(cap["input"])
        parts = [part for part in _objects(inputs) if name in part]
        counted = [part[name] for part in parts if all(part.get(key) == value for key, value in where.items())]
        if counted:
            unit = UNITS.get(name.rpartition("_")[2], "")
            steps = {"input": name, "max": cap["max"], "counted": sum(int(str(amount)) for amount in counted)}
            yield TraceStep("cap_limit", {**steps, "unit": unit})


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    """The inputs and the objects in their lists."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            for item in inner if isinstance(inner, list) else []:
                yield from _objects(item)


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The plain values of the inputs with their paths, in the order of their names."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from _leaves(value[name], f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}.{index}")
    else:
        yield path, str(value).lower() if isinstance(value, bool) else value


def _of_factor(factor: Factor) -> dict[str, str | int]:
    names = ("key", "kind", "value", "unit", "factor_id", "published")
    return {name: getattr(factor, name) for name in names}
