"""The reports' tests of small groups seen to fail: each is run over a report with one line planted wrong."""

from pathlib import Path
from typing import Any

import pytest

from issuance import verified
from reporting import green_office
from tests.integration.reports import test_reports_green_office as office
from tests.integration.reports import test_reports_privacy as held
from tests.planting import plant

SMALL = "[group for group in groups if _count(group) < minimum_group]"


async def test_a_line_of_four_that_is_shown_is_seen(
    company: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, verified, "hide", SMALL, SMALL.replace("<", "< -1 +"))
    with pytest.raises(AssertionError):
        await held.test_a_line_of_four_people_has_no_figures_in_any_file(company, tmp_path)


async def test_a_line_that_subtraction_gives_is_seen(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, verified, "hide", "hidden.append(shown[0])", "pass")
    with pytest.raises(AssertionError):
        await held.test_one_small_line_cannot_be_worked_out_from_the_organisations_total(company)


async def test_departments_that_subtraction_gives_are_seen(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No department of few is shown, and the sums that would give it away are not looked at."""
    plant(monkeypatch, green_office, "_hidden_places", ", sums, minimum)", ", [], minimum)")
    with pytest.raises(AssertionError):
        await office.test_no_shown_figures_give_a_small_group_by_subtraction(company)


async def test_a_kind_of_travel_that_subtraction_gives_is_seen(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, green_office, "_hidden_kinds", '[Sum((TRAVEL, ""), parts)]', "[]")
    with pytest.raises(AssertionError):
        await office.test_one_kind_used_by_few_hides_another_kind_with_it(company)
