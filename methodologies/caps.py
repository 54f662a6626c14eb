"""Cutting inputs to a package's caps; pure, because only the caller knows what the person's day already holds."""

from collections.abc import Collection, Mapping, Sequence

from methodologies.package import Cap, Package

Inputs = Mapping[str, object]


def counted(package: Package, inputs: Inputs) -> tuple[int, ...]:
    """How much of each of `package.caps` the inputs use, in the order of the caps and the cap's own unit.

    inputs: an object the package accepts.
    """
    return tuple([_amount(cap, _parts(cap, inputs)) for cap in package.caps])


def cut(package: Package, inputs: Inputs, used: Sequence[int]) -> tuple[dict[str, object] | None, tuple[int, ...]]:
    """The inputs that still fit beside what the day already `used`, and how much was lost of each cap.

    used: one number per cap, as the sum of `counted` over the accepted acts of that person and local day.  The first
    segments are kept and the last are cut; a segment that would come to nothing and an optional input that would are
    left out.  None comes back where nothing that any cap counts is left, or nothing of a required input.  All zeros
    mean that the inputs are unchanged.
    """
    full = counted(package, inputs)
    result: dict[str, object] | None = dict(inputs)
    for cap, taken in zip(package.caps, used, strict=True):
        if result is not None:
            result = _cut_to(cap, result, max(0, cap.maximum - taken), _required(package))
    kept = (0,) * len(full) if result is None else counted(package, result)
    if any(full) and not any(kept):
        return None, full
    return result, tuple([before - after for before, after in zip(full, kept, strict=True)])


def _cut_to(cap: Cap, inputs: Inputs, left: int, required: Collection[object]) -> dict[str, object] | None:
    """The inputs with at most `left` of what one cap counts; None where nothing remains of what they need."""
    kept: list[dict[str, object]] = []
    for part in _parts(cap, inputs):
        amount = _amount(cap, [part])
        taken = min(amount, left)
        left -= taken
        if taken == amount:
            kept.append(dict(part))
        elif taken:
            kept.append({**part, cap.input: taken})
        elif cap.array is None and cap.input not in required:
            kept.append({name: value for name, value in part.items() if name != cap.input})
    if not kept:
        return None
    return {**inputs, cap.array: kept} if cap.array else kept[0]


def _required(package: Package) -> Collection[object]:
    schema = package.document["inputs"]
    required = schema.get("required", []) if isinstance(schema, Mapping) else []
    return required if isinstance(required, list) else []


def _amount(cap: Cap, parts: Sequence[Inputs]) -> int:
    """How much of the cap these parts use together; asked of every act of a day whenever one more is judged."""
    total = 0
    for part in parts:
        for name, wanted in cap.where.items():
            if part.get(name) != wanted:
                break
        else:
            amount = part.get(cap.input, 0)
            assert isinstance(amount, int)  # The package's schema says so.
            total += amount
    return total


def _parts(cap: Cap, inputs: Inputs) -> Sequence[Inputs]:
    if cap.array is None:
        return (inputs,)
    parts = inputs[cap.array]
    assert isinstance(parts, list)  # The package's schema says so.
    return parts
