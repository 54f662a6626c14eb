"""Use-by alarms: active versions close to their date or past it, by the day of their own zone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from methodologies import alarms, package


@pytest.fixture
def version(document: Any) -> Any:
    """A version of the electricity methodology with some fields changed."""

    def make(**changes: object) -> package.Package:
        return package.read({**document("elec-saving-2"), "supersedes": None, **changes}, "made")

    return make


def at(day: str, hour: int = 4) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


def test_a_version_is_due_from_thirty_days_before_its_date(version: Any) -> None:
    made = version(use_by="2027-01-31")
    assert alarms.due([made], at("2026-12-31")) == []
    (alarm,) = alarms.due([made], at("2027-01-01"))
    assert (alarm.methodology, alarm.days_left, alarm.past) == ("elec-saving/2", 30, False)


def test_the_use_by_date_itself_still_counts(version: Any) -> None:
    made = version(use_by="2027-01-31")
    assert [alarm.past for alarm in alarms.due([made], at("2027-01-31"))] == [False]
    assert [alarm.past for alarm in alarms.due([made], at("2027-02-01"))] == [True]


def test_the_day_is_the_one_in_the_versions_zone(version: Any) -> None:
    late = at("2027-01-31", 17)
    assert alarms.due([version(use_by="2027-01-31", day_zone="Asia/Shanghai")], late)[0].days_left == -1
    assert alarms.due([version(use_by="2027-01-31", day_zone="Europe/London")], late)[0].days_left == 0


def test_a_version_that_is_not_active_raises_no_alarm(version: Any) -> None:
    made = [version(packaged_on="2026-01-01", use_by="2026-01-31", status=status) for status in ("draft", "retired")]
    assert alarms.due(made, at("2027-01-31")) == []


def test_the_most_urgent_stands_first_and_names_who_replaces_it(version: Any) -> None:
    old = version(version="1", use_by="2026-12-31")
    new = version(version="2", use_by="2027-01-20", supersedes="elec-saving/1")
    found = alarms.due([new, old], at("2027-01-05"))
    assert [(alarm.methodology, alarm.replaced_by) for alarm in found] == [
        ("elec-saving/1", "elec-saving/2"), ("elec-saving/2", None),
    ]  # fmt: skip
