"""The pictures: same bytes for the same person, no two alike, growing, in bounds of size, well-formed."""

import math
import re
import struct
from xml.etree import ElementTree

import pytest

from rewards.art.canvas import Stream as Numbers
from rewards.art.canvas import blob, mix, permille, sine, tenths
from rewards.art.scene import scene
from rewards.drawing import FAINT, MOST_FIGURES, png, svg
from rewards.planets import PlanetUnknown

NUMBERS = range(10)
SVG = "{http://www.w3.org/2000/svg}"
ADA, BOB = b"ada", b"bob"


def rim_figures(text: str) -> int:
    """How many figures stand turned about the globe; the landmark, the inland and far rows are among them."""
    return text.count('transform="rotate(')


def test_the_same_person_gets_the_same_bytes() -> None:
    first, second = (svg(3, stage_permille=620, mist_permille=400, seed=ADA) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("number", NUMBERS)
def test_two_people_get_different_pictures(number: int) -> None:
    one, other = (svg(number, stage_permille=620, mist_permille=0, seed=seed) for seed in (ADA, BOB))
    ids = re.compile(r"l[0-9a-f]{4}")
    assert ids.sub("", one) != ids.sub("", other)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("stage", [0, 200, 400, 700, 1000])
def test_every_stage_is_well_formed_self_contained_and_small(number: int, stage: int) -> None:
    text = svg(number, stage_permille=stage, mist_permille=300, seed=ADA)
    root = ElementTree.fromstring(text)
    ids = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    wanted = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    assert not [node.tag for node in root.iter() if node.tag in (f"{SVG}text", f"{SVG}filter", f"{SVG}image")]
    assert 6_500 < len(text.encode()) < 15_000


@pytest.mark.parametrize("number", NUMBERS)
def test_a_planet_gains_figures_as_it_grows(number: int) -> None:
    counts = [
        rim_figures(svg(number, stage_permille=stage, mist_permille=0, seed=ADA)) for stage in (0, 200, 400, 1000)
    ]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize("number", range(1, 10))
def test_the_landmark_stands_from_sixty_per_cent(number: int) -> None:
    view = scene(number, stage_permille=0, mist_permille=0, seed=ADA)
    symbol = f'id="{view.name}{view.plan["landmark"][0]}"'
    assert symbol not in svg(number, stage_permille=599, mist_permille=0, seed=ADA)
    assert symbol in svg(number, stage_permille=600, mist_permille=0, seed=ADA)


@pytest.mark.parametrize("number", range(1, 10))
def test_animals_come_when_the_planet_flourishes(number: int) -> None:
    view = scene(number, stage_permille=0, mist_permille=0, seed=ADA)
    animals = [view.plan[key][0] for key in ("life", "flight") if view.plan.get(key)]
    assert animals
    for animal in animals:
        symbol = f'id="{view.name}{animal}"'
        assert symbol not in svg(number, stage_permille=699, mist_permille=0, seed=ADA)
        assert symbol in svg(number, stage_permille=700, mist_permille=0, seed=ADA)


def test_the_sprout_becomes_a_sapling() -> None:
    early, late = (svg(0, stage_permille=stage, mist_permille=0, seed=ADA) for stage in (0, 600))
    assert "seedling" in early
    assert "sapling" not in early
    assert "sapling" in late


def test_what_is_only_told_stands_faint_in_the_mist() -> None:
    clear, half, all_told = (svg(1, stage_permille=400, mist_permille=mist, seed=ADA) for mist in (0, 500, 1000))
    faint = f')" opacity="{FAINT}"/>'
    assert "leaf-mist" not in clear
    assert clear.count(faint) == 0
    assert (half.count(faint), all_told.count(faint)) == (7, 14)
    assert half.count("<ellipse") < all_told.count("<ellipse")


def test_numbers_outside_the_scale_are_drawn_as_its_ends() -> None:
    full = svg(1, stage_permille=1000, mist_permille=1000, seed=ADA)
    assert svg(1, stage_permille=4000, mist_permille=1001, seed=ADA) == full
    empty = svg(1, stage_permille=0, mist_permille=0, seed=ADA)
    assert svg(1, stage_permille=-1, mist_permille=-1, seed=ADA) == empty


def test_the_turning_stops_for_who_asked_for_less_motion() -> None:
    assert "@media(prefers-reduced-motion:reduce)" in svg(1, stage_permille=0, mist_permille=0, seed=ADA)


def test_the_size_asked_for_is_the_size_drawn() -> None:
    root = ElementTree.fromstring(svg(1, stage_permille=0, mist_permille=0, seed=ADA, size=135))
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("135", "135", "0 0 540 540")


@pytest.mark.parametrize("number", NUMBERS)
def test_the_png_is_a_picture_of_the_width_asked_for(number: int) -> None:
    data = png(svg(number, stage_permille=1000, mist_permille=200, seed=ADA), 90)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (90, 90)
    assert len(data) > 5_000


@pytest.mark.parametrize("number", [-1, 10])
def test_an_unknown_planet_is_not_drawn(number: int) -> None:
    with pytest.raises(PlanetUnknown):
        svg(number, stage_permille=0, mist_permille=0, seed=ADA)


def test_every_figure_of_every_scene_is_drawn_somewhere() -> None:
    for number in NUMBERS:
        names = {figure[0] for figure in scene(number, stage_permille=0, mist_permille=0, seed=ADA).figures()}
        drawn: set[str] = set()
        for stage in (0, 1000):
            text = svg(number, stage_permille=stage, mist_permille=0, seed=ADA)
            drawn |= {name for name in names if re.search(f'id="l[0-9a-f]{{4}}{name}"', text)}
        assert drawn == names


def test_the_sine_is_within_three_thousandths_all_round() -> None:
    assert all(abs(sine(at) - 1000 * math.sin(math.radians(at))) < 3 for at in range(-360, 720))


def test_numbers_are_written_short() -> None:
    assert [tenths(value) for value in (0, 5, -5, 120, -123)] == ["0", "0.5", "-0.5", "12", "-12.3"]
    assert [permille(value) for value in (0, 350, 1000, 1080, 5)] == ["0", ".35", "1", "1.08", ".005"]


def test_colours_mix_from_end_to_end() -> None:
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 1000) == "#ffffff"
    assert mix("#204060", "#406080", 500) == "#305070"


def test_drawn_numbers_stay_in_their_bounds_and_reach_both() -> None:
    stream = Numbers(ADA, "x")
    drawn = {stream.between(-2, 3) for _ in range(400)}
    assert drawn == {-2, -1, 0, 1, 2, 3}


def test_a_shape_closes_on_itself() -> None:
    path = blob(Numbers(ADA, "x"), 0, 0, 40, 30)
    start, end = re.match(r"M(\S+ \S+?)Q", path), re.search(r"(\S+ \S+)z$", path)
    assert start is not None
    assert end is not None
    assert start[1] == end[1]
    assert path.count("Q") == 8


def test_the_most_figures_fill_the_rim_evenly() -> None:
    assert sorted(index * 11 % MOST_FIGURES for index in range(MOST_FIGURES)) == list(range(MOST_FIGURES))
