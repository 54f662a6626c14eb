"""Which package prices which kind: each is reached, and no act by two."""

from datetime import date

from methodologies.catalogue import Catalogue


def test_every_package_that_prices_an_act_is_reached_by_a_kind(catalogue: Catalogue) -> None:
    reached = {use.methodology for kind in catalogue.kinds.values() for use in kind.methodologies}
    inventories = {one.id for one in catalogue.packages.values() if one.document.get("output") == "emission"}
    assert {one.id for one in catalogue.packages.values()} == reached | inventories
    assert not reached & inventories, "what was emitted is no act of a person"


def test_no_kind_asks_one_package_in_two_ways(catalogue: Catalogue) -> None:
    for kind in catalogue.kinds.values():
        asked = [use.methodology for use in kind.methodologies]
        assert len(asked) == len(set(asked)), kind.code


def test_no_act_may_be_priced_by_two_packages_of_one_place(catalogue: Catalogue) -> None:
    day = date(2026, 11, 20)
    for kind in catalogue.kinds.values():
        ids = {use.methodology for use in kind.methodologies}
        active = [one for one in catalogue.packages.values() if one.id in ids and one.status == "active"]
        local = [one.region for one in active if one.covers(day) and one.region != "*"]
        everywhere = {one.id for one in active if one.region == "*"}
        assert len(local) == len(set(local)) and len(everywhere) <= 1, kind.code
