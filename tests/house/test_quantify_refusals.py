"""`leafledger quantify` refuses with exit code 1 and a problem object, and wrong usage with 2."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from app import quantify as module
from language.texts import Texts
from methodologies.catalogue import Catalogue
from tests.unit.methodologies.refusals import METERED, REFUSALS, RIDE, SHIFT, Refusal, told

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


LONG = "9" * 5_000
UNREADABLE = [
    ('{"distance_m": 1e3}', "float", "/distance_m"),
    ('{"segments": [{"a": 1}, {"distance_m": 1.0}]}', "float", "/segments/1/distance_m"),
    ('{"distance_m": NaN}', "float", "/distance_m"), ('{"distance_m": -Infinity}', "float", "/distance_m"),
    ("1.5", "float", "1.5"), ('{"region": "GB", "region": "GB"}', "duplicate_key", "region"),
    ("[]", "not_an_object", ""), ("12", "not_an_object", ""), ("{", "json", "1:2"), ("", "json", "1:1"),
    ('{"region":\n GB}', "json", "2:2"), ("@/dev/null/nowhere.json", "file", "/dev/null/nowhere.json"),
    ("@/", "file", "/"), ("[" * 50_000, "too_deep", ""), ('{"a":' * 50_000, "too_deep", ""),
    ("[" * 30 + "]" * 30, "too_deep", ""), ('{"distance_m": ' + LONG + "}", "too_long", LONG[:40] + "…"),
    ('{"a": "' + "x" * 1_000_000 + '"}', "too_long", '{"a": "' + "x" * 33 + "…"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason", "at"), UNREADABLE, ids=lambda value: value[:30])
def test_what_is_no_json_object_of_whole_numbers_is_refused_with_reason_and_place(
    text: str, reason: str, at: str
) -> None:
    result = run(SHENZHEN, "--input", "-", stdin=text) if len(text) > 100 else run(SHENZHEN, "--input", text)
    problem = json.loads(result.stdout)
    assert (result.exit_code, problem) == (WRONG, {"code": "input_unreadable", "reason": reason, "at": at})


def test_an_unknown_version_says_whether_a_log_was_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ("cn-sz-lcpt/9", "--input", json.dumps(RIDE))
    problem = json.loads(run(*wanted).stdout)
    assert problem == {"code": "methodology_unknown", "methodology": "cn-sz-lcpt/9", "log": "no_database"}
    monkeypatch.setenv("LEAFLEDGER_DATABASE_URL", "postgresql://lf_app@127.0.0.1:9/none")
    assert json.loads(run(*wanted).stdout)["log"] == "database_unreachable"


def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    problem = json.loads(run(SHENZHEN, "--input", f"@{tmp_path}/picture").stdout)
    assert (problem["reason"], problem["at"]) == ("file", f"{tmp_path}/picture"[:200])


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_each_reason_has_a_sentence_of_its_own(locale: str) -> None:
    texts = Texts.load()
    told = {texts.render("error-input-unreadable", {"reason": one, "at": "/x"}, locale) for _, one, _ in UNREADABLE}
    assert len(told) == len({one for _, one, _ in UNREADABLE}) == 7


@pytest.mark.parametrize(("locale", "last"), [("zh", "没有截止日"), ("en", "any later day")])
def test_a_day_out_of_date_is_told_with_the_first_and_the_last_day(locale: str, last: str) -> None:
    texts = Texts.load()
    shut = json.loads(run("modeshift/2026.1", "--input", json.dumps({**SHIFT, "occurred_on": "2027-07-01"})).stdout)
    told = texts.render("error-activity-out-of-date", shut, locale)
    assert all(day in told for day in ("2027-07-01", "2026-01-01", "2027-06-30", "modeshift/2026.1"))
    open_ended = json.loads(run(SHENZHEN, "--input", json.dumps({**RIDE, "occurred_on": "2021-11-30"})).stdout)
    assert last in texts.render("error-activity-out-of-date", open_ended, locale)


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
