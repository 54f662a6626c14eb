"""What drifts before a globe: clouds, leaves, rain, bubbles, snow, the ring with its train; SVG about its centre."""

from rewards.art.canvas import Stream, permille, tenths
from rewards.art.far import BOTTOM, LEFT, RIGHT, TOP, Effect
from rewards.planets import Palette


def _cloud(x: int, y: int, scale: int, opacity: str) -> str:
    """A flat-bottomed cloud; scale in thousandths of about 100 pixels."""
    return (
        f'<path transform="translate({x} {y})scale({permille(scale)})" opacity="{opacity}" fill="#fff" d="M-50 0'
        'C-62-18-42-30-31-22C-28-44 4-46 8-25C22-36 40-24 33-11C48-14 56-2 48 0z"/>'
    )


def clouds(stream: Stream, palette: Palette) -> str:
    """Clouds that drift before the globe's edge."""
    spots = ((-196, 52, 1000), (190, -26, 850), (132, 168, 1150), (-150, 196, 700))
    return "".join(
        _cloud(x + stream.between(-16, 16), y + stream.between(-14, 14), scale, ".88") for x, y, scale in spots
    )


def rain(stream: Stream, palette: Palette) -> str:
    """Two clouds and a soft slanting rain."""
    drops = "".join(f"M{stream.between(LEFT, RIGHT)} {stream.between(-180, BOTTOM)}l-4 13" for _ in range(30))
    return (
        f'<path stroke="#e9fbff" stroke-width="2.2" stroke-linecap="round" opacity=".55" d="{drops}"/>'
        + _cloud(-186 + stream.between(-10, 10), -190, 1200, ".94")
        + _cloud(190 + stream.between(-10, 10), -138, 950, ".8")
    )


def leaves(stream: Stream, palette: Palette) -> str:
    """Leaves on the wind."""
    colours = (palette.accents[1], "#f6cf6a", "#fff2c4")
    return "".join(
        f'<path transform="translate({stream.between(LEFT, RIGHT)} {stream.between(TOP + 60, BOTTOM)})'
        f'rotate({stream.between(0, 359)})scale({permille(stream.between(7, 12) * 100)})"'
        f' fill="{colours[number % 3]}" d="M-8 0C-4-7 4-7 9 0C4 5-4 6-8 0z"/>'
        for number in range(11)
    )


def _dots(stream: Stream, count: int, smallest: int, largest: int) -> str:
    """Round things of `smallest` to `largest` tenths of a pixel in radius."""
    return "".join(
        f'<circle cx="{stream.between(LEFT, RIGHT)}" cy="{stream.between(TOP + 60, BOTTOM)}"'
        f' r="{tenths(stream.between(smallest, largest))}" opacity="{permille(stream.between(4, 9) * 100)}"/>'
        for _ in range(count)
    )


def motes(stream: Stream, palette: Palette) -> str:
    """Warm points of light in the air."""
    return f'<g fill="#fff3cf">{_dots(stream, 16, 15, 32)}</g>'


def snow(stream: Stream, palette: Palette) -> str:
    """Falling flakes."""
    return f'<g fill="#fff">{_dots(stream, 14, 12, 34)}</g>'


def glints(stream: Stream, palette: Palette) -> str:
    """Gulls in the distance and light on the water."""
    gulls = "".join(f"M{stream.between(-230, 200)} {stream.between(-262, -170)}q7-9 13 0q6-9 14-1" for _ in range(5))
    water = "".join(
        f"M{stream.between(-240, 200)} {stream.between(196, 228)}h{stream.between(16, 46)}" for _ in range(9)
    )
    return (
        f'<path fill="none" stroke="#2b4a50" stroke-width="2.6" stroke-linecap="round" d="{gulls}"/>'
        f'<path stroke="#fff" stroke-width="3" stroke-linecap="round" opacity=".5" d="{water}"/>'
    )


def bubbles(stream: Stream, palette: Palette) -> str:
    """Rising bubbles, each with its light."""
    rising = "".join(
        f'<g transform="translate({stream.between(LEFT, RIGHT)} {stream.between(TOP, BOTTOM)})'
        f'scale({permille(stream.between(4, 13) * 100)})"><circle r="8"/><path d="M-4-2A5 5 0 0 1 0-5"/></g>'
        for _ in range(15)
    )
    return (
        '<g fill="#fff" fill-opacity=".14" stroke="#dff9ff" stroke-width="1.8" stroke-linecap="round" opacity=".85">'
        f"{rising}</g>"
    )


def ring_before(stream: Stream, palette: Palette) -> str:
    """The near half of the ring line, and a train of six cars on it."""
    start = stream.between(-150, -96)
    half = "M-238 0A238 62 0 0 0 238 0"
    return (
        '<g fill="none" transform="rotate(-16)">'
        f'<path stroke="#10163c" stroke-width="16" opacity=".35" transform="translate(0 6)" d="{half}"/>'
        f'<path stroke="#dfe5ff" stroke-width="14" opacity=".55" d="{half}"/>'
        f'<path stroke="{palette.accents[0]}" stroke-width="4" d="{half}"/>'
        f'<g pathLength="600" transform="translate(0 -9)"><path stroke="#fff" stroke-width="17" pathLength="600"'
        f' stroke-dasharray="30 3 30 3 30 3 30 600" stroke-dashoffset="{start}" d="{half}"/>'
        f'<path stroke="#3b2f8f" stroke-width="6" pathLength="600" transform="translate(0 -2)"'
        f' stroke-dasharray="6 3 6 3 6 9 6 3 6 3 6 9 6 3 6 3 6 9 6 3 6 3 6 600" stroke-dashoffset="{start - 3}"'
        f' d="{half}"/></g></g>'
    )


NEAR: dict[str, Effect] = {
    "clouds": clouds,
    "rain": rain,
    "leaves": leaves,
    "motes": motes,
    "snow": snow,
    "glints": glints,
    "bubbles": bubbles,
    "ring_before": ring_before,
}
