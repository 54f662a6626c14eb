"""Charts as inline SVG: rings and bars that take their colours from the style sheet.  Words stand beside them."""

from collections.abc import Sequence

SCALE = 1000
_RADIUS = 42
_AROUND = 264
"""The circumference of a ring of radius 42, whole units."""


def ring(permille: int) -> str:
    """A ring filled to a share of 1,000."""
    filled = max(0, min(SCALE, permille)) * _AROUND // SCALE
    arc = (
        f'<circle class="arc" cx="50" cy="50" r="{_RADIUS}" stroke-dasharray="{filled} {_AROUND}"'
        ' transform="rotate(-90 50 50)"/>'
        if filled
        else ""
    )
    return (
        '<svg class="ring" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
        f'<circle class="track" cx="50" cy="50" r="{_RADIUS}"/>{arc}</svg>'
    )


def bar(parts: Sequence[tuple[str, int]], whole: int) -> str:
    """A bar of coloured parts (class, amount) against the amount that fills it."""
    drawn, at = [], 0
    for name, amount in parts:
        width = amount * SCALE // whole if whole else 0
        if amount and not width:
            width = 2  # Something is never drawn as nothing.
        if width:
            drawn.append(f'<rect class="{name}" x="{at}" y="0" width="{width}" height="10"/>')
        at += width
    return (
        f'<svg class="bar" viewBox="0 0 {SCALE} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="track" x="0" y="0" width="{SCALE}" height="10"/>{"".join(drawn)}</svg>'
    )


LEAF = (
    '<svg class="leaf" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M27 4C14 4 5 10 5 20c0 2 .5 4'
    ' 1.5 5.5C9 18 14 13 21 10c-6 4-10.5 9.5-12.500 17.500C10 28 11.500 28 13 28 24 28 28 17 27 4Z"/></svg>'
)
