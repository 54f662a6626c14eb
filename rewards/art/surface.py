"""The pattern of a globe's ground: crests, tufts, rivers, stitches; SVG about the globe's centre, clipped to it."""

from rewards.art.canvas import Stream, permille, tenths
from rewards.art.far import Effect
from rewards.planets import Palette


def _scattered(stream: Stream, count: int, stroke: str) -> str:
    """`count` copies of a relative path at places on the globe."""
    return "".join(f"M{stream.between(-122, 110)} {stream.between(-120, 120)}{stroke}" for _ in range(count))


def _lines(colour: str, width: str, opacity: str, path: str, extra: str = "") -> str:
    return (
        f'<path fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" opacity="{opacity}"'
        f'{extra} d="{path}"/>'
    )


def waves(stream: Stream, palette: Palette) -> str:
    """Short crests on the sea."""
    return _lines("#fff", "2.4", ".6", _scattered(stream, 15, "q5-6 10 0t10 0"))


def ripples(stream: Stream, palette: Palette) -> str:
    """The net that light draws on the sea floor."""
    return _lines("#dffaff", "3", ".35", _scattered(stream, 12, "q8-12 20-4t18 2q2 10-8 14"))


def tides(stream: Stream, palette: Palette) -> str:
    """Lines that the water left, one inside the other."""
    lines = "".join(f"M-150 {y}Q-60 {y - 26 + stream.between(-9, 9)} 10 {y}T150 {y - 10}" for y in range(-104, 120, 26))
    return _lines("#fff", "2.2", ".4", lines)


def meadow(stream: Stream, palette: Palette) -> str:
    """Tufts and flowers on the ground."""
    flowers = "".join(
        f'<circle cx="{stream.between(-116, 116)}" cy="{stream.between(-116, 116)}" r="2.8"/>' for _ in range(9)
    )
    tufts = _scattered(stream, 18, "l-3-6m3 6l1-8m-1 8l5-6")
    return _lines(palette.accents[0], "2", ".6", tufts) + f'<g fill="#fff3b8">{flowers}</g>'


def rivers(stream: Stream, palette: Palette) -> str:
    """Water courses with ponds, and dashed streets between them."""
    x, y = stream.between(-30, 30), stream.between(-20, 20)
    course = f"M{x - 170} {y - 20}C{x - 80} {y - 70} {x - 50} {y + 40} {x} {y}S{x + 70} {y - 50} {x + 170} {y + 30}"
    streets = (
        f"M{x - 140} {y + 60}Q{x} {y + 104} {x + 140} {y + 64}M{x - 130} {y - 62}Q{x} {y - 106} {x + 130} {y - 70}"
    )
    return (
        _lines("#d6f4f5", "11", ".85", course)
        + _lines("#fff", "2.2", ".6", streets, ' stroke-dasharray="5 7"')
        + f'<g fill="#d6f4f5" opacity=".85"><ellipse cx="{x - 44}" cy="{y + 56}" rx="17" ry="9"/>'
        f'<ellipse cx="{x + 52}" cy="{y - 54}" rx="20" ry="10"/></g>'
    )


def contours(stream: Stream, palette: Palette) -> str:
    """Terraces as a map draws them, and a cycle path."""
    hills = ""
    for x, y in ((-58, -44), (52, 30), (-24, 78)):
        at_x, at_y = x + stream.between(-8, 8), y + stream.between(-8, 8)
        hills += "".join(
            f'<ellipse cx="{at_x}" cy="{at_y - step * 3}" rx="{44 - step * 12}" ry="{27 - step * 8}"/>'
            for step in range(3)
        )
    path = f"M-150 {stream.between(0, 20)}C-80-30-40 60 10 10S70-70 150-50"
    return (
        f'<g fill="#fff" fill-opacity=".1" stroke="#fff8e0" stroke-width="1.8" stroke-opacity=".5">{hills}</g>'
        + _lines("#fff4dd", "6", ".9", path)
        + _lines("#e0765f", "1.6", ".9", path, ' stroke-dasharray="6 6"')
    )


def stitches(stream: Stream, palette: Palette) -> str:
    """Patches of cloth sewn onto the ground."""
    patches = ""
    for number, (x, y) in enumerate(((-66, -50), (34, -72), (-8, 8), (72, 26), (-76, 60), (24, 88))):
        colour = (palette.accents[0], "#ffe1a3", "#d96b52", palette.accents[1])[number % 4]
        size = stream.between(32, 46)
        patches += (
            f'<rect x="{-size // 2}" y="{-size // 2}" width="{size}" height="{size}" rx="5" fill="{colour}"'
            f' transform="translate({x + stream.between(-8, 8)} {y + stream.between(-8, 8)})'
            f'rotate({stream.between(-24, 24)})"/>'
        )
    return f'<g opacity=".8" stroke="#fff6e4" stroke-width="2" stroke-dasharray="5 4">{patches}</g>'


def craters(stream: Stream, palette: Palette) -> str:
    """Shallow hollows of a world still bare."""
    hollows = ""
    for x, y, size in ((-64, -38, 21), (40, 24, 28), (-32, 74, 16), (76, -58, 14), (-92, 30, 10)):
        place = f"translate({x + stream.between(-8, 8)} {y + stream.between(-8, 8)})"
        hollows += (
            f'<g transform="{place}"><ellipse rx="{size}" ry="{size * 7 // 10}" fill="{palette.globe[1]}"'
            f' opacity=".4"/><ellipse cx="1" cy="3" rx="{size - 3}" ry="{size * 7 // 10 - 3}"'
            f' fill="{palette.globe[0]}" opacity=".6"/></g>'
        )
    return hollows


def lights(stream: Stream, palette: Palette) -> str:
    """Lit lines between the stops of a city seen from above."""
    stops = [(stream.between(-104, 104), stream.between(-104, 104)) for _ in range(9)]
    lines = "".join(f"M{ax} {ay}H{bx}V{by}" for (ax, ay), (bx, by) in zip(stops, [*stops[3:], *stops[:3]], strict=True))
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{tenths(stream.between(30, 48))}"/>' for x, y in stops)
    return _lines(palette.accents[1], "2.4", ".45", lines) + f'<g fill="#ffe9a8">{dots}</g>'


def cracks(stream: Stream, palette: Palette) -> str:
    """Blue lines in the ice, and snow that lies in drifts."""
    drifts = "".join(
        f'<ellipse cx="{stream.between(-100, 100)}" cy="{stream.between(-100, 100)}" rx="{stream.between(16, 34)}"'
        f' ry="{stream.between(6, 11)}" opacity="{permille(stream.between(5, 8) * 100)}"/>'
        for _ in range(7)
    )
    return _lines("#4f8fc0", "2", ".5", _scattered(stream, 9, "l14 8l10-5l12 9m-12-9l4-10")) + (
        f'<g fill="#fff">{drifts}</g>'
    )


SURFACE: dict[str, Effect] = {
    "waves": waves,
    "ripples": ripples,
    "tides": tides,
    "meadow": meadow,
    "rivers": rivers,
    "contours": contours,
    "stitches": stitches,
    "craters": craters,
    "lights": lights,
    "cracks": cracks,
}
