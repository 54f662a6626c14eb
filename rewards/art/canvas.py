"""Numbers, colours and shapes in whole tenths of a pixel, the same bytes on every machine."""

from collections.abc import Iterable
from hashlib import shake_256

SIZE = 540
CENTRE_X, CENTRE_Y, RADIUS = 270, 298, 138
"""Where the globe stands in the square of `SIZE` units."""


class Stream:
    """A run of numbers drawn from `seed` and `label`; another label is another run, so layers do not disturb."""

    def __init__(self, seed: bytes, label: str) -> None:
        self._bytes = shake_256(len(seed).to_bytes(4) + seed + label.encode()).digest(2048)
        self._position = 0

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included; 1024 draws, then they repeat."""
        start = self._position % len(self._bytes)
        self._position += 2
        return low + int.from_bytes(self._bytes[start : start + 2]) * (high - low + 1) // 65536


def sine(degrees: int) -> int:
    """The sine in thousandths, within 3 of them (Bhaskara I's formula; enough for a drawing, and exact integers)."""
    turned = degrees % 360
    arc = turned % 180 * (180 - turned % 180)
    value = 4000 * arc // (40500 - arc)
    return value if turned < 180 else -value


def around(degrees: int, distance: int) -> tuple[int, int]:
    """Offset in tenths of a pixel at `distance` pixels from a centre; 0 degrees is up, clockwise."""
    return sine(degrees) * distance // 100, -sine(degrees + 90) * distance // 100


def tenths(value: int) -> str:
    """`value` tenths of a pixel as SVG writes them."""
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def permille(value: int) -> str:
    """`value` thousandths as a decimal: 350 is .35, 1000 is 1."""
    whole, rest = divmod(value, 1000)
    return f"{whole or ''}.{rest:03d}".rstrip("0") if rest else str(whole)


def mix(one: str, other: str, share: int) -> str:
    """The colour `share` thousandths of the way from `one` to `other`; all as #rrggbb."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes((start * (1000 - share) + end * share) // 1000 for start, end in pairs).hex()


def blob(stream: Stream, x: int, y: int, width: int, height: int) -> str:
    """A smooth irregular closed path about (x, y), at most `width` by `height` pixels from its centre."""
    points = []
    for corner in range(8):
        reach = stream.between(620, 1000)
        east, south = around(corner * 45 + stream.between(-12, 12), 1000)
        points.append((x * 10 + east * width * reach // 10**6, y * 10 + south * height * reach // 10**6))
    return smooth(points)


def smooth(points: Iterable[tuple[int, int]]) -> str:
    """A closed path that rounds off every corner of `points` (tenths of a pixel)."""
    corners = list(points)
    middles = [
        ((ax + bx) // 2, (ay + by) // 2) for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    start = "M" + _pair(middles[-1])
    return start + "".join(f"Q{_pair(at)} {_pair(to)}" for at, to in zip(corners, middles, strict=True)) + "z"


def _pair(point: tuple[int, int]) -> str:
    return f"{tenths(point[0])} {tenths(point[1])}"
