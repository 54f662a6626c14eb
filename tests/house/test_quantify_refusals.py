"""`leafledger quantify` refuses with exit code 1 and a problem object, and wrong usage with 2."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from app import quantify as module
from methodologies.catalogue import Catalogue
from tests.unit.methodologies.refusals import METERED, REFUSALS, RIDE, Refusal, told

DONE, WRONG, USAGE = 0, 1, 2
SHENZHEN = "cn-sz-lcpt/2021.1"
CATALOGUE = Catalogue.load(plugins=[])


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C")
    # Loading anew for every case would only make the same catalogue forty times.
    monkeypatch.setattr(module.Catalogue, "load", lambda *_: CATALOGUE)


def run(*words: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(cli.app, ["quantify", *words], input=stdin)
    assert not isinstance(result.exception, Exception), result.exception
    return result


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_it_is_refused_with_1_and_its_field(case: Refusal) -> None:
    result = run(case.methodology, "--input", json.dumps(case.inputs))
    problem = json.loads(result.stdout)
    assert (result.exit_code, problem["code"], told(problem)) == (WRONG, case.code, case.field)
    assert "reduction_mg" not in problem


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"distance_m": 1e3}', "1e3"), ('{"distance_m": 1.0}', "1.0"), ('{"distance_m": NaN}', "NaN"),
        ('{"distance_m": -Infinity}', "-Infinity"), ('{"region": "GB", "region": "GB"}', "twice"),
        ("[]", "object"), ("12", "object"), ("{", "line 1"), ("", "line 1"),
        ("@/nowhere/at/all.json", "/nowhere/at/all.json"),
    ],
)  # fmt: skip
def test_what_is_no_json_object_of_whole_numbers_is_refused_with_the_part_that_is_wrong(text: str, part: str) -> None:
    result = run(SHENZHEN, "--input", text)
    problem = json.loads(result.stdout)
    assert (result.exit_code, problem["code"]) == (WRONG, "input_unreadable")
    assert part in problem["reason"]


@pytest.mark.parametrize("text", ["[" * 50_000, '{"a":' * 50_000, '{"distance_m": ' + "9" * 5_000 + "}"])
def test_endless_input_is_refused_and_told_in_short(text: str) -> None:
    result = run(SHENZHEN, "--input", "-", stdin=text)
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (WRONG, "input_unreadable")
    assert len(result.stdout) < 1_000


@pytest.mark.parametrize(
    "words",
    [
        (), (SHENZHEN,), ("--input", "{}"), (SHENZHEN, "--input", "{}", "--evidence", "verified"),
        (SHENZHEN, "--input", "{}", "more"), (SHENZHEN, "--inputs", "{}"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == USAGE


def test_an_object_is_read_from_a_file_and_from_standard_input_too(tmp_path: Path) -> None:
    (tmp_path / "ride.json").write_text(json.dumps(RIDE), "utf-8")
    for result in (
        run(SHENZHEN, "--input", f"@{tmp_path}/ride.json"),
        run(SHENZHEN, "--input", "-", stdin=json.dumps(RIDE)),
    ):
        assert (result.exit_code, json.loads(result.stdout)["reduction_mg"]) == (DONE, 561_600)


def test_a_decimal_with_a_trailing_zero_is_the_same_number() -> None:
    answers = [
        json.loads(run("elec-saving/2", "--input", json.dumps({**METERED, "actual_cdd": text})).stdout)["reduction_mg"]
        for text in ("1.5", "1.50", "1.500")
    ]
    assert len(set(answers)) == 1 and answers[0] > 0
