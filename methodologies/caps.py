"""Cutting inputs to a package's caps; pure, because only the caller knows what the person's day already holds."""

from collections.abc import Mapping, Sequence

from methodologies.package import Cap, Package

Inputs = Mapping[str, object]


def counted(package: Package, inputs: Inputs) -> tuple[int, ...]:
    """How much of each of `package.caps` the inputs use, in the order of the caps and the cap's own unit.

    inputs: an object the package accepts.
    """
    return tuple([_used(cap, inputs) for cap in package.caps])


def _used(cap: Cap, inputs: Inputs) -> int:
    if cap.array is None:
        return _amount(cap, inputs)
    total = 0
    for part in _parts(cap, inputs):
        total += _amount(cap, part)
    return total


def cut(package: Package, inputs: Inputs, used: Sequence[int]) -> tuple[dict[str, object] | None, tuple[int, ...]]:
    """The inputs that still fit beside what the day already `used`, and how much was cut of each cap.

    used: one number per cap, as the sum of `counted` over the accepted acts of that person and local day.  The first
    segments are kept and the last are cut, a segment that would come to nothing is left out, and None comes back where
    nothing is left at all.  All zeros mean that the inputs are unchanged.
    """
    left = [max(0, cap.maximum - taken) for cap, taken in zip(package.caps, used, strict=True)]
    lost = [0] * len(left)
    result: dict[str, object] = dict(inputs)
    for index, cap in enumerate(package.caps):
        kept: list[dict[str, object]] = []
        parts = _parts(cap, result)
        for part in parts:
            amount = _amount(cap, part)
            taken = min(amount, left[index])
            left[index] -= taken
            lost[index] += amount - taken
            if taken == amount:
                kept.append(dict(part))
            elif taken:
                kept.append({**part, cap.input: taken})
        if not kept:
            return None, tuple(lost)
        result = {**result, cap.array: kept} if cap.array else kept[0]
    return result, tuple(lost)


def _amount(cap: Cap, part: Inputs) -> int:
    for name, wanted in cap.where.items():
        if part.get(name) != wanted:
            return 0
    amount = part.get(cap.input, 0)
    assert isinstance(amount, int)  # The package's schema says so.
    return amount


def _parts(cap: Cap, inputs: Inputs) -> list[Inputs]:
    if cap.array is None:
        return [inputs]
    parts = inputs[cap.array]
    assert isinstance(parts, list)  # The package's schema says so.
    return parts
