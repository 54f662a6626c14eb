"""docs/methodologies.md says of each of the 63 types of act how it is recorded, in both languages."""

import pytest

from app import recording_table
from bot.asking import MENUS
from methodologies import action_types
from methodologies.catalogue import Catalogue

CATALOGUE = Catalogue.load(plugins=[])
TYPES = action_types.load(CATALOGUE.packages.values(), CATALOGUE.kinds)


def rows(locale: str) -> dict[str, str]:
    lines = recording_table.table(CATALOGUE, TYPES.values(), locale).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {code: how for _, code, _, how in cells}


def test_both_pages_hold_the_table_of_the_catalogue() -> None:
    for file, text in recording_table.made().items():
        assert file.read_text("utf-8") == text, f"run: make pages ({file.name})"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_type_stands_in_the_table_once(locale: str) -> None:
    assert list(rows(locale)) == list(TYPES) and len(TYPES) == 63
    assert all(rows(locale).values())


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("PT_METRO_SZ", "sentence, button, API: Metro"),
        ("BIKE_SHARED", "API with whole `inputs`: Hired bicycle (operator's record)"),
        ("DEMAND_RESPONSE", "sentence, API: Demand response"),
        (
            "ELEC_SAVE_METERED",
            "sentence or API, without grams: Electricity saved; API with whole `inputs`: Metered electricity,"
            " Household electricity (against seven days before)",
        ),
        ("STANDBY_OFF", "sentence or API, without grams: Standby off; no grams, because no citable factor"),
        (
            "ETC_TOLL",
            "not at all: driving is recorded nowhere; no grams, because the values of T/ACEF 108-2023 are not on file",
        ),
    ],
)
def test_a_way_is_told_as_it_is(code: str, how: str) -> None:
    assert rows("en")[code] == how


def test_only_what_nobody_may_record_is_recorded_not_at_all() -> None:
    never = [code for code, how in rows("en").items() if how.startswith("not at all")]
    assert never == ["ETC_TOLL"]


def test_what_is_on_a_button_is_a_kind_that_counts() -> None:
    assert all(CATALOGUE.kind(code).counts for menu in MENUS.values() for code in menu)


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        recording_table.with_table("# A page", "| a |")
