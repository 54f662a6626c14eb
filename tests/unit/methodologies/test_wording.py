"""Formulas and checks as mathematics: what stands in a package can be read without knowing its trees."""

import pytest

from methodologies.catalogue import Catalogue
from methodologies.wording import Wording, checks

IN, BY = {"in": "distance_m"}, {"factor": {"by": "mode"}}


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ({"mul": [IN, {"sub": [{"factor": "tram"}, BY]}]}, "distance_m × (f[tram] − f(mode))"),
        ({"sub": [{"div": [IN, {"const": "2"}]}, IN]}, "(distance_m / 2) − distance_m"),
        ({"ceil_div": [{"add": [IN, IN]}, {"const": "2"}]}, "⌈(distance_m + distance_m) / 2⌉"),
        ({"min": [IN, {"max": [IN, {"const": "0"}]}]}, "min(distance_m, max(distance_m, 0))"),
        ({"in": "baseline/occupants", "default": "1"}, "baseline.occupants"),
        ({"lookup": {"by": "sheet", "values": {"A4": "0.06237"}}}, "t(sheet)"),
        ({"sum": {"over": "legs", "each": {"mul": [IN, {"in": "/days"}]}}}, "Σᵢ legsᵢ.distance_m × days"),
        ({"sum": {"over": "legs", "each": {"in": "/days"}}}, "Σᵢ∈legs days"),
        ({"div": [IN, {"sum": {"over": "riders", "each": {"const": "1"}}}]}, "distance_m / count(riders)"),
        (
            {"sum": {"over": "days", "each": {"sum": {"over": "legs", "each": {"mul": [IN, {"in": "/share"}]}}}}},
            "Σᵢ (Σⱼ daysᵢ.legsⱼ.distance_m × share)",
        ),
    ],
)
def test_a_tree_reads_as_mathematics(tree: object, text: str) -> None:
    assert Wording().of(tree) == text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ({"eq": [{"sum": {"over": "mix", "each": {"in": "share"}}}, {"const": "1"}]}, "Σᵢ mixᵢ.share = 1"),
        ({"le": [IN, {"const": "5"}]}, "distance_m ≤ 5"),
        ({"or": [{"present": "a"}, {"not": {"present": "b"}}]}, "given(a) ∨ ¬given(b)"),
        ({"not": {"and": [{"lt": [IN, IN]}, {"present": "a"}]}}, "¬((distance_m < distance_m) ∧ given(a))"),
        (
            {"each": {"over": "mix", "that": {"occupied": {"factor": "mode", "occupants": "n"}}}},
            "∀ mixᵢ: per_vehicle(f(mixᵢ.mode)) ⇒ given(mixᵢ.n)",
        ),
        ({"same_factor": ["material", "factor_id"]}, "f(material) = f(factor_id)"),
        ({"year_of": {"factor": "factor_id", "is": "year"}}, "year(f(factor_id)) = year(year)"),
    ],
)
def test_a_check_reads_as_mathematics(tree: object, text: str) -> None:
    assert Wording().check(tree) == text


def test_what_is_taken_where_nothing_is_given_is_kept_beside_the_text() -> None:
    wording = Wording()
    wording.of({"div": [{"factor": {"by": "mode", "or_zero": True}}, {"in": "occupants", "default": "1"}]})
    wording.of({"factor": {"by": "car", "default": "petrol"}})
    assert wording.defaults == {"f(mode)": "0", "occupants": "1", "f(car)": "f[petrol]"}


def test_every_shipped_formula_and_check_can_be_read(catalogue: Catalogue) -> None:
    for package in catalogue.packages.values():
        wording = Wording()
        assert wording.of(package.document["formula"])
        rows = package.document.get("checks", [])
        assert isinstance(rows, list)
        assert len(checks(package.document, wording)) == len(rows)
