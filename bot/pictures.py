"""Planets as pictures: drawn in a thread, and kept for a while because people look again."""

import asyncio
from functools import lru_cache

from rewards import drawing, planets

WIDTH = 640
STEP_PERMILLE = 20
"""Progress is drawn in steps: a picture is then worth keeping."""
_KEPT = 24


async def planet_png(
    number: int, progress_permille: int, mist_permille: int, seed: bytes, locale: str
) -> tuple[str, bytes]:
    """The planet's name and its picture.  number: 0 (the sprout) to 9; seed: stays the same for one person."""
    steps = progress_permille // STEP_PERMILLE, -(-mist_permille // STEP_PERMILLE)
    picture = await asyncio.to_thread(_drawn, number, *steps, seed)
    return planets.planet(number).name[locale], picture


@lru_cache(maxsize=_KEPT)
def _drawn(number: int, progress_steps: int, mist_steps: int, seed: bytes) -> bytes:
    svg = drawing.svg(
        number,
        stage_permille=min(progress_steps * STEP_PERMILLE, 1000),
        mist_permille=min(mist_steps * STEP_PERMILLE, 1000),
        seed=seed,
    )
    return drawing.png(svg, WIDTH)
