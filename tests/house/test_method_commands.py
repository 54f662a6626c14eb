"""`leafledger factors` and `leafledger methodologies`: what a domain expert types before filling a package."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli, methods
from kernel.clock import FixedClock
from methodologies.catalogue import Catalogue

DONE, WRONG, USAGE = 0, 1, 2


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C")


def run(*words: str) -> Result:
    result = CliRunner().invoke(cli.app, words)
    assert not isinstance(result.exception, Exception), result.exception
    return result


def test_a_search_prints_aligned_columns() -> None:
    lines = run("factors", "grid", "national", "--region", "CN", "--year", "2023").stdout.splitlines()
    starts = {line.index(word) for line, word in zip(lines, ("per", "kWh", "kWh", "kWh"), strict=True)}
    assert len(starts) == 1
    assert lines[1].split()[:2] == ["CN-MEE-2023-grid-national", "0.5306"]


def test_a_search_prints_json_on_request_with_set_source_and_licence() -> None:
    found = json.loads(run("factors", "underground", "--year", "2026", "--json").stdout)
    assert [(row["factor_id"], row["value"]) for row in found] == [("UK-DESNZ-2026-rail-london-underground", "0.01549")]
    assert found[0]["use_by"] == "2027-06-30" and found[0]["licence"] and found[0]["source"]
    assert found[0]["set"]["confirmation"]["sha256"].startswith("b5c4f2f8")


def test_the_day_of_activity_decides_the_set() -> None:
    for day, value in (("2024-06-01", "0.4715"), ("2025-11-03", "0.4403"), ("2026-01-05", "0.4419")):
        found = json.loads(run("factors", "grid-GD", "--region", "CN-GD", "--on", day, "--json").stdout)
        assert [row["value"] for row in found] == [value]
    assert json.loads(run("factors", "grid", "--region", "CN", "--on", "2024-04-11", "--json").stdout) == []


def test_one_factor_is_shown_whole() -> None:
    found = json.loads(run("factors", "--id", "CN-MEE-2023-grid-GD").stdout)
    assert (found["value"], found["credit"], found["set"]["confirmation"]["copies"]) == ("0.4419", "yes", 4)


def test_an_unknown_id_is_a_problem_object() -> None:
    result = run("factors", "--id", "UNV-SH-bus")
    assert (result.exit_code, json.loads(result.stdout)) == (WRONG, {"code": "factor_unknown", "factor": "UNV-SH-bus"})


def test_a_search_that_finds_nothing_says_so_and_is_no_failure() -> None:
    result = run("factors", "unobtainium", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (DONE, [])
    assert result.stderr.strip() == "No factor fits."


@pytest.mark.parametrize(
    "words",
    [
        ("--id", "x", "metro"),
        ("--id", "x", "--year", "2026"),
        ("--unit", "ton"),
        ("--json", "--as-row"),
        ("--year", "last"),
    ],
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    assert run("factors", *words).exit_code == USAGE


def test_a_row_for_a_package_is_the_one_that_the_shipped_package_holds() -> None:
    made = json.loads(run("factors", "--id", "CN-SZ-LCPT-2021-metro-REDUCTION", "--as-row").stdout)
    rows = Catalogue.load(plugins=[]).package("cn-sz-lcpt/2021.1").document["factors"]
    assert isinstance(rows, list)
    (shipped,) = [row for row in rows if row["key"] == "metro"]
    assert {**made, "published": shipped["published"]} == shipped


def test_a_value_per_mile_has_no_row_for_a_package() -> None:
    result = run("factors", "--unit", "vehicle-mile", "--as-row")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (WRONG, "factor_not_exact")


def test_versions_are_listed_with_class_region_text_and_use_by() -> None:
    lines = run("methodologies", "cn-sz-lcpt/2021.1").stdout.splitlines()
    assert lines[1].split() == [
        "cn-sz-lcpt/2021.1", "market", "CN-GD-SZ", "active", "quoted", "2021-12-01", "-", "2027-11-30",
    ]  # fmt: skip
    found = json.loads(run("methodologies", "elec-saving", "--json").stdout)
    assert {row["methodology"] for row in found} >= {"elec-saving/1", "elec-saving/2"}


def test_an_unknown_methodology_is_a_problem_object() -> None:
    result = run("methodologies", "nope")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (WRONG, "methodology_unknown")
    assert run("methodologies", "nope", "--due").exit_code == USAGE


def test_what_is_due_is_listed_by_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    later = FixedClock(datetime(2027, 1, 5, 4, tzinfo=UTC))
    monkeypatch.setattr(methods, "SystemClock", lambda: later)
    found = {row["methodology"]: row for row in json.loads(run("methodologies", "--due", "--json").stdout)}
    assert (found["elec-saving/1"]["days_left"], found["elec-saving/1"]["replaced_by"]) == (-5, "elec-saving/2")
    assert found["elec-saving/2"]["days_left"] == 26
    assert "recycle-warm/16" not in found


def test_a_dropped_in_name_cannot_write_over_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = Path(__file__).parents[1] / "vectors" / "drop_in"
    (file,) = [one for one in vectors.glob("*.json") if not one.name.endswith(".kinds.json")]
    document = json.loads(file.read_text("utf-8"))
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "x.json").write_text(json.dumps({**document, "version": "1\x1b[2K\r"}), "utf-8")
    monkeypatch.setenv("LEAFLEDGER_METHODOLOGIES_DIR", str(tmp_path / "drop"))
    refused = run("methodologies")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout) == {
        "code": "package_invalid", "reason": "field", "at": "/version", "file": "x.json",
    }  # fmt: skip


def test_quantify_tells_its_steps_in_both_languages() -> None:
    ride = {"region": "CN-GD-SZ", "occurred_on": "2026-11-20", "segments": [{"mode": "metro", "distance_m": 12_000}]}
    told = json.loads(run("quantify", "cn-sz-lcpt/2021.1", "--input", json.dumps(ride)).stdout)["trace_text"]
    assert "Rounded down once: 561,600 mg" in told["en"]
    assert "向下取整一次：561,600 毫克" in told["zh"]


def test_a_printed_sum_is_plausible_or_off_by_a_slip() -> None:
    right = run("plausible", "256 t", "477 MWh")
    assert (right.exit_code, json.loads(right.stdout)["intensity"]) == (0, "536.7")
    wrong = run("plausible", "414,249 吨", "415,496 kWh")
    assert (wrong.exit_code, json.loads(wrong.stdout)["slip"]) == (1, "1000")
    coal = run("plausible", "149,578 kg", "415,496 kWh", "--of", "coal")
    assert coal.exit_code == 0
    bare = run("plausible", "5 ton", "3 MWh")
    assert (bare.exit_code, json.loads(bare.stdout)) == (1, {"code": "unit_unknown", "unit": "ton"})
    assert run("plausible", "5 t", "3 km", "--of", "trees").exit_code == 2


def test_a_dropped_in_version_is_held_against_the_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = Path(__file__).parents[2] / "methodologies" / "packages"
    document = json.loads((packages / "elec-saving-2.json").read_text("utf-8")) | {"id": "ours"}
    row = json.loads(run("factors", "--id", "CN-MEE-2021-grid-BJ", "--as-row").stdout)
    document["factors"][0] |= {**row, "key": "CN-BJ"}
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "ours.json").write_text(json.dumps(document), "utf-8")
    monkeypatch.setenv("LEAFLEDGER_METHODOLOGIES_DIR", str(tmp_path / "drop"))
    (told,) = json.loads(run("methodologies", "ours", "--json").stdout)
    assert [(one["key"], one["reason"]) for one in told["findings"]] == [("CN-BJ", "unconfirmed")]
    assert run("methodologies", "ours").stderr.strip() == (
        "ours/2, factor CN-BJ: CN-MEE-2021-grid-BJ is not confirmed well enough to be credited on"
    )
    assert run("methodologies", "elec-saving").stderr == ""


def test_a_day_that_a_later_version_will_price_is_told_to_be_provisional() -> None:
    ride = {
        "region": "GB", "distance_m": 10_000, "project": {"mode": "train"}, "baseline": {"mode": "taxi"},
    }  # fmt: skip
    for day, provisional in (("2026-11-20", False), ("2027-05-01", True)):
        told = run("quantify", "modeshift/2026.1", "--input", json.dumps({**ride, "occurred_on": day}))
        assert json.loads(told.stdout)["provisional"] is provisional
