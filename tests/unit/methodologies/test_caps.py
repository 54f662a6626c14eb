"""Cutting inputs to what the package's caps leave."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from methodologies.caps import counted, cut
from methodologies.catalogue import Catalogue

SEGMENTS = st.lists(
    st.fixed_dictionaries({"mode": st.sampled_from(["bev_bus", "metro"]), "distance_m": st.integers(1, 120_000)}),
    min_size=1,
    max_size=20,
)


def trip(*segments: tuple[str, int]) -> dict[str, Any]:
    return {
        "region": "CN-GD-SZ",
        "occurred_on": "2026-11-20",
        "segments": [{"mode": mode, "distance_m": distance} for mode, distance in segments],
    }


def test_each_cap_counts_its_own_mode(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert counted(package, trip(("bev_bus", 3), ("metro", 5), ("metro", 7))) == (3, 12)


def test_a_trip_within_the_caps_is_left_as_it_is(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    inputs = trip(("bev_bus", 10_000), ("metro", 20_000))
    assert cut(package, inputs, (50_000, 100_000)) == (inputs, (0, 0))


def test_the_last_segments_are_cut_first(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    inputs = trip(("metro", 70_000), ("bev_bus", 1_000), ("metro", 60_000), ("metro", 5_000))
    left, lost = cut(package, inputs, (0, 0))
    assert left == trip(("metro", 70_000), ("bev_bus", 1_000), ("metro", 50_000))
    assert lost == (0, 15_000)


def test_nothing_is_left_of_a_ride_beyond_a_full_day(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert cut(package, trip(("metro", 9)), (0, 120_000)) == (None, (0, 9))


def test_a_cap_at_the_top_of_the_inputs_works_too(catalogue: Catalogue) -> None:
    package = catalogue.package("modeshift-cycling/2026.1")
    inputs = {"occurred_on": "2026-11-20", "distance_m": 9_000}
    assert cut(package, inputs, (45_000,)) == ({"occurred_on": "2026-11-20", "distance_m": 5_000}, (4_000,))


def test_a_material_meets_only_its_own_cap(catalogue: Catalogue) -> None:
    package = catalogue.package("recycle-warm/16")
    inputs = {
        "occurred_on": "2026-11-20",
        "material": "glass",
        "mass_g": 25_000,
        "contamination": "0",
        "baseline_disposal": "0",
    }
    left, lost = cut(package, inputs, [0] * len(package.caps))
    assert left == {**inputs, "mass_g": 20_000}
    assert sum(lost) == 5_000


def printed(**saved: int) -> dict[str, Any]:
    return {"region": "GB", "occurred_on": "2026-10-16", **saved, "sheet": "A4", "gsm": "80"}


def test_an_optional_input_that_is_used_up_leaves_the_others(catalogue: Catalogue) -> None:
    package = catalogue.package("paper/2")
    inputs = printed(sheets=30, duplex_pages=50, invoice_sheets=4)
    assert cut(package, inputs, (100, 20, 0)) == (printed(duplex_pages=50, invoice_sheets=4), (30, 0, 0))
    assert cut(package, inputs, (100, 180, 20)) == (printed(duplex_pages=20), (30, 30, 4))


def test_nothing_is_left_where_every_optional_input_is_used_up(catalogue: Catalogue) -> None:
    package = catalogue.package("paper/2")
    assert cut(package, printed(sheets=30, duplex_pages=50), (100, 200, 0)) == (None, (30, 50, 0))


def test_what_is_lost_with_the_whole_act_is_told_of_every_cap(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    inputs = trip(("bev_bus", 5), ("metro", 9))
    assert cut(package, inputs, (60_000, 120_000)) == (None, (5, 9))


def test_what_was_handed_in_is_not_changed(catalogue: Catalogue) -> None:
    inputs = trip(("metro", 100_000), ("metro", 100_000))
    cut(catalogue.package("cn-sz-lcpt/2021.1"), inputs, (0, 0))
    assert inputs == trip(("metro", 100_000), ("metro", 100_000))


@given(segments=SEGMENTS, used=st.tuples(st.integers(0, 70_000), st.integers(0, 130_000)))
def test_a_cut_trip_fits_and_nothing_vanishes(
    catalogue: Catalogue, segments: list[dict[str, Any]], used: tuple[int, int]
) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    inputs = {"region": "CN-GD-SZ", "occurred_on": "2026-11-20", "segments": segments}
    left, lost = cut(package, inputs, used)
    kept = (0, 0) if left is None else counted(package, left)
    for cap, taken, full, rest, gone in zip(package.caps, used, counted(package, inputs), kept, lost, strict=True):
        assert rest + gone == full
        assert rest <= max(0, cap.maximum - taken)
    if left is not None:
        assert catalogue.quantify(package, left, "attested").reduction_mg > 0
