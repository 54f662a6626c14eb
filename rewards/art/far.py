"""What lies far behind a globe: stars, suns, beams, the ring's other half, the aurora; SVG about the globe's centre."""

from collections.abc import Callable

from rewards.art.canvas import CENTRE_X, CENTRE_Y, Stream, around, permille, tenths
from rewards.planets import Palette

Effect = Callable[[Stream, Palette], str]
LEFT, RIGHT, TOP, BOTTOM = -CENTRE_X + 8, CENTRE_X - 8, -CENTRE_Y + 8, 540 - CENTRE_Y - 8


def stars(stream: Stream, palette: Palette) -> str:
    """Small dots, and five four-pointed ones in the upper half."""
    dots = "".join(
        f'<circle cx="{stream.between(LEFT, RIGHT)}" cy="{stream.between(TOP, BOTTOM)}"'
        f' r="{tenths(stream.between(7, 18))}" opacity="{permille(stream.between(3, 9) * 100)}"/>'
        for _ in range(20)
    )
    points = "".join(
        f'<path transform="translate({stream.between(LEFT, RIGHT)} {stream.between(TOP, -20)})'
        f'scale({permille(stream.between(5, 11) * 100)})" d="M0-9Q1-1 9 0Q1 1 0 9Q-1 1-9 0Q-1-1 0-9z"/>'
        for _ in range(5)
    )
    return f'<g fill="#fff">{dots}{points}</g>'


def rays(stream: Stream, palette: Palette) -> str:
    """A low sun in the upper left and its beams."""
    beams = ""
    for number in range(6):
        middle, half = 98 + number * 16 + stream.between(-3, 3), stream.between(2, 5)
        (ax, ay), (bx, by) = around(middle - half, 800), around(middle + half, 800)
        beams += f"M0 0L{tenths(ax)} {tenths(ay)}L{tenths(bx)} {tenths(by)}z"
    return (
        f'<g fill="#fff2c4" transform="translate(-208 -246)"><path opacity=".14" d="{beams}"/><circle r="104"'
        ' opacity=".12"/><circle r="70" opacity=".18"/><circle r="42" opacity=".95"/></g>'
    )


def dawn(stream: Stream, palette: Palette) -> str:
    """A pale sun in the upper right."""
    x, y = 168 + stream.between(-8, 8), -204 + stream.between(-8, 8)
    return (
        f'<g transform="translate({x} {y})" fill="#fff3dc"><circle r="66" opacity=".1"/><circle r="50" opacity=".16"/>'
        '<circle r="35"/></g>'
    )


def low_sun(stream: Stream, palette: Palette) -> str:
    """A large evening sun half behind the globe, and bars of thin cloud across it."""
    bars = "".join(
        f'<rect x="{stream.between(-260, 60)}" y="{-222 + number * 26}" width="{stream.between(110, 230)}" height="6"'
        ' rx="3"/>'
        for number in range(6)
    )
    return (
        '<g fill="#fff0cf"><circle cx="104" cy="-112" r="118" opacity=".22"/><circle cx="104" cy="-112" r="92"'
        f' opacity=".75"/></g><g fill="#fff" opacity=".4">{bars}</g>'
    )


def ring_behind(stream: Stream, palette: Palette) -> str:
    """The far half of the ring line."""
    return (
        '<g fill="none" transform="rotate(-16)"><path stroke="#fff" stroke-width="14" opacity=".25"'
        ' d="M-238 0A238 62 0 0 1 238 0"/>'
        f'<path stroke="{palette.accents[0]}" stroke-width="4" d="M-238 0A238 62 0 0 1 238 0"/></g>'
    )


def shafts(stream: Stream, palette: Palette) -> str:
    """Light that falls into the sea, and small fish far away."""
    beams = "".join(
        f"M{x} -310l{stream.between(26, 54)} 0l{stream.between(-120, -60)} 620l-90 0z"
        for x in (-190, -90, 20, 130, 230)
    )
    fish = "".join(
        f'<path transform="translate({stream.between(-235, 235)} {stream.between(-255, -175)})'
        f'scale({permille(stream.between(6, 11) * 100)})" d="M-9 0C-4-6 5-5 9 0C5 5-4 6-9 0l-6-4v8z"/>'
        for _ in range(7)
    )
    return f'<path fill="#c9f6ff" opacity=".1" d="{beams}"/><g fill="#bff0ff" opacity=".65">{fish}</g>'


def aurora(stream: Stream, palette: Palette) -> str:
    """Three ribbons, each a curtain that fades downward under a bright seam."""
    ribbons = ""
    # Every drawing has the same three gradients, so equal ids on one page do no harm.
    for number, (height, colour) in enumerate(((-196, "#b48af0"), (-150, "#52c4f0"), (-96, "#4ff0b4"))):
        top, bend = height + stream.between(-10, 10), stream.between(36, 64)
        seam = f"M-290 {top + 40}C-190 {top - bend} -90 {top + bend + 34} 10 {top}S200 {top - bend - 20} 290 {top + 26}"
        ribbons += (
            f'<linearGradient id="leaf-aurora-{number}" x2="0" y2="1"><stop stop-color="{colour}" stop-opacity=".75"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></linearGradient>'
            f'<path fill="url(#leaf-aurora-{number})" d="{seam}V{top + 190}H-290z"/>'
            f'<path fill="none" stroke="{colour}" stroke-width="3" opacity=".9" d="{seam}"/>'
        )
    return ribbons


FAR: dict[str, Effect] = {
    "stars": stars,
    "rays": rays,
    "dawn": dawn,
    "low_sun": low_sun,
    "ring_behind": ring_behind,
    "shafts": shafts,
    "aurora": aurora,
}
