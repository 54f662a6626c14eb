"""A working day of three hundred people through the real doors: every milligram, the verified report, the audit."""

import asyncio
import csv
import importlib.util
import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console

from accounts import people
from app.audit import audit
from app.container import Container, build
from app.day_files import DayOutOfReach, ExampleDayUnreadable, Move, choose_day, moved_row, read
from app.export import write_log, write_month
from app.local import servers
from app.seed import seed
from app.settings import Settings
from kernel.clock import SystemClock, local_date
from kernel.ids import parse
from language.phrases import Activities, Vocabulary
from language.phrases import read as read_sentence
from ledger.invalid import LogInvalid
from methodologies.catalogue import Catalogue

DAY = Path(__file__).parents[2] / "examples" / "day"
SILENT = Console(quiet=True)
EXPECTED = json.loads((DAY / "expected.json").read_text())
COLUMNS = ("actions", "verified_mg", "unverified_mg", "self_reported_mg")


@dataclass(frozen=True)
class Seeded:
    """What `seed` said, what the day's cases look like in the ledger, and the exports made afterwards."""

    told: dict[str, Any]
    on: date
    today: date
    cases: list[dict[str, Any]]
    log: Path
    month: Path
    exported: dict[str, Any]


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    """The day, played once into a fresh data folder, and exported."""
    # Not pytest's own folder: PostgreSQL runs under another user and must be able to walk there.
    folder = Path(tempfile.mkdtemp(prefix="leaf-day-"))
    settings = Settings(data_dir=folder / "data", port=_free_port(), simulator_port=_free_port())
    try:
        yield asyncio.run(_play(settings, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _play(settings: Settings, folder: Path) -> Seeded:
    told = await seed(settings, DAY, "", SILENT)
    on = date.fromisoformat(told["on"])
    org_id = parse("org", told["organisation"])
    async with servers(settings) as pointed, build(pointed) as container:
        cases = [await _found(container, org_id, told["people_moved_by"], on, case) for case in EXPECTED["hand_worked"]]
        await write_log(container, org_id, folder / "log")
        exported = await write_month(container, f"{on:%Y-%m}", folder / "month", org_id)
    today = local_date(SystemClock().now(), "Asia/Shanghai")
    return Seeded(told, on, today, cases, folder / "log", folder / "month", exported)


async def _found(container: Container, org_id: Any, moved_by: int, on: date, case: dict[str, Any]) -> dict[str, Any]:
    """The acts of that person, kind, day and quantity."""
    async with container.database.work(org_id) as connection:
        person = await people.by_telegram(connection, 7_100_000_001 + case["person"] + moved_by)
        assert person is not None
        rows = await connection.fetch(
            "SELECT evidence, status, reduction_mg, verified_mg FROM action WHERE person_id = $1 AND kind = $2"
            " AND quantity = $3 AND occurred_on = $4",
            person.id,
            case["kind"],
            case["quantity"],
            on + timedelta(days=int(case["day"])),
        )
    (row,) = rows
    return dict(row)


def test_every_total_is_right_to_the_milligram(seeded: Seeded) -> None:
    assert seeded.told["differences"] == []
    assert seeded.told["actual"] == EXPECTED["reviewed"]["all"]


def test_every_row_of_the_partner_got_the_expected_verdict(seeded: Seeded) -> None:
    assert seeded.told["first_wrong_verdicts"] == []
    assert seeded.told["rides"] == EXPECTED["counts"]["rides"] >= 5_000


def test_the_command_says_that_they_are_equal(seeded: Seeded) -> None:
    assert seeded.told["equal"] is True


def test_nobody_is_left_without_an_answer(seeded: Seeded) -> None:
    assert seeded.told["updates"] == EXPECTED["counts"]["updates"] >= 1_500
    assert seeded.told["unanswered_chats"] == 0


@pytest.mark.parametrize("place", range(30))
def test_a_case_worked_by_hand_stands_in_the_ledger(seeded: Seeded, place: int) -> None:
    case = EXPECTED["hand_worked"][place]
    assert seeded.cases[place] == {name: case[name] for name in seeded.cases[place]}


def _report(seeded: Seeded) -> dict[tuple[str, str], dict[str, int]]:
    """The expected lines of the exported month: methodology and evidence to figures."""
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for day, methodologies in EXPECTED["report"].items():
        on = seeded.today if day == "clock" else seeded.on + timedelta(days=int(day))
        if (on.year, on.month) != (seeded.on.year, seeded.on.month):
            continue
        for methodology, levels in methodologies.items():
            for evidence, figures in levels.items():
                line = lines.setdefault((methodology, evidence), dict.fromkeys(COLUMNS, 0))
                for column in COLUMNS:
                    line[column] += figures[column]
    return lines


def test_the_verified_report_has_the_expected_figures(seeded: Seeded) -> None:
    document = json.loads((seeded.month / "totals.json").read_text())
    shown = {(line.pop("methodology"), line.pop("evidence")): line for line in document["lines"]}
    expected = _report(seeded)
    assert shown == expected
    total = {column: sum(line[column] for line in expected.values()) for column in COLUMNS[1:]}
    assert document["total"] == total


def test_the_report_s_table_says_the_same(seeded: Seeded) -> None:
    with (seeded.month / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["methodology"], row["evidence"]): int(row["verified_mg"]) for row in rows}
    assert found == {name: line["verified_mg"] for name, line in _report(seeded).items()}


def test_estimates_stand_in_no_report(seeded: Seeded) -> None:
    assert {name for name, _ in _report(seeded)} == {"cn-sz-lcpt/2021.1"}
    assert "modeshift-cycling" not in (seeded.month / "report.csv").read_text()
    assert EXPECTED["reviewed"]["by_kind"]["cycling"]["reduction_mg"] > 0


@pytest.mark.parametrize("export", ["log", "month"])
def test_the_exported_log_is_valid(seeded: Seeded, export: str) -> None:
    found = audit(getattr(seeded, export), None, SILENT)
    assert found["valid"] is True


def test_a_changed_total_is_found(seeded: Seeded, tmp_path: Path) -> None:
    copy = shutil.copytree(seeded.month, tmp_path / "month")
    text = (copy / "totals.json").read_text()
    document = json.loads(text)
    before = document["lines"][0]["verified_mg"]
    (copy / "totals.json").write_text(text.replace(str(before), str(before + 1)))
    with pytest.raises(LogInvalid):
        audit(copy, None, SILENT)


def test_the_last_workday_is_the_default() -> None:
    assert choose_day("", date(2026, 11, 23)) == date(2026, 11, 20)  # Monday: last Friday.
    assert choose_day("", date(2026, 11, 20)) == date(2026, 11, 19)


def test_a_holiday_week_leaves_yesterday() -> None:
    assert choose_day("", date(2026, 10, 8)) == date(2026, 10, 7)


@pytest.mark.parametrize("on", ["2026-11-21", "2026-11-14", "2027-01-01", "yesterday", "2026-02-30"])
def test_a_day_that_the_doors_would_refuse_is_refused_first(on: str) -> None:
    with pytest.raises(DayOutOfReach):
        choose_day(on, date(2026, 11, 21))


def test_the_days_in_reach_are_taken() -> None:
    assert [choose_day(f"2026-11-{day}", date(2026, 11, 21)).day for day in range(15, 21)] == list(range(15, 21))


def test_a_folder_without_a_day_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExampleDayUnreadable):
        read(tmp_path)


def test_marks_and_times_of_a_row_are_filled_and_a_wrong_row_stays_wrong() -> None:
    now = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    row = {"member_id": "$member:7", "occurred_at": "2026-11-20T08:00:00+08:00", "quantity": 5}
    moved = moved_row(row, 12, lambda number: f"mem_{number}", now)
    assert moved == {"member_id": "mem_7", "occurred_at": "2026-12-02T08:00:00+08:00", "quantity": 5}
    assert moved_row({"occurred_at": "$now+180"}, 12, str, now) == {"occurred_at": "2026-12-03T10:03:00+00:00"}
    assert moved_row({"occurred_at": "2026-13-40T08:00:00Z"}, 1, str, now) == {"occurred_at": "2026-13-40T08:00:00Z"}
    assert moved_row("ride", 1, str, now) == "ride"


def test_an_update_moves_to_people_whom_nobody_has_met() -> None:
    update = {
        "update_id": 4,
        "message": {"message_id": 9, "date": 100, "from": {"id": 7, "is_bot": False}, "chat": {"id": -50}, "text": "7"},
    }
    moved = Move(days=1, people=1_000).update(update)
    assert moved == {
        "message": {
            "message_id": 9,
            "date": 86_500,
            "from": {"id": 1_007, "is_bot": False},
            "chat": {"id": -1_050},
            "text": "7",
        }
    }


def _vocabulary() -> Vocabulary:
    return Vocabulary.from_kinds(
        {
            "code": kind.code,
            "unit": kind.unit,
            "words": kind.words,
            "limits": {"min": kind.minimum, "max": kind.maximum, "ask_above": kind.ask_above},
            "counts": kind.counts,
            "icon": kind.icon,
        }
        for kind in Catalogue.load().kinds.values()
    )


def _sentences() -> ModuleType:
    """The generator's own sentences; the module needs nothing but the standard library."""
    spec = importlib.util.spec_from_file_location("example_day_sentences", DAY / "sentences.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_of_the_day_is_read_as_the_generator_means_it() -> None:
    """The two were written apart: a quantity that they read differently shows here at once, with its sentence."""
    said, vocabulary, today = _sentences(), _vocabulary(), date(2026, 11, 20)
    random = Random(7)
    for kind in said.ZH:
        for _ in range(150):
            metres, day = random.choice((800, 1_200, 3_000, 4_700)), random.choice((0, -1))
            text = said.trip(random, kind, metres, english=random.random() < 0.4, day=day)
            reading = read_sentence(text, today, vocabulary)
            assert isinstance(reading, Activities), text
            (leg,) = reading.legs
            assert (leg.kind, leg.quantity, (leg.occurred_on - today).days) == (kind, metres, day), text
    for _ in range(150):
        text, kind, grams = said.goods(random)
        reading = read_sentence(text, today, vocabulary)
        assert isinstance(reading, Activities), text
        assert [(leg.kind, leg.quantity) for leg in reading.legs] == [(kind, grams)], text


def test_what_must_not_be_recorded_is_read_as_no_act() -> None:
    said, vocabulary = _sentences(), _vocabulary()
    for text in (*said.REFUSED, *said.ASKED, *said.JUNK):
        assert not isinstance(read_sentence(text, date(2026, 11, 20), vocabulary), Activities), text
