"""A planet as a picture: an SVG that is the same bytes for the same person, and a PNG of it.

From far to near: sky, far effect, halo, a pale far row, globe, land with its pattern, figures that stand outward on the
rim, animals, landmark, near effect, mist.  Self-reported grams stand in the mist: that share of the figures is faint.
"""

import resvg_py

from rewards.art.canvas import CENTRE_X, CENTRE_Y, RADIUS, SIZE, around, blob, mix
from rewards.art.far import FAR
from rewards.art.near import NEAR
from rewards.art.scene import Figure, Scene, scene
from rewards.art.surface import SURFACE

FEWEST_FIGURES, MOST_FIGURES = 6, 26
LANDMARK_FROM_PERMILLE = 600
LIFE_FROM_PERMILLE = 700
FAINT = ".35"


def svg(planet_number: int, *, stage_permille: int, mist_permille: int, seed: bytes, size: int = SIZE) -> str:
    """Draw planet 0 (the sprout) to 9 as an SVG of `size` pixels square, about 8 to 14 kB, without text or filters.

    stage_permille: progress within the planet, 0 bare to 1000 shining.  mist_permille: share of self-reported grams.
    seed: any bytes that stay the same for one person.  Raises `PlanetUnknown`.
    """
    view = scene(planet_number, stage_permille=stage_permille, mist_permille=mist_permille, seed=seed)
    body = _sky(view) + _turning(view, _far_row(view)) + _globe(view) + _turning(view, _rim(view)) + _near(view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{size}" height="{size}">'
        f'{_definitions(view, body)}<rect width="{SIZE}" height="{SIZE}" fill="url(#{view.name}s)"/>'
        f'<g transform="translate({CENTRE_X} {CENTRE_Y})">{body}</g></svg>'
    )


def png(svg_text: str, width: int) -> bytes:
    """The picture as PNG bytes, `width` pixels square."""
    return resvg_py.svg_to_bytes(svg_string=svg_text, width=width, skip_system_fonts=True)


def _definitions(view: Scene, body: str) -> str:
    """The turning, the gradients, the globe's clip, and the figures that `body` uses."""
    name, palette = view.name, view.planet.palette
    zenith, horizon = palette.sky
    return (
        f"<style>.{name}t{{transform-origin:0 0;animation:{name}t 120s linear infinite}}"
        f"@keyframes {name}t{{to{{transform:rotate(360deg)}}}}"
        f"@media(prefers-reduced-motion:reduce){{.{name}t{{animation:none}}}}</style>"
        f'<defs><radialGradient id="{name}s" cx="50%" cy="55%" r="74%">'
        f'<stop offset=".1" stop-color="{mix(horizon, "#ffffff", 250)}"/><stop offset=".42" stop-color="{horizon}"/>'
        f'<stop offset=".68" stop-color="{view.plan["dusk"]}"/><stop offset="1" stop-color="{zenith}"/>'
        f'</radialGradient><radialGradient id="{name}o" cx="34%" cy="28%" r="82%">'
        f'<stop offset="0" stop-color="{palette.globe[0]}"/><stop offset="1" stop-color="{palette.globe[1]}"/>'
        f'</radialGradient><clipPath id="{name}c"><circle r="{RADIUS}"/></clipPath>{view.definitions(body)}</defs>'
    )


def _turning(view: Scene, markup: str) -> str:
    """A layer that turns with the globe, one turn in 120 s."""
    return f'<g class="{view.name}t">{markup}</g>'


def _sky(view: Scene) -> str:
    far = "".join(FAR[name](view.stream(name), view.planet.palette) for name in view.plan["far"])
    halos = "".join(
        f'<circle r="{RADIUS + reach}" opacity="{opacity}"/>'
        for reach, opacity in ((112, ".07"), (74, ".09"), (38, ".12"))
    )
    return f'{far}<g fill="#fff">{halos}</g>'


def _far_row(view: Scene) -> str:
    """A few small, pale figures behind the rim, for depth; they come with growth."""
    stream, rim = view.stream("back"), view.plan["rim"]
    placed = ""
    for number in range(8 * view.stage_permille // 1000):
        turn, scale = number * 137 + 20 + stream.between(-9, 9), stream.between(60, 78) * 10
        placed += view.place(rim[stream.between(0, len(rim) - 1)], turn, scale)
    return f'<g opacity=".45">{placed}</g>'


def _globe(view: Scene) -> str:
    """The lit ball, its land and pattern turning under a fixed light from the upper left."""
    stream, palette, name = view.stream("land"), view.planet.palette, view.name
    growth = min(300 + view.stage_permille * 2, 1000)
    shore, ground = (
        mix(mix(palette.globe[1], palette.sky[1], 300), view.colour(view.plan[key]), growth)
        for key in ("shore", "ground")
    )
    shapes = ""
    for number in range(7):
        turn, reach = number * 51 + stream.between(-10, 10), (124, 64, 106)[number % 3] + stream.between(-8, 8)
        east, south = around(turn, reach)
        shapes += blob(stream, east // 10, south // 10, stream.between(40, 60), stream.between(28, 46))
    pattern = SURFACE[view.plan["surface"]](view.stream("surface"), palette)
    land = (
        f'<use href="#{name}l" fill="{palette.sky[0]}" opacity=".22" transform="translate(3 8)"/>'
        f'<use href="#{name}l" fill="{ground}" stroke="{shore}" stroke-width="11" paint-order="stroke"/>'
        f"{pattern}{_inland(view)}"
    )
    return (
        f'<defs><path id="{name}l" d="{shapes}"/></defs><circle r="{RADIUS}" fill="url(#{name}o)"/>'
        f'<g clip-path="url(#{name}c)">{_turning(view, land)}'
        f'<g fill="{palette.sky[0]}" fill-rule="evenodd"><path opacity=".16" d="{_night(26)}"/>'
        f'<path opacity=".18" d="{_night(12)}"/></g><circle cx="5" cy="6" r="{RADIUS + 4}" fill="none" stroke="#fff"'
        ' stroke-width="9" opacity=".35"/></g>'
    )


def _inland(view: Scene) -> str:
    """A few small figures on the globe's face; they lean outward as all do."""
    stream, rim = view.stream("inland"), view.plan["rim"]
    placed = ""
    for number in range(5 * view.stage_permille // 1000):
        turn, distance = number * 144 + 30 + stream.between(-16, 16), stream.between(52, 92)
        placed += view.place(rim[stream.between(0, len(rim) - 1)], turn, stream.between(38, 48) * 10, distance=distance)
    return placed


def _rim(view: Scene) -> str:
    """The figures on the rim, from the oldest on; then the animals, and the landmark on top."""
    stream, rim = view.stream("rim"), view.plan["rim"]
    count = FEWEST_FIGURES + (MOST_FIGURES - FEWEST_FIGURES) * view.stage_permille // 1000
    landmark, animal, animal_turn = _landmark(view), _animal(view), 34 + stream.between(-3, 3)
    first = stream.between(0, len(rim) - 1)
    clear = count - count * view.mist_permille // 1000
    placed = ""
    for index in range(count):
        turn = (index * 11 % MOST_FIGURES * 360 // MOST_FIGURES + stream.between(-4, 4)) % 360
        size = (720 + 300 * view.stage_permille // 1000) * stream.between(84, 112) // 1000 * 10
        figure = rim[(index + first) % len(rim)]
        hidden = (landmark and min(turn, 360 - turn) < 27) or (animal and abs(turn - animal_turn) < 12)
        if not hidden:
            placed += view.place(figure, turn, size, extra="" if index < clear else f' opacity="{FAINT}"')
    return placed + (view.place(animal, animal_turn, 1050) if animal else "") + landmark


def _animal(view: Scene) -> Figure:
    """The animal of the rim once the planet flourishes, else an empty figure."""
    return view.plan["life"] if view.stage_permille >= LIFE_FROM_PERMILLE else []


def _flight(view: Scene) -> str:
    """The animals that fly or swim past once the planet flourishes."""
    if view.stage_permille < LIFE_FROM_PERMILLE or "flight" not in view.plan:
        return ""
    stream, figure = view.stream("flight"), view.plan["flight"]
    return "".join(
        view.float_at(figure, x + stream.between(-12, 12), y + stream.between(-10, 10), scale)
        for x, y, scale in view.plan["flight_at"]
    )


def _landmark(view: Scene) -> str:
    if view.stage_permille < view.plan.get("landmark_from", LANDMARK_FROM_PERMILLE):
        return ""
    late = view.stage_permille >= LANDMARK_FROM_PERMILLE
    figure = view.plan.get("landmark_late" if late else "landmark", view.plan["landmark"])
    return view.place(figure, view.stream("landmark").between(-4, 4), 1080)


def _near(view: Scene) -> str:
    """What flies past, the near effect, and wisps of mist, more of them the more is self-reported."""
    near = _flight(view) + NEAR[view.plan["near"]](view.stream("near"), view.planet.palette)
    if not view.mist_permille:
        return near
    stream, wisps = view.stream("mist"), ""
    for number in range(2 + 7 * view.mist_permille // 1000):
        east, south = around(number * 83 + 100 + stream.between(-12, 12), RADIUS + stream.between(-14, 20))
        wisps += f'<ellipse cx="{east // 10}" cy="{south // 10}" rx="{stream.between(80, 125)}" ry="20"/>'
    # Every drawing has the same gradient, so an equal id on one page does no harm.
    return (
        f'{near}<radialGradient id="leaf-mist"><stop stop-color="#fff" stop-opacity=".75"/><stop offset="1"'
        f' stop-color="#fff" stop-opacity="0"/></radialGradient><g fill="url(#leaf-mist)">{wisps}</g>'
    )


def _night(depth: int) -> str:
    """The unlit side at the lower right: the globe without a disc moved `depth` pixels up and left (even-odd)."""
    inner, outer = RADIUS + depth // 4, RADIUS + 2
    return (
        f"M{-outer} 0a{outer} {outer} 0 1 0 {outer * 2} 0a{outer} {outer} 0 1 0 {-outer * 2} 0z"
        f"M{-inner - depth} {-depth}a{inner} {inner} 0 1 0 {inner * 2} 0a{inner} {inner} 0 1 0 {-inner * 2} 0z"
    )
