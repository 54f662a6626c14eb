"""One drawing's ingredients: its planet, its plan out of scenes.json, its figures, its colours and its ids."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from rewards.art.canvas import RADIUS, Stream, mix, permille
from rewards.planets import Planet, planet

_ART = Path(__file__).parent
_SCENES: dict[str, Any] = json.loads((_ART / "scenes.json").read_text(encoding="utf-8"))
_FIGURE = re.compile(r'^<g id="([a-z_]+)">\n(.*?)^</g>', re.MULTILINE | re.DOTALL)

_SINGLE = ("landmark", "landmark_late", "life", "flight")

Figure = list[str]
"""Name of a symbol in the planet's file, then the colour slots of its fill and of its shade."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one drawing is made of; `name` prefixes every id so that several drawings may share a page."""

    planet: Planet
    plan: Mapping[str, Any]
    name: str
    seed: bytes
    stage_permille: int
    mist_permille: int

    def stream(self, label: str) -> Stream:
        """The numbers of one layer; they stay the same while the planet grows."""
        return Stream(self.seed, label)

    def colour(self, slot: str) -> str:
        """A slot of scenes.json: a, b (accents), l (land), darker with -, lighter with +, or #rrggbb."""
        if slot.startswith("#"):
            return slot
        palette = self.planet.palette
        base = {"a": palette.accents[0], "b": palette.accents[1], "l": palette.land}[slot[0]]
        shades = {"-": (palette.sky[0], 350), "+": ("#ffffff", 300)}
        return mix(base, *shades[slot[1]]) if len(slot) > 1 else base

    def figures(self) -> list[Figure]:
        """All that may stand or fly here: those of the rim in their order, then the landmarks and the animals."""
        return [*self.plan["rim"], *(self.plan[key] for key in _SINGLE if self.plan.get(key))]

    def place(self, figure: Figure, turn: int, scale: int, *, distance: int = RADIUS - 3, extra: str = "") -> str:
        """A figure that stands outward at `turn` degrees from the top; scale in thousandths."""
        return (
            f'<use href="#{self.name}{self.figures().index(figure)}" transform="rotate({turn % 360})'
            f'translate(0-{distance})scale({permille(scale)})"{extra}/>'
        )

    def float_at(self, figure: Figure, x: int, y: int, scale: int) -> str:
        """A figure upright in the air, pixels from the globe's centre; scale in thousandths."""
        return (
            f'<use href="#{self.name}{self.figures().index(figure)}" transform="translate({x} {y})'
            f'scale({permille(scale)})"/>'
        )

    def definitions(self, body: str) -> str:
        """The symbols and coloured figures that `body` uses."""
        used = [item for item in enumerate(self.figures()) if f'"#{self.name}{item[0]}"' in body]
        symbols = _symbols(self.planet.code)
        drawn = "".join(
            f'<g id="{self.name}{symbol}">{symbols[symbol]}</g>' for symbol in sorted({figure[0] for _, figure in used})
        )
        return drawn + "".join(
            f'<use id="{self.name}{index}" href="#{self.name}{symbol}" fill="{self.colour(fill)}"'
            f' color="{self.colour(shade)}"/>'
            for index, (symbol, fill, shade) in used
        )


def scene(planet_number: int, *, stage_permille: int, mist_permille: int, seed: bytes) -> Scene:
    """The scene of planet 0 to 9 for one `seed`; permilles are kept within 0 to 1000.  Raises `PlanetUnknown`."""
    level = planet(planet_number)
    own_seed = seed + bytes((planet_number,))
    return Scene(
        planet=level,
        plan=_SCENES[level.code],
        name="l" + sha256(own_seed).hexdigest()[:4],
        seed=own_seed,
        stage_permille=min(max(stage_permille, 0), 1000),
        mist_permille=min(max(mist_permille, 0), 1000),
    )


@lru_cache(maxsize=16)
def _symbols(code: str) -> Mapping[str, str]:
    """Every symbol of a planet's file by name; it has two colour slots, the inherited fill and currentColor."""
    text = (_ART / "figures" / f"{code}.svg").read_text(encoding="utf-8")
    return {name: markup.replace("\n", "") for name, markup in _FIGURE.findall(text)}
