"""A life-cycle grid factor and a location-based one never meet in one sum, by whatever way a formula leads there."""

from collections.abc import Callable
from typing import Any

import pytest

from methodologies import engine
from methodologies.contract import PackageInvalid

ENERGY = {"in": "distance_m"}
LOCAL, WHOLE_LIFE = {"factor": "local"}, {"factor": "whole_life"}
NOTHING = {"const": "0", "as": "emission"}


def times(tree: dict[str, Any]) -> dict[str, Any]:
    return {"mul": [ENERGY, tree]}


def less(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {"sub": [first, second]}


@pytest.fixture
def package(document: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """China's grid of 2023 twice: as the ministry states it, and over the life cycle (Our World in Data)."""
    base = document("modeshift-cycling-2026.1") | {"id": "grid-difference", "version": "1", "golden": []}
    row = {**base["factors"][0], "unit": "mg/Wh", "per": "unit"}
    base["factors"] = [
        {**row, "key": "local", "value": "530.6", "boundary": "direct", "factor_id": "CN-MEE-2023-grid-national"},
        {**row, "key": "whole_life", "value": "582.317", "boundary": "life_cycle", "factor_id": "OWID-2023-grid-CHN"},
    ]
    for factor in base["factors"]:
        del factor["per"]
    return base


@pytest.mark.parametrize(
    "formula",
    [
        times(less(WHOLE_LIFE, LOCAL)),
        times(less(LOCAL, WHOLE_LIFE)),
        less(times(WHOLE_LIFE), times(LOCAL)),
        times(less({"add": [LOCAL, WHOLE_LIFE]}, LOCAL)),
        times(less({"max": [LOCAL, WHOLE_LIFE]}, NOTHING)),
        times(less(LOCAL, {"min": [LOCAL, WHOLE_LIFE]})),
        less(times(less(WHOLE_LIFE, NOTHING)), times(less(LOCAL, NOTHING))),
        {"add": [times(less(WHOLE_LIFE, NOTHING)), times(less(NOTHING, LOCAL))]},
        {"add": [times(less(WHOLE_LIFE, NOTHING)), {"mul": [{"const": "-1"}, times(less(LOCAL, NOTHING))]}]},
        times(less({"div": [WHOLE_LIFE, {"const": "2"}]}, LOCAL)),
    ],
    ids=str,
)
def test_two_boundaries_in_one_sum_do_not_load(package: dict[str, Any], formula: dict[str, Any]) -> None:
    with pytest.raises(PackageInvalid) as caught:
        engine.compiled({**package, "formula": formula})
    assert caught.value.params["reason"] == "boundaries_mixed"
    assert str(caught.value.params["at"]).startswith("/formula")


@pytest.mark.parametrize("factor", [LOCAL, WHOLE_LIFE], ids=str)
def test_one_boundary_alone_counts(package: dict[str, Any], factor: dict[str, Any]) -> None:
    alone = {**package, "formula": times(less(factor, NOTHING))}
    result = engine.quantify(alone, {"occurred_on": "2026-11-20", "distance_m": 1_000}, "attested")
    assert result.reduction_mg == {"local": 530_600, "whole_life": 582_317}[factor["factor"]]
